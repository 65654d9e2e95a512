import type { Command } from "commander";
import type { JobsOptions } from "./jobs/jobs-options.ts";
import type { RunCommand } from "./run-command.ts";

/** What the queue gave up: its attempts are used up, and somebody decides. */
export function addJobsCommands(program: Command, run: RunCommand): void {
  const jobs = program
    .command("jobs")
    .description(
      "jobs of the queue that failed at every attempt and were given up; all organisations' unless --org names one",
    );
  const choice = (command: Command) => command.option("--task <task>", "only jobs of this task, as jobs list shows it");
  choice(jobs.command("list"))
    .description("lists them with why, those of long ago first")
    .action((options: JobsOptions) =>
      run(async (tool) => (await import("./jobs/list-jobs.ts")).listJobs(tool, options)),
    );
  choice(jobs.command("retry"))
    .description("puts them back, to be worked at once and with all their attempts")
    .argument("[ids...]", "as jobs list shows them")
    .option("--all", "everything that --task leaves")
    .action((ids: string[], options: JobsOptions) =>
      run(async (tool) => (await import("./jobs/retry-jobs.ts")).retryJobs(tool, ids, options)),
    );
  jobs
    .command("drop")
    .description("removes them for good, with the reason: what they were to do is not done")
    .argument("<ids...>", "as jobs list shows them")
    .requiredOption("--reason <words>", "why, for the record")
    .action((ids: string[], { reason }: { reason: string }) =>
      run(async (tool) => (await import("./jobs/drop-jobs.ts")).dropJobs(tool, ids, reason)),
    );
}
