import { dropGivenUp } from "../../../domain/control/jobs/settle-given-up.ts";
import { readNumbers } from "../read-numbers.ts";
import { readReason } from "../read-reason.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { inQueue, lockGivenUp } from "./in-queue.ts";
import { readChoice } from "./read-choice.ts";

export async function dropJobs(tool: Tool, words: readonly string[], reason: string): Promise<Report> {
  const said = readReason(reason);
  const ids = readNumbers(words, "jobs list");
  const choice = await readChoice(tool, {});
  const dropped = await inQueue(tool, async (trx) => {
    const jobs = await lockGivenUp(trx, { ...choice, ids });
    await dropGivenUp(trx, byCli, jobs, said);
    return jobs.map(({ id }) => id);
  });
  return { json: { dropped, reason: said }, text: `${dropped.length} dropped. What they were to do is not done.` };
}
