import { dropParked } from "../../../bot/intake/parked/settle-parked.ts";
import { readReason } from "../read-reason.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { lockNumbered } from "./find-numbered.ts";

export async function dropChosen(tool: Tool, words: readonly string[], reason: string): Promise<Report> {
  const said = readReason(reason);
  const dropped = await tool.inOrganization(async (scope) => {
    const chosen = await lockNumbered(scope, words);
    await dropParked(scope, byCli, chosen, said);
    return chosen.map(({ number }) => number);
  });
  return { json: { dropped, reason: said }, text: `${dropped.length} dropped. What was sent is kept as it came.` };
}
