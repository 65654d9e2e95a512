import { type AuditEntry, writeAudit } from "../../../domain/control/audit-log.ts";
import { Conversation, ConversationEvent } from "../../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { HeldText } from "./held-text.ts";

export interface HeldHit {
  entry: string;
  words: string;
  reason: { zh: string; en: string };
}

/** A held text with its approval, as it was asked for. */
export interface HeldClaim {
  id: string;
  number: number;
  kind: "claim" | "file";
  status: "pending" | "approved" | "rejected" | "expired";
  /** Null: the bot wrote it. */
  authorId: string | null;
  decidedBy: string | null;
  reason: string;
  hits: HeldHit[];
  text: HeldText;
  message: { id: string; sentAt: Date };
  conversation: Conversation;
}

/** What has become of a held text, for whoever has to be told. */
export interface EndedClaim {
  number: number;
  outcome: "approved" | "rejected" | "expired";
  /** Who wrote it and is to be told; null when it was the bot. */
  authorId: string | null;
  decidedBy: string | null;
  /** The decider's words. */
  decisionReason: string | null;
  hits: HeldHit[];
  text: HeldText;
  message: { id: string; sentAt: Date };
  conversation: Conversation;
  /** Since it was held, oldest first. */
  saidSince: SaidSince[];
}

export interface SaidSince {
  from: "customer" | "bot" | "person";
  userId: string | null;
  content: string;
  at: Date;
}

const MAX_SAID = 20;

/** Locks the conversation, then the approval of a held text, in the order of every sender. Null when there is none. */
export async function lockClaim(scope: OrgScope, number: number): Promise<HeldClaim | null> {
  const { trx, orgId } = scope;
  const found = await trx("approvals")
    .where({ org_id: orgId, number })
    .whereIn("kind", ["claim", "file"])
    .first("conversation_id");
  if (!found) return null;
  const conversation = await Conversation.query(trx)
    .findOne({ orgId, id: found.conversation_id })
    .forUpdate()
    .throwIfNotFound();
  const row = await trx("approvals").where({ org_id: orgId, number }).forUpdate().first();
  return {
    id: row.id,
    number,
    kind: row.kind,
    status: row.status,
    authorId: row.requested_by,
    decidedBy: row.decided_by,
    reason: row.reason,
    hits: row.details.hits,
    text: row.details.text,
    message: { id: row.resource_id, sentAt: new Date(row.details.sentAt) },
    conversation,
  };
}

/** The approval's row, its event and its line in the trail; the held deliveries go nowhere. */
export async function endClaim(
  scope: OrgScope,
  claim: HeldClaim,
  end: { outcome: EndedClaim["outcome"]; by: AuditEntry["by"]; at: Date; reason: string | null },
): Promise<EndedClaim> {
  const { trx, orgId } = scope;
  const decidedBy = "userId" in end.by ? end.by.userId : null;
  await trx("approvals").where({ id: claim.id }).update({
    status: end.outcome,
    decided_by: decidedBy,
    decided_at: end.at,
    decision_reason: end.reason,
  });
  await trx("deliveries")
    .where({ org_id: orgId, message_id: claim.message.id, status: "held" })
    .update({ status: "cancelled", updated_at: trx.fn.now() });
  if (end.outcome !== "approved") {
    await trx("messages")
      .where({ id: claim.message.id, sent_at: claim.message.sentAt })
      .update({ status: "cancelled" });
  }
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: claim.conversation.id,
    customerId: claim.conversation.customerId,
    userId: decidedBy,
    messageId: claim.message.id,
    messageSentAt: claim.message.sentAt,
    eventType: eventOf[end.outcome],
    eventData: { approval: claim.number, ...(end.reason ? { reason: end.reason } : {}) },
  });
  await writeAudit(trx, {
    orgId,
    by: end.by,
    action: `approval.${actionOf[end.outcome]}`,
    resourceType: "approval",
    resourceId: claim.id,
    changes: { number: claim.number, status: ["pending", end.outcome], ...(end.reason ? { reason: end.reason } : {}) },
  });
  return {
    number: claim.number,
    outcome: end.outcome,
    authorId: claim.authorId,
    decidedBy,
    decisionReason: end.reason,
    hits: claim.hits,
    text: claim.text,
    message: claim.message,
    conversation: claim.conversation,
    saidSince: await readSaidSince(scope, claim),
  };
}

const eventOf = { approved: "reply_released", rejected: "reply_rejected", expired: "reply_expired" } as const;
const actionOf = { approved: "approve", rejected: "reject", expired: "expire" } as const;

/** What was said in the conversation since a text was held; what was itself held or cancelled was not said. */
export async function readSaidSince(
  { trx, orgId }: OrgScope,
  { conversation, message }: Pick<HeldClaim, "conversation" | "message">,
): Promise<SaidSince[]> {
  const rows: { sender_type: string; user_id: string | null; content: string; received_at: Date }[] = await trx(
    "messages",
  )
    .where({ org_id: orgId, conversation_id: conversation.id })
    .whereIn("direction", ["inbound", "outbound"])
    .whereNotIn("status", ["held", "cancelled", "failed"])
    .whereNot({ id: message.id })
    .where("received_at", ">=", message.sentAt)
    .whereNotNull("content")
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(MAX_SAID)
    .select("sender_type", "user_id", "content", "received_at");
  return rows.reverse().map((row) => ({
    from: row.sender_type === "customer" ? "customer" : row.sender_type === "agent" ? "person" : "bot",
    userId: row.user_id,
    content: row.content,
    at: row.received_at,
  }));
}
