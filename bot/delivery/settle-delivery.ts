import type { Knex } from "knex";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inTransaction } from "../../infra/db/in-transaction.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { showThreadLink } from "../alerts/show-thread-link.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { breakChannel, hasNewSettings, mendChannel } from "../channels/channel-trouble.ts";
import { wakeChannel } from "../channels/wake-channel.ts";
import { follow } from "../desk/follow-delivery.ts";
import type { OpenedThread } from "../ports/adapter.ts";
import type { DeliveryError } from "../ports/delivery-error.ts";
import type { SentMessage } from "../ports/outbound-message.ts";
import type { ClaimedDelivery } from "./claim-delivery.ts";
import { noteOpened } from "./desk-thread-state.ts";
import { endJoined, releaseJoined, writeJoinedSent } from "./joined-deliveries.ts";
import { laneOf } from "./lane.ts";
import type { FailurePlan } from "./plan-after-failure.ts";
import { reopenWait } from "./reopen-wait.ts";
import { untell } from "./untell.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

/** After a refusal for rate the platform's published rates are kept for this long. */
const SLOW_FOR_MS = 10 * 60_000;

/**
 * The platform took it: written down, and the channel is in order if it was not. Safe to repeat. False where the chat waits
 * for nothing else; whatever comes later wakes it.
 */
export async function recordSent(
  { db, channels }: Pick<Deps, "db" | "channels">,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  sent: SentMessage & { opened?: OpenedThread },
): Promise<boolean> {
  const { opened } = sent;
  let hasMore = true;
  if (opened && sent.externalMessageId === null) {
    await sendCardAgain(db, delivery, opened);
    return hasMore;
  }
  const hasSequel = [delivery, ...delivery.joined].some(
    ({ act }) => act.after !== undefined || act.script !== undefined || act.material !== undefined,
  );
  const isFollowed = opened !== undefined || (hasSequel && delivery.part === delivery.parts);
  // Together: one of them that was left behind would be neither sent nor looked for.
  if (isFollowed || delivery.joined.length > 0) {
    await inTransaction(db.system, "delivery.followed", async (trx) => {
      if (await isSentAlready(trx, delivery)) return;
      await writeSent(trx, delivery, sent);
      if (delivery.joined.length > 0) await writeJoinedSent(trx, delivery.id, sent);
      const scope = { orgId: delivery.orgId, trx };
      if (opened) await noteOpened(trx, delivery, opened);
      if (opened && delivery.conversationId) await showThreadLink(scope, channels, delivery.conversationId);
      const end = { kind: "sent" as const, isTogether: delivery.joined.length > 0 };
      for (const each of eachOf(delivery)) await follow(scope, channels, channel, each, end);
    });
  } else {
    hasMore = await betweenFaultPoints("delivery.sent", () => writeSent(db.system, delivery, sent));
  }
  if (channel.status === "error") await db.system.transaction((trx) => mendChannel(trx, channel, "call"));
  return hasMore;
}

/** The answer to the commit that says so was lost: what follows a delivery happens once. */
async function isSentAlready(trx: Knex, { id }: ClaimedDelivery): Promise<boolean> {
  const row = await trx("deliveries").where({ id }).forUpdate().first("status");
  return row?.status === "sent";
}

/** A delivery and each that went out in its message, as if it had gone out by itself. */
function eachOf(delivery: ClaimedDelivery): ClaimedDelivery[] {
  return [delivery, ...delivery.joined.map((line) => ({ ...delivery, ...line, joined: [] }))];
}

/** A line that has to wait for its place's budget, and since when. */
export async function noteWait(db: Database, delivery: { id: string }, at: Date): Promise<void> {
  await db
    .system("deliveries")
    .where({ id: delivery.id, status: "queued" })
    .update({ next_attempt_at: at, updated_at: db.system.fn.now() });
}

/** The thread is there, its card is not: the same delivery goes out once more, into the thread. */
async function sendCardAgain(db: Database, delivery: ClaimedDelivery, opened: OpenedThread): Promise<void> {
  await db.system.transaction(async (trx) => {
    await noteOpened(trx, delivery, opened);
    await trx("deliveries").where({ id: delivery.id }).update({ status: "queued", updated_at: trx.fn.now() });
  });
}

/**
 * The delivery, its message and the way back to the message, and whether the chat waits for more: one statement, since every
 * reply waits for it.
 */
