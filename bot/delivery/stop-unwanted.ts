import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import type { NextDelivery } from "./claim-delivery.ts";
import { untell } from "./untell.ts";

/**
 * Why marketing that was queued may not go out any more; null: it may. What a customer said, or asked for, since it was
 * queued holds, also where they were merged since: a delivery stays with whom it was queued for. Of a text of which a part
 * is out the rest follows: half a text helps nobody.
 */
export async function whyUnwanted(
  db: Database,
  { orgId, customerId, purpose, operation, part }: NextDelivery,
): Promise<string | null> {
  if (purpose !== "marketing" || operation !== "send" || part > 1 || customerId === null) return null;
  const { rows } = await db.system.raw(
    `WITH RECURSIVE who AS (
       SELECT id, org_id, status, merged_into FROM customers WHERE org_id = :orgId AND id = :customerId
       UNION ALL SELECT m.id, m.org_id, m.status, m.merged_into FROM who w
         JOIN customers m ON m.id = w.merged_into AND m.org_id = w.org_id)
     SELECT CASE
       WHEN c.status = 'blacklist' THEN 'customer.blacklisted'
       WHEN (SELECT k.state FROM consents k WHERE k.org_id = c.org_id AND k.customer_id = c.id AND k.kind = 'marketing'
         ORDER BY k.created_at DESC, k.id DESC LIMIT 1) = 'withdrawn' THEN 'consent.withdrawn'
       WHEN EXISTS (SELECT FROM withdrawals w WHERE w.org_id = c.org_id AND w.customer_id = c.id
         AND w.status = 'pending') THEN 'selling.paused'
     END AS rule FROM who c WHERE c.merged_into IS NULL`,
    { orgId, customerId },
  );
  return rows[0]?.rule ?? null;
}

/** Ends such a text: all its parts, its message, and what the customer would have been told by it. */
export async function stopUnwanted(
  { db, clock }: { db: Database; clock: Clock },
  delivery: NextDelivery,
  rule: string,
): Promise<void> {
  const { id, orgId, conversationId, customerId, messageId, messageSentAt } = delivery;
  await db.system.transaction(async (trx) => {
    const stopped = await trx("deliveries")
      .where({ org_id: orgId, status: "queued" })
      .where((those) => (messageId ? those.where({ message_id: messageId }) : those.where({ id })))
      .update({ status: "cancelled", error_code: rule, updated_at: clock.now() });
    if (stopped === 0 || !messageId || !messageSentAt) return;
    await trx("messages").where({ id: messageId, sent_at: messageSentAt }).update({ status: "cancelled" });
    if (!conversationId) return;
    await untell(trx, id);
    await trx("conversation_events").insert({
      id: newId(),
      org_id: orgId,
      conversation_id: conversationId,
      customer_id: customerId,
      message_id: messageId,
      message_sent_at: messageSentAt,
      event_type: "reply_failed",
      event_data: JSON.stringify({ delivery: id, status: "cancelled", rule }),
    });
  });
}
