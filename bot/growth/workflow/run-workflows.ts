import { readGrowthSettings } from "../../../domain/growth/growth-settings.ts";
import { findDueExecutions } from "../../../domain/growth/workflow/due-executions.ts";
import { enterByTrigger } from "../../../domain/growth/workflow/enter-by-trigger.ts";
import { lockWorkflow } from "../../../domain/growth/workflow/workflow.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Clock } from "../../../infra/clock.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { tryEach } from "../../../infra/try-each.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import { NoRateLeft, type WriteDeps } from "../write-to-customer.ts";
import { advanceExecution } from "./advance-execution.ts";
import { noteFailure } from "./note-failure.ts";

export interface WorkflowDeps {
  db: Database;
  channels: ChannelDirectory;
  ensureMonth(at: Date): Promise<void>;
  clock: Clock;
}

/** Steps of one execution that follow another at once in a minute; the rest goes on in the next. */
const STEPS_AT_ONCE = 200;

/**
 * Lets every active workflow go on: begins it for whom its trigger says so, and does each step whose time it is. Each
 * step commits by itself, so that a process that dies leaves nothing undone and no step is done twice, however many
 * processes do this at once. Returns how many executions were looked at.
 */
export async function runWorkflows(deps: WorkflowDeps): Promise<number> {
  await deps.ensureMonth(deps.clock.now());
  const active: { id: string; org_id: string }[] = await deps.db
    .system("workflows")
    .where({ is_active: true })
    .orderBy("id")
    .select("id", "org_id");
  const taken = new Map<string, number>();
  let seen = 0;
  await tryEach(active, async ({ id, org_id }) => {
    seen += await runOne(deps, org_id, id, taken);
    return true;
  });
  return seen;
}

async function runOne(deps: WorkflowDeps, orgId: string, id: string, taken: Map<string, number>): Promise<number> {
  const now = deps.clock.now();
  const { zone, perMinute } = await inOrganization(deps.db, orgId, async (scope) =>
    readGrowthSettings(await loadSettings(scope)),
  );
  while (await inOrganization(deps.db, orgId, (scope) => enter(scope, id, now, zone)));
  const takeRate = (channelId: string) => {
    const count = taken.get(channelId) ?? 0;
    if (count >= perMinute) return false;
    taken.set(channelId, count + 1);
    return true;
  };
  const due = await inOrganization(deps.db, orgId, (scope) => findDueExecutions(scope, id, now));
  return tryEach(due, (executionId) => goOn(deps, { ...deps, takeRate }, { orgId, workflowId: id, executionId }));
}

async function enter(scope: OrgScope, id: string, now: Date, zone: string): Promise<boolean> {
  const workflow = await lockWorkflow(scope, id);
  return workflow?.is_active ? enterByTrigger(scope, workflow, now, zone) : false;
}

async function goOn(
  { db, clock }: WorkflowDeps,
  deps: WriteDeps,
  what: { orgId: string; workflowId: string; executionId: string },
): Promise<boolean> {
  try {
    for (let steps = 0; steps < STEPS_AT_ONCE; steps += 1) {
      if (!(await inOrganization(db, what.orgId, (scope) => advanceExecution(scope, deps, what)))) break;
    }
    return true;
  } catch (error) {
    if (error instanceof NoRateLeft) return false;
    await inOrganization(db, what.orgId, (scope) => noteFailure(scope, what.executionId, error, clock.now()));
    throw error;
  }
}