async function writeSent(knex: Knex, delivery: ClaimedDelivery, sent: SentMessage): Promise<boolean> {
  // The message is named by what was settled: named by values it is planned anew each time, for the month that they say.
  const { rows } = await knex.raw(
    `WITH settled AS (
       UPDATE deliveries SET status = 'sent', external_message_id = :externalId, handle = :handle,
         sent_at = clock_timestamp(), error_code = NULL, error_message = NULL, updated_at = clock_timestamp()
       WHERE id = :delivery
       RETURNING channel_id, org_id, CASE WHEN operation <> 'delete' THEN message_id END AS message_id, message_sent_at
     ), told AS (
       UPDATE messages m SET status = CASE WHEN status IN ('queued', 'uncertain') THEN 'sent' ELSE status END,
         external_message_id = coalesce(external_message_id, :externalId)
       FROM settled s WHERE m.id = s.message_id AND m.sent_at = s.message_sent_at
     ), found AS (
       INSERT INTO message_refs (channel_id, external_message_id, org_id, message_id, message_sent_at)
       SELECT channel_id, :externalId, org_id, message_id, message_sent_at FROM settled
       WHERE message_id IS NOT NULL AND :externalId::text IS NOT NULL
       ON CONFLICT DO NOTHING
     )
     SELECT EXISTS (SELECT FROM deliveries d WHERE d.channel_id = :channelId AND d.chat = :chat
       AND d.status IN ('queued', 'sending') AND d.joined_to IS NULL AND d.id <> :delivery) AS more`,
    {
      externalId: sent.externalMessageId,
      handle: sent.handle ? JSON.stringify(sent.handle) : null,
      delivery: delivery.id,
      channelId: delivery.channelId,
      chat: delivery.chat,
    } as Record<string, Knex.Value>, // knex's type leaves out null, its code does not
  );
  return rows[0].more;
}

/** Automated text that may not go out any more: the delivery and its message end, and the conversation's record says why. */
export async function cancelStopped(
  { db, clock }: Pick<Deps, "db" | "clock">,
  delivery: ClaimedDelivery,
  why: string,
): Promise<void> {
  await db.system.transaction(async (trx) => {
    await trx("deliveries")
      .where({ id: delivery.id })
      .update({ status: "cancelled", error_message: why, updated_at: trx.fn.now() });
    if (!delivery.messageId || !delivery.messageSentAt) return;
    await trx("messages")
      .where({ id: delivery.messageId, sent_at: delivery.messageSentAt })
      .update({ status: "cancelled" });
    if (!delivery.conversationId) return;
    await untell(trx, delivery.id);
    await waitOn(trx, delivery, clock.now());
    await trx("conversation_events").insert({
      id: newId(),
      org_id: delivery.orgId,
      conversation_id: delivery.conversationId,
      customer_id: delivery.customerId,
      message_id: delivery.messageId,
      message_sent_at: delivery.messageSentAt,
      event_type: "bot_mode",
      event_data: JSON.stringify({ delivery: delivery.id, cancelled: true }),
    });
  });
}

/** Writes what became of a failed send, and wakes the chat again when it is to be tried once more. */
export async function settleFailure(
  { db, channels, clock }: Deps,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  error: DeliveryError,
  plan: FailurePlan,
): Promise<void> {
  await inTransaction(db.system, "delivery.failed", async (trx) => {
    // The answer to an earlier commit may have been lost: what follows a failure happens once.
    if (!(await writeFailure(trx, delivery, error, plan))) return;
    if (plan.kind === "again") {
      // What may have gone out goes out again as it was; of the others each line is its author's to take back.
      if (error.outcome !== "uncertain" && !delivery.wasUncertain) await releaseJoined(trx, delivery.id);
      if (plan.holdsChannel) await slowDown(trx, delivery, plan.at, clock.now());
      await wake(trx, delivery, plan.at.getTime() - clock.now().getTime());
    } else {
      const outcome = { kind: plan.kind, fault: error.fault, reason: error.message };
      if (delivery.joined.length > 0) await endJoined(trx, delivery.id, plan.kind);
      for (const each of eachOf(delivery)) {
        await tellOfLoss(trx, each, error, plan.kind);
        if (plan.kind === "failed") await waitOn(trx, each, clock.now());
        await follow({ orgId: delivery.orgId, trx }, channels, channel, each, outcome);
      }
    }
    if (error.fault === "recipient_gone") await markUnreachable(trx, delivery, error);
    if (error.fault === "channel_broken") {
      if (await hasNewSettings(trx, channel)) await wakeChannel(trx, channel.id);
      else await breakChannel(trx, channels, channel, { source: "call", reason: error.message });
    }
  });
}

