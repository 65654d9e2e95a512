import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { writeAudit } from "../control/audit-log.ts";
import { type Customer, CustomerActivity } from "./customer.ts";
import type { JourneyStage, SalesStage } from "./stages.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Moves a customer to another stage of sales or of the journey; how long they were in the last one is kept. */
export async function changeStage(
  scope: OrgScope,
  customer: Customer,
  to: { kind: "sales"; stage: SalesStage } | { kind: "journey"; stage: JourneyStage },
  by: { userId: string; at: Date },
): Promise<{ from: string }> {
  const { trx, orgId } = scope;
  const column = to.kind === "sales" ? "stage" : "journey_stage";
  const row = await trx("customers").where({ org_id: orgId, id: customer.id }).forUpdate().first(column);
  const from: string = row[column];
  if (from === to.stage) return { from };
  await trx("customers")
    .where({ org_id: orgId, id: customer.id })
    .update({ [column]: to.stage, ...(to.kind === "sales" ? { stage_changed_at: by.at } : {}), updated_at: by.at });
  if (to.kind === "journey") await keepJourney(scope, customer, from, to.stage, by.at);
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: customer.id,
    userId: by.userId,
    type: "stage_change",
    title: `${from} → ${to.stage}`,
    metadata: { column, from, to: to.stage },
  });
  await writeAudit(trx, {
    orgId,
    by: { userId: by.userId },
    action: "customer.stage",
    resourceType: "customer",
    resourceId: customer.id,
    changes: { column, before: from, after: to.stage },
  });
  return { from };
}

async function keepJourney({ trx, orgId }: OrgScope, customer: Customer, from: string, to: string, at: Date) {
  const last = await trx("customer_journey")
    .where({ org_id: orgId, customer_id: customer.id })
    .orderBy("created_at", "desc")
    .first("created_at");
  const began: Date = last?.created_at ?? customer.createdAt;
  await trx("customer_journey").insert({
    id: newId(),
    org_id: orgId,
    customer_id: customer.id,
    from_stage: from,
    to_stage: to,
    duration_days: Math.max(0, Math.floor((at.getTime() - began.getTime()) / DAY_MS)),
    trigger_event: "manual",
  });
}
