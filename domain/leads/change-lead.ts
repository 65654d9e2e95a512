import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type AuditEntry, actorOf, writeAudit } from "../control/audit-log.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import { type Lead, LeadActivity } from "../customers/customer.ts";
import type { LeadStatus } from "../customers/lead-words.ts";

/** Only forward: what a status can become. A lost lead is opened again, for a reason. */
const next: Readonly<Record<LeadStatus, readonly LeadStatus[]>> = {
  new: ["contacted", "qualified", "converted", "lost"],
  contacted: ["qualified", "converted", "lost"],
  qualified: ["converted", "lost"],
  converted: [],
  lost: ["contacted"],
};

/** True when a lead of one status may become one of another. */
export function mayBecome(from: LeadStatus, to: LeadStatus): boolean {
  return next[from].includes(to);
}

export interface StatusChange {
  to: LeadStatus;
  by: AuditEntry["by"];
  at: Date;
  reason?: string | null;
}

/**
 * Moves a lead on, with its activity and its place in the trail. The database decides between two at once: false when
 * the lead has become something else in the meantime, and nothing is written.
 */
export async function changeLeadStatus(
  scope: OrgScope,
  lead: Pick<Lead, "id" | "customerId" | "status">,
  { to, by, at, reason = null }: StatusChange,
): Promise<boolean> {
  const from = lead.status;
  if (!mayBecome(from, to)) return false;
  const moved = await scope
    .trx("leads")
    .where({ org_id: scope.orgId, id: lead.id, status: from })
    .update({
      status: to,
      status_reason: reason,
      status_changed_at: at,
      updated_at: at,
      ...(to === "converted" ? { converted_at: at } : {}),
    });
  if (moved === 0) return false;
  lead.status = to;
  await noteChange(scope, lead.id, { by, at, action: "lead.status", changes: { before: from, after: to, reason } });
  const { id, customerId } = lead;
  await insertOutboxEvent(scope, "lead.status_changed", id, { leadId: id, customerId, from, to });
  return true;
}

/** Gives a lead to somebody. False when it is theirs already. */
export async function assignLead(
  scope: OrgScope,
  lead: Pick<Lead, "id" | "customerId" | "assignedTo">,
  { to, by, at }: { to: string; by: AuditEntry["by"]; at: Date },
): Promise<boolean> {
  const before = lead.assignedTo;
  if (before === to) return false;
  await scope
    .trx("leads")
    .where({ org_id: scope.orgId, id: lead.id })
    .update({ assigned_to: to, assigned_at: at, updated_at: at });
  lead.assignedTo = to;
  await noteChange(scope, lead.id, { by, at, action: "lead.assign", changes: { before, after: to } });
  const { id, customerId } = lead;
  await insertOutboxEvent(scope, "lead.assigned", id, { leadId: id, customerId, from: before, to });
  return true;
}

interface Change {
  by: AuditEntry["by"];
  at: Date;
  action: "lead.status" | "lead.assign";
  changes: Record<string, unknown>;
}

async function noteChange(
  { trx, orgId }: OrgScope,
  leadId: string,
  { by, at, action, changes }: Change,
): Promise<void> {
  await LeadActivity.query(trx).insert({
    orgId,
    leadId,
    type: action === "lead.status" ? "status_change" : "assigned",
    metadata: { ...changes, by: "userId" in by ? by.userId : actorOf(by) },
    scoreImpact: 0,
    createdAt: at,
  });
  await writeAudit(trx, { orgId, by, action, resourceType: "lead", resourceId: leadId, changes });
}