/** False where it is not being sent any more: it was settled. */
async function writeFailure(
  trx: Knex,
  delivery: ClaimedDelivery,
  error: DeliveryError,
  plan: FailurePlan,
): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `UPDATE deliveries SET status = ?, next_attempt_at = ?, error_code = CASE WHEN ? THEN error_code ELSE ? END,
       error_message = ?, updated_at = clock_timestamp() WHERE id = ? AND status = 'sending'`,
    [
      plan.kind === "again" ? "queued" : plan.kind,
      plan.kind === "again" ? plan.at : null,
      // That one attempt is in doubt decides about later ones, so a plain refusal between them must not hide it.
      plan.kind === "again" && delivery.wasUncertain,
      `${error.code}.${error.fault}`,
      storedText(error.message).slice(0, 500),
      delivery.id,
    ] as Knex.Value[],
  );
  return rowCount > 0;
}

/** What staff read holds only its own place: customers of the same bot do not wait for a mirror's refusal. */
async function slowDown(trx: Knex, delivery: ClaimedDelivery, until: Date, now: Date): Promise<void> {
  const slowUntil = new Date(now.getTime() + SLOW_FOR_MS);
  if (delivery.audience === "staff") return slowPlace(trx, delivery, until, slowUntil);
  await trx.raw(
    "UPDATE channels SET send_after = greatest(send_after, ?::timestamptz), slow_until = ?::timestamptz WHERE id = ?",
    [until, slowUntil, delivery.channelId],
  );
}

async function slowPlace(
  trx: Knex,
  { orgId, channelId, target }: ClaimedDelivery,
  until: Date,
  slowUntil: Date,
): Promise<void> {
  await trx.raw(
    `INSERT INTO paused_places AS p (org_id, channel_id, chat_id, send_after, slow_until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (channel_id, chat_id) DO UPDATE
       SET send_after = greatest(p.send_after, excluded.send_after), slow_until = excluded.slow_until`,
    [orgId, channelId, target.chatId, until, slowUntil],
  );
}

async function tellOfLoss(
  trx: Knex,
  delivery: ClaimedDelivery,
  error: DeliveryError,
  status: "failed" | "uncertain",
): Promise<void> {
  // A removal or a move that failed changes nothing of a message; who asked for it is told in its own words.
  if (delivery.operation === "delete" || delivery.operation === "take_session") return;
  if (delivery.messageId && delivery.messageSentAt) {
    await trx.raw("UPDATE messages SET status = ? WHERE id = ? AND sent_at = ?", [
      status,
      delivery.messageId,
      delivery.messageSentAt,
    ]);
  }
  if (!delivery.conversationId || delivery.audience !== "customer") return;
  if (status === "failed") await untell(trx, delivery.id);
  await trx("conversation_events").insert({
    id: newId(),
    org_id: delivery.orgId,
    conversation_id: delivery.conversationId,
    customer_id: delivery.customerId,
    message_id: delivery.messageId,
    message_sent_at: delivery.messageSentAt,
    event_type: "reply_failed",
    event_data: JSON.stringify({ delivery: delivery.id, status, fault: error.fault }),
  });
}

/** Whoever was to get it has got nothing, so they wait as before. */
async function waitOn(trx: Knex.Transaction, delivery: ClaimedDelivery, now: Date): Promise<void> {
  const { orgId, conversationId, messageId, messageSentAt, audience, operation } = delivery;
  if (audience !== "customer" || operation !== "send" || !conversationId || !messageId || !messageSentAt) return;
  await reopenWait({ trx, orgId }, { id: messageId, sentAt: messageSentAt, conversationId }, now);
}

async function markUnreachable(trx: Knex, delivery: ClaimedDelivery, error: DeliveryError): Promise<void> {
  if (!delivery.customerId) return;
  await trx.raw(
    `UPDATE customer_identities SET unreachable_at = clock_timestamp(), unreachable_reason = ?, updated_at = clock_timestamp()
     WHERE customer_id = ? AND channel_id = ? AND unreachable_at IS NULL`,
    [storedText(error.message).slice(0, 200), delivery.customerId, delivery.channelId],
  );
}

/** Wakes a chat's delivery after a while. */
export async function wakeLater(db: Database, delivery: WokenDelivery, inMs: number): Promise<void> {
  await wake(db.system, delivery, inMs);
}

type WokenDelivery = Pick<ClaimedDelivery, "channelId" | "chat" | "audience" | "purpose">;

async function wake(knex: Knex, { channelId, chat, ...delivery }: WokenDelivery, inMs: number): Promise<void> {
  const key = `deliver:${channelId}:${chat}`;
  const payload = { channelId, chat, lane: laneOf(delivery) };
  await enqueueJob(knex, { task: "deliver", payload, key, inMs });
}
