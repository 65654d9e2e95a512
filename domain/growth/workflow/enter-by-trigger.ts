import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { nextRun, runName } from "../campaign-schedule.ts";
import { type Happenings, stagesReached, tagsChanged } from "../customer-happenings.ts";
import { segmentQuery } from "../segment-query.ts";
import type { WorkflowTrigger } from "./definition.ts";
import { startExecutions } from "./start-execution.ts";
import { triggerOf, type Workflow } from "./workflow.ts";

const ENTERED_AT_ONCE = 500;
// A transaction that began before the last look may have committed after it.
const LOOK_BACK_MS = 15 * 60_000;

/** Who ended the workflow after it happened, or is in it, has had this event. */
const notSwallowed = `NOT EXISTS (SELECT FROM workflow_executions e WHERE e.org_id = h.org_id AND e.workflow_id = ?
  AND e.target_id = h.target_id AND (e.completed_at IS NULL OR e.completed_at >= h.at))`;

/**
 * Lets those begin a workflow, which is locked and active, for whom its trigger says so. Returns true when there may be
 * more at once.
 */
export async function enterByTrigger(scope: OrgScope, workflow: Workflow, now: Date, zone: string): Promise<boolean> {
  const trigger = triggerOf(workflow);
  switch (trigger.type) {
    case "new_lead":
      return enterLeads(scope, workflow, now);
    case "tag_change":
      return enterCustomers(scope, workflow, now, {
        ...trigger,
        happened: (since) => tagsChanged(since, `${trigger.change === "added" ? "+" : "-"}${trigger.tag}`),
      });
    case "stage_change":
      return enterCustomers(scope, workflow, now, {
        ...trigger,
        happened: (since) => stagesReached(since, trigger.to),
      });
    case "schedule":
      return enterRun(scope, workflow, trigger, { now, zone });
    default:
      return false;
  }
}

function sinceOf({ activated_at, checked_until }: Workflow, now: Date): Date {
  const looked = (checked_until ?? now).getTime() - LOOK_BACK_MS;
  return new Date(Math.max(activated_at?.getTime() ?? now.getTime(), looked));
}

async function noteLooked({ trx, orgId }: OrgScope, { id }: Workflow, now: Date): Promise<void> {
  await trx("workflows").where({ org_id: orgId, id }).update({ checked_until: now });
}

async function enterLeads(scope: OrgScope, workflow: Workflow, now: Date): Promise<boolean> {
  const found: { id: string }[] = await scope
    .trx(
      scope
        .trx("leads")
        .where({ org_id: scope.orgId })
        .where("created_at", ">=", sinceOf(workflow, now))
        .select("id", "id as target_id", "org_id", "created_at as at")
        .as("h"),
    )
    .whereRaw(notSwallowed, [workflow.id])
    .orderBy("h.at")
    .limit(ENTERED_AT_ONCE)
    .select("h.id");
  const targets = found.map(({ id }) => ({ target_type: "lead" as const, target_id: id, event: id }));
  await startExecutions(scope, workflow, targets, now);
  if (found.length === ENTERED_AT_ONCE) return true;
  await noteLooked(scope, workflow, now);
  return false;
}

// What a workflow did begins no workflow: two that answer each other would never rest.
async function enterCustomers(
  scope: OrgScope,
  workflow: Workflow,
  now: Date,
  {
    happened,
    segment = { everyone: true },
  }: { happened(since: Date): Happenings } & Pick<Extract<WorkflowTrigger, { type: "tag_change" }>, "segment">,
): Promise<boolean> {
  const { sql, bindings } = happened(sinceOf(workflow, now));
  const { trx, orgId } = scope;
  const inSegment = segmentQuery(scope, segment, now).whereRaw("c.id = h.target_id").select("c.id").limit(1);
  // Whom something happened to is looked up one by one: joined, the planner may read all customers.
  const found: { id: string; event: string }[] = await trx
    .from(
      trx.raw(
        `(SELECT a.*, coalesce(k.merged_into, k.id) AS target_id FROM (${sql}) a
          CROSS JOIN LATERAL (SELECT id, merged_into FROM customers WHERE id = a.customer_id LIMIT 1) k) h
         CROSS JOIN LATERAL ? c`,
        // knex's type knows neither queries nor arrays as bindings, its code does
        [...bindings, inSegment] as unknown as string[],
      ),
    )
    .where("h.org_id", orgId)
    .whereRaw("h.workflow IS NULL")
    .whereRaw(notSwallowed, [workflow.id])
    .orderBy("h.at")
    .limit(ENTERED_AT_ONCE)
    .select("c.id", "h.id as event");
  const targets = found.map(({ id, event }) => ({ target_type: "customer" as const, target_id: id, event }));
  await startExecutions(scope, workflow, targets, now);
  if (found.length === ENTERED_AT_ONCE) return true;
  await noteLooked(scope, workflow, now);
  return false;
}

async function enterRun(
  scope: OrgScope,
  workflow: Workflow,
  trigger: Extract<WorkflowTrigger, { type: "schedule" }>,
  { now, zone }: { now: Date; zone: string },
): Promise<boolean> {
  const { trx, orgId } = scope;
  const { next_run_at: due, id } = workflow;
  const entered: Partial<Workflow> = {};
  if (workflow.run === workflow.entered_run) {
    if (!due || due > now) return false;
    entered.run = runName(due, zone);
    entered.next_run_at = nextRun(trigger, due, now, zone);
  }
  const run = entered.run ?? workflow.run ?? "";
  const customers = await nextOfRun(scope, workflow, { segment: trigger.segment, run, now });
  const targets = customers.map((customer) => ({ target_type: "customer" as const, target_id: customer, event: run }));
  await startExecutions(scope, workflow, targets, now);
  const isMore = customers.length === ENTERED_AT_ONCE;
  if (!isMore) entered.entered_run = run;
  if (Object.keys(entered).length > 0) await trx("workflows").where({ org_id: orgId, id }).update(entered);
  return isMore;
}

/** Customers of the segment who are neither in this run nor in the workflow still. */
async function nextOfRun(
  scope: OrgScope,
  { id }: Workflow,
  { segment, run, now }: { segment: Extract<WorkflowTrigger, { type: "schedule" }>["segment"]; run: string; now: Date },
): Promise<string[]> {
  return segmentQuery(scope, segment, now)
    .whereNotExists(
      scope
        .trx("workflow_executions as e")
        .whereRaw("e.target_id = c.id")
        .where({ "e.org_id": scope.orgId, "e.workflow_id": id, "e.target_type": "customer" })
        .whereRaw("(e.event = ? OR e.status IN ('running', 'waiting'))", [run]),
    )
    .orderBy("c.id")
    .limit(ENTERED_AT_ONCE)
    .pluck("c.id");
}
