import { findParked, findParkedNumbers, type ParkedReceipt } from "../../../bot/intake/parked/find-parked.ts";
import { retryParked } from "../../../bot/intake/parked/settle-parked.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { lockNumbered } from "./find-numbered.ts";
import type { ParkedOptions } from "./parked-options.ts";
import { readChoice } from "./read-choice.ts";

const AT_ONCE = 200;

/** Puts back what is named, or with `--all` everything that is parked now. */
export async function retryChosen(tool: Tool, words: readonly string[], options: ParkedOptions): Promise<Report> {
  const isNarrowed = options.channel !== undefined || options.since !== undefined;
  if (options.all ? words.length > 0 : words.length === 0 || isNarrowed) {
    throw new InputError("name numbers of deskhand parked list, or --all, with --channel or --since to narrow it");
  }
  if (!options.all) return reportOf(await once(tool, (scope) => lockNumbered(scope, words)));
  return retryAll(tool, options);
}

/** In steps, so that no transaction holds thousands of rows; what is parked again meanwhile is not taken up again. */
async function retryAll(tool: Tool, options: ParkedOptions): Promise<Report> {
  const now = tool.clock.now();
  const before = await tool.inOrganization(async (scope) =>
    findParkedNumbers(scope, await readChoice(scope, options, now)),
  );
  const retried: number[] = [];
  for (let from = 0; from < before.length; from += AT_ONCE) {
    const numbers = before.slice(from, from + AT_ONCE);
    retried.push(...(await once(tool, (scope) => findParked(scope, { numbers }, { lock: true }))));
  }
  return reportOf(retried);
}

/** One transaction of it: the numbers that were put back. */
async function once(tool: Tool, choose: (scope: OrgScope) => Promise<ParkedReceipt[]>): Promise<number[]> {
  return tool.inOrganization(async (scope) => {
    const chosen = await choose(scope);
    await retryParked(scope, byCli, chosen);
    return chosen.map(({ number }) => number);
  });
}

function reportOf(retried: number[]): Report {
  const text =
    retried.length === 0
      ? "Nothing is parked."
      : `${retried.length} put back. They are worked at once while the product runs; what fails again is parked again.`;
  return { json: { retried }, text };
}
