import type { ParkedChoice } from "../../../bot/intake/parked/find-parked.ts";
import { findChannel } from "../../../domain/organisation/channel-status.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { ParkedOptions } from "./parked-options.ts";

/** Which receipts `--channel` and `--since` mean. @throws InputError, NotFoundError */
export async function readChoice(scope: OrgScope, { channel, since }: ParkedOptions, now: Date): Promise<ParkedChoice> {
  return {
    ...(channel === undefined ? {} : { channelId: (await findChannel(scope, channel)).id }),
    ...(since === undefined ? {} : { since: since(now) }),
  };
}
