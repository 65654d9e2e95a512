import type { Knex } from "knex";
import type { OpenedThread } from "../ports/adapter.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { queueOpeningAgain } from "./queue-delivery.ts";

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
  const thread = await trx("desk_threads").where({ id: threadId }).first("card_delivery_id", "lost_count");
  if (!thread?.card_delivery_id || thread.lost_count >= MAX_LOST) return false;
  const opening = await queueOpeningAgain(trx, thread.card_delivery_id);
  await trx("desk_threads")
    .where({ id: threadId })
    .update({ thread_id: null, url: null, lost_count: thread.lost_count + 1, card_delivery_id: opening });
  return true;
}
