import { type GivenUpChoice, requireTask } from "../../../domain/control/jobs/find-given-up.ts";
import type { Tool } from "../tool.ts";
import type { JobsOptions } from "./jobs-options.ts";

/** Which jobs `--task`, and `--org` where it is given, mean: the queue is all organisations'. @throws NotFoundError */
export async function readChoice(tool: Tool, { task }: JobsOptions): Promise<GivenUpChoice> {
  if (task !== undefined) await requireTask((await tool.database()).db.system, task);
  return {
    ...(task === undefined ? {} : { task }),
    ...(tool.isOrgGiven ? { orgId: await tool.orgId() } : {}),
  };
}
