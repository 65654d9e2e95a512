import type { Knex } from "knex";
import { findGivenUp, findGivenUpIds, type GivenUpJob } from "../../../domain/control/jobs/find-given-up.ts";
import { retryGivenUp } from "../../../domain/control/jobs/settle-given-up.ts";
import { InputError } from "../../../infra/errors.ts";
import { readNumbers } from "../read-numbers.ts";
import type { Report } from "../report.ts";
import { byCli, type Tool } from "../tool.ts";
import { inQueue, lockGivenUp } from "./in-queue.ts";
import type { JobsOptions } from "./jobs-options.ts";
import { readChoice } from "./read-choice.ts";

const AT_ONCE = 200;

/** Puts back what is named, or with `--all` everything that is given up now. */
export async function retryJobs(tool: Tool, words: readonly string[], options: JobsOptions): Promise<Report> {
  if (options.all ? words.length > 0 : words.length === 0 || options.task !== undefined) {
    throw new InputError("name ids of deskhand jobs list, or --all, with --task to narrow it");
  }
  if (options.all) return retryAll(tool, options);
  const ids = readNumbers(words, "jobs list");
  const choice = await readChoice(tool, {});
  return reportOf(await once(tool, (trx) => lockGivenUp(trx, { ...choice, ids })));
}

/** In steps, so that no transaction holds thousands of rows; what is given up again meanwhile is not taken up again. */
async function retryAll(tool: Tool, options: JobsOptions): Promise<Report> {
  const before = await findGivenUpIds((await tool.database()).db.system, await readChoice(tool, options));
  const retried: number[] = [];
  for (let from = 0; from < before.length; from += AT_ONCE) {
    const ids = before.slice(from, from + AT_ONCE);
    retried.push(...(await once(tool, (trx) => findGivenUp(trx, { ids }, { lock: true }))));
  }
  return reportOf(retried);
}

/** One transaction of it: the ids that were put back. */
async function once(tool: Tool, choose: (trx: Knex) => Promise<GivenUpJob[]>): Promise<number[]> {
  return inQueue(tool, async (trx) => {
    const jobs = await choose(trx);
    await retryGivenUp(trx, byCli, jobs);
    return jobs.map(({ id }) => id);
  });
}

function reportOf(retried: number[]): Report {
  const text =
    retried.length === 0
      ? "No job was given up."
      : `${retried.length} put back. They are worked at once while the product runs; what fails at every attempt is given up again.`;
  return { json: { retried }, text };
}
