import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { advanceJourney } from "./change-stage.ts";
import type { Customer } from "./customer.ts";
import { keepCustomerChange } from "./keep-change.ts";

/** A group of ours, as a channel knows it. */
export interface Group {
  channelId: string;
  chatId: string;
  name: string | null;
}

/** How somebody left: by themselves, or an administrator of the group took them out. */
export type LeaveReason = "left" | "removed";

export type GroupMove = { kind: "joined" } | { kind: "left"; reason: LeaveReason };

/**
 * Keeps that a customer is in one of our groups from an instant on, or is not any more: in their timeline, in the trail,
 * and for who joined along the journey. What is known already, or was overtaken by something later, changes nothing; false
 * then. Platforms tell of one move in several ways.
 */
export async function recordGroupMove(
  scope: OrgScope,
  customer: Pick<Customer, "id" | "createdAt">,
  group: Group,
  move: GroupMove,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<boolean> {
  await lockMembership(scope, customer.id);
  const last = await lastMove(scope, customer.id, group);
  const type = move.kind === "joined" ? "group_joined" : "group_left";
  if (last && (last.type === type || at < last.at)) return false;
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by,
    type,
    title: group.name ?? group.chatId,
    action: move.kind === "joined" ? "customer.group_join" : "customer.group_leave",
    changes: {
      channelId: group.channelId,
      chatId: group.chatId,
      name: group.name,
      at: at.toISOString(),
      ...(move.kind === "left" ? { reason: move.reason } : {}),
    },
  });
  if (move.kind === "joined") await advanceJourney(scope, customer, "joined_group", { by, at });
  return true;
}

/** Of two reports that are worked at once, the second waits here and then finds the first. */
async function lockMembership({ trx, orgId }: OrgScope, customerId: string): Promise<void> {
  await trx("customers").where({ org_id: orgId, id: customerId }).forUpdate().first("id");
}

async function lastMove(
  { trx, orgId }: OrgScope,
  customerId: string,
  { channelId, chatId }: Group,
): Promise<{ type: "group_joined" | "group_left"; at: Date } | null> {
  const { rows } = await trx.raw(
    `SELECT type, (metadata ->> 'at')::timestamptz AS at FROM customer_activities
     WHERE org_id = ? AND customer_id = ? AND type IN ('group_joined', 'group_left')
       AND metadata ->> 'channelId' = ? AND metadata ->> 'chatId' = ?
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [orgId, customerId, channelId, chatId],
  );
  return rows[0] ?? null;
}
