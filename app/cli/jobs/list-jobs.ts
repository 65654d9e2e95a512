import { findGivenUp, MOST_GIVEN_UP } from "../../../domain/control/jobs/find-given-up.ts";
import { endOfError } from "../end-of-error.ts";
import type { Report } from "../report.ts";
import { showMost } from "../show-most.ts";
import { minute, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import type { JobsOptions } from "./jobs-options.ts";
import { readChoice } from "./read-choice.ts";

export async function listJobs(tool: Tool, options: JobsOptions): Promise<Report> {
  const choice = await readChoice(tool, options);
  const found = await findGivenUp((await tool.database()).db.system, { ...choice, atMost: MOST_GIVEN_UP + 1 });
  const { shown, note } = showMost(found, MOST_GIVEN_UP, "--task");
  const rows = shown.map(({ id, task, givenUpAt, attempts, error, key }) => [
    id,
    task,
    minute(givenUpAt),
    attempts,
    error === null ? null : endOfError(error),
    key,
  ]);
  const head = ["id", "task", "given up", "attempts", "why", "key"];
  return { json: shown, text: table(head, rows, "No job was given up."), ...note };
}
