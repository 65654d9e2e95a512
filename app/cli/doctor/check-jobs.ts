import { queueBacklog } from "../../../domain/control/backlog.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { type Finding, fine, wrong } from "./finding.ts";

const part = "queue";
const check = "jobs";

/** Jobs whose attempts are used up stay until somebody decides. */
export async function checkJobs(db: Database): Promise<Finding[]> {
  const tasks = (await queueBacklog(db.system)).filter(({ failed }) => failed > 0);
  if (tasks.length === 0) return [fine(part, check, "none was given up")];
  const which = tasks.map(({ task, failed }) => `${failed} ${task}`).join(", ");
  const message = `some were given up (${which}): see why with deskhand jobs list, then deskhand jobs retry or drop`;
  return [wrong(part, check, message)];
}
