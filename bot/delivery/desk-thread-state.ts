import type { Knex } from "knex";
import type { OpenedThread } from "../ports/adapter.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { enqueueDelivering, queueOpeningAgain, queueThreadState } from "./queue-delivery.ts";

/** A place where threads vanish again and again is left alone: somebody does not want them there. */
const MAX_LOST = 5;

/** A thread that is to be closed waits for what is still on its way to the customer, whose mark then stands in it. */
const CLOSE_WAIT_MS = { least: 1_000, most: 60_000 };

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
  const thread = await trx("desk_threads").where({ id: threadId }).first("card_delivery_id", "lost_count");
  if (!thread?.card_delivery_id || thread.lost_count >= MAX_LOST) return false;
  const opening = await queueOpeningAgain(trx, thread.card_delivery_id);
  await trx("desk_threads")
    .where({ id: threadId })
    .update({ thread_id: null, url: null, lost_count: thread.lost_count + 1, card_delivery_id: opening });
  return true;
}

/** How long the closing of a thread waits: something that is told in it, or will be, has not gone out yet. */
export async function timeToClose(knex: Knex, closing: ClaimedDelivery, now: Date): Promise<number> {
  const { rows } = await knex.raw(
    `SELECT EXISTS (
       SELECT FROM deliveries WHERE channel_id = :channel AND status IN ('queued', 'sending') AND id <> :id
         AND target->>'chatId' = :chat AND target->>'threadId' = :thread
       UNION ALL
       SELECT FROM deliveries WHERE conversation_id = :conversation AND status IN ('queued', 'sending')
         AND audience = 'customer') AS waits`,
    {
      channel: closing.channelId,
      id: closing.id,
      chat: closing.target.chatId,
      thread: closing.target.threadId ?? "",
      conversation: closing.conversationId,
    } as Record<string, Knex.Value>, // knex's type leaves out null, its code does not
  );
  if (!rows[0].waits) return 0;
  const age = now.getTime() - closing.createdAt.getTime();
  return Math.min(Math.max(age, CLOSE_WAIT_MS.least), CLOSE_WAIT_MS.most);
}

/** The conversation was opened again before its thread was closed. */
export async function cancelClosing(knex: Knex, closing: { id: string }): Promise<void> {
  await knex("deliveries")
    .where({ id: closing.id, status: "queued" })
    .update({ status: "cancelled", error_message: "the conversation is open again", updated_at: knex.fn.now() });
}

/**
 * The thread was closed and is open again: what met it goes out once more, and where the conversation is over, the thread
 * is closed after it.
 */
export async function sendInReopened(knex: Knex, delivery: ClaimedDelivery): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx("deliveries")
      .where({ id: delivery.id, status: "sending" })
      .update({ status: "queued", next_attempt_at: null, updated_at: trx.fn.now() });
    const { chatId, threadId } = delivery.target;
    const place = { channel_id: delivery.channelId, chat_id: chatId, thread_id: threadId ?? null };
    const thread = delivery.desk ?? (await trx("desk_threads").where(place).first("id"));
    if (!thread) return;
    await queueThreadState(trx, thread.id, "close");
    const scope = { orgId: delivery.orgId, trx };
    await enqueueDelivering(scope, delivery.channelId, `desk:${thread.id}`, "mirror");
  });
}
