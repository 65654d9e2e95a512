import type { ParkedChoice } from "../../../bot/intake/parked/find-parked.ts";
import { findChannel } from "../../../domain/organisation/channel-status.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";
import type { ParkedOptions } from "./parked-options.ts";

/** Which receipts `--channel` and `--since` mean. @throws InputError, NotFoundError */
export async function readChoice(scope: OrgScope, { channel, since }: ParkedOptions, now: Date): Promise<ParkedChoice> {
  return {
    ...(channel === undefined ? {} : { channelId: (await findChannel(scope, channel)).id }),
    ...(since === undefined ? {} : { since: since(now) }),
  };
}

/** @throws InputError for what `parked list` never shows. */
export function readNumbers(words: readonly string[]): number[] {
  return [...new Set(words)].map((word) => {
    const [, digits] = /^#?(\d+)$/.exec(word) ?? [];
    const number = Number(digits);
    if (Number.isSafeInteger(number) && number > 0) return number;
    throw new InputError(`"${word.slice(0, 60)}" is no number of deskhand parked list, such as 1042`);
  });
}
