import type { Knex } from "knex";
import { newId } from "../../infra/ids.ts";
import type { OpenedThread } from "../ports/adapter.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";

/** A place where threads vanish again and again is left alone: somebody does not want them there. */
const MAX_LOST = 5;

/** The platform opened the thread of a desk delivery: everything that waits for it goes there. */
export async function noteOpened(knex: Knex, delivery: ClaimedDelivery, opened: OpenedThread): Promise<void> {
  if (!delivery.desk) return;
  await knex.raw(
    // The platform's own report of the thread may have come before its answer.
    `UPDATE desk_threads SET thread_id = coalesce(thread_id, ?), url = coalesce(url, ?),
       opened_at = coalesce(opened_at, clock_timestamp()) WHERE id = ?`,
    [opened.threadId, opened.url ?? null, delivery.desk.id] as Knex.Value[],
  );
}

/**
 * The thread was deleted on the platform: its card goes out again as the opening of a new one, and the delivery that met
 * the loss waits for that. False when the thread was lost too often.
 */
export async function reopenThread(knex: Knex, delivery: ClaimedDelivery): Promise<boolean> {
  const desk = delivery.desk;
  if (!desk?.threadId) return false;
  return knex.transaction(async (trx) => {
    const thread = await trx("desk_threads").where({ id: desk.id }).forUpdate().first("thread_id");
    if (!thread) return false;
    // Whoever met the loss first has opened it again already.
    if (thread.thread_id === desk.threadId && !(await openAgain(trx, desk.id))) return false;
    await trx("deliveries")
      .where({ id: delivery.id, status: "sending" })
      .update({ status: "queued", next_attempt_at: null, updated_at: trx.fn.now() });
    return true;
  });
}

/** Queues the card of a locked thread as the opening of a new one. False when the thread was lost too often. */
export async function openAgain(trx: Knex.Transaction, threadId: string): Promise<boolean> {
  const id = newId();
  const { rows } = await trx.raw(
    `INSERT INTO deliveries (id, org_id, channel_id, chat, target, operation, audience, purpose, conversation_id, customer_id,
       desk_thread_id, content, buttons, act)
     SELECT ?, d.org_id, d.channel_id, d.chat, d.target, 'open', d.audience, d.purpose, d.conversation_id, d.customer_id,
       d.desk_thread_id, coalesce(e.content, d.content), coalesce(e.buttons, d.buttons),
       d.act || '{"why": "desk: the thread was deleted"}'
     FROM desk_threads t JOIN deliveries d ON d.id = t.card_delivery_id
       -- What the card says by now.
       LEFT JOIN LATERAL (SELECT content, buttons FROM deliveries WHERE of_delivery_id = d.id ORDER BY seq DESC LIMIT 1) e ON true
     WHERE t.id = ? AND t.lost_count < ? RETURNING id`,
    [id, threadId, MAX_LOST],
  );
  if (rows.length === 0) return false;
  await trx("desk_threads")
    .where({ id: threadId })
    .update({ thread_id: null, url: null, lost_count: trx.raw("lost_count + 1"), card_delivery_id: id });
  return true;
}
