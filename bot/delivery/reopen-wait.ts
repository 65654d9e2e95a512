import { resumeWait, type StandingAnswer, supersedeAnswered } from "../../domain/conversations/keep-sla.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** A reply of which nothing may have reached the customer. */
interface LostReply {
  id: string;
  sentAt: Date;
  conversationId: string;
}

/**
 * A reply that failed or was taken back before it went out answered nobody: where it had ended the customer's wait, they
 * wait on as if it had never been written. Nothing changes while a part of it arrived, may have, or may still go out.
 */
export async function reopenWait(scope: OrgScope, reply: LostReply, now: Date): Promise<void> {
  await lockConversation(scope, reply.conversationId);
  if (await mayHaveArrived(scope, reply.id)) return;
  const ended = await supersedeAnswered(scope, reply.conversationId, { messageId: reply.id, at: reply.sentAt }, now);
  await takeFirstResponseBack(scope, reply, ended[0]?.endedAt ?? reply.sentAt);
  for (const wait of ended) {
    const next = await nextAnswer(scope, reply, wait.endedAt);
    await resumeWait(scope, { id: reply.conversationId }, wait, next, now);
  }
}

async function lockConversation({ trx, orgId }: OrgScope, id: string): Promise<void> {
  await trx("conversations").where({ org_id: orgId, id }).forUpdate().first("id");
}

async function mayHaveArrived({ trx, orgId }: OrgScope, messageId: string): Promise<boolean> {
  const row = await trx("deliveries")
    .where({ org_id: orgId, message_id: messageId, audience: "customer", operation: "send" })
    .whereIn("status", ["queued", "sending", "sent", "uncertain"])
    .first("id");
  return row !== undefined;
}

const standing = "m.direction = 'outbound' AND m.status NOT IN ('held', 'cancelled', 'failed')";
/** What was held went out when it was released. */
const wentOut = `coalesce((SELECT p.decided_at FROM approvals p
  WHERE p.resource_type = 'message' AND p.resource_id = m.id AND p.status = 'approved'), m.sent_at)`;

/** The first answer is the next one that stands, of a person or from the knowledge. */
async function takeFirstResponseBack(
  { trx, orgId }: OrgScope,
  { id, conversationId }: LostReply,
  at: Date,
): Promise<void> {
  await trx.raw(
    `UPDATE conversations v SET first_response_at = (
       SELECT min(${wentOut}) FROM messages m WHERE m.conversation_id = v.id AND m.id <> :id AND ${standing}
         AND m.sender_type IN ('agent', 'ai') AND ${wentOut} >= :at)
     WHERE v.org_id = :orgId AND v.id = :conversationId AND v.first_response_at = :at`,
    { orgId, id, conversationId, at },
  );
}

/** A person's next answer that arrived, may have, or is under way. */
async function nextAnswer(
  { trx, orgId }: OrgScope,
  { id, conversationId }: LostReply,
  at: Date,
): Promise<StandingAnswer | null> {
  const { rows } = await trx.raw(
    `SELECT m.id AS "messageId", m.user_id AS "userId", ${wentOut} AS at FROM messages m
     WHERE m.org_id = :orgId AND m.conversation_id = :conversationId AND m.id <> :id AND ${standing}
       AND m.sender_type = 'agent' AND ${wentOut} >= :at
     ORDER BY at, m.id LIMIT 1`,
    { orgId, id, conversationId, at },
  );
  return rows[0] ?? null;
}
