import { dropParked } from "../../../bot/intake/parked/settle-parked.ts";
import { InputError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { lockNumbered } from "./find-numbered.ts";

const LONGEST_REASON = 400;

export async function dropChosen(tool: Tool, words: readonly string[], reason: string): Promise<Report> {
  const said = reason.trim();
  if (said === "" || said.length > LONGEST_REASON) {
    throw new InputError(`--reason must say why in at most ${LONGEST_REASON} characters`);
  }
  const dropped = await tool.inOrganization(async (scope) => {
    const chosen = await lockNumbered(scope, words);
    await dropParked(scope, byCli, chosen, said);
    return chosen.map(({ number }) => number);
  });
  return { json: { dropped, reason: said }, text: `${dropped.length} dropped. What was sent is kept as it came.` };
}
