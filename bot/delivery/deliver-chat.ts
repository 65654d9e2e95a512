import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { isPassingTrouble } from "../../infra/db/passing-trouble.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import type { Log } from "../../infra/log/log.ts";
import { note, step, type Tracing } from "../../infra/tracing/tracing.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { isStaffPlace } from "../desk/desk-place.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { SentMessage } from "../ports/outbound-message.ts";
import { type ClaimedDelivery, claimNext, type NextDelivery, peekNext } from "./claim-delivery.ts";
import { cancelClosing, reopenThread, sendInReopened, timeToClose } from "./desk-thread-state.ts";
import { followMovedChat } from "./follow-moved-chat.ts";
import { isPlainLine, linesToJoin } from "./join-lines.ts";
import { findWaiting, type JoinedDelivery } from "./joined-deliveries.ts";
import { laneOf } from "./lane.ts";
import type { Attempt, Outages } from "./outages.ts";
import type { PaceRequest, Pacer } from "./pacer.ts";
import { planAfterFailure } from "./plan-after-failure.ts";
import { asDeliveryError, capabilitiesOf, sendMeasured } from "./send-delivery.ts";
import { cancelStopped, noteWait, recordSent, settleFailure, wakeLater } from "./settle-delivery.ts";
import { stopUnwanted, whyUnwanted } from "./stop-unwanted.ts";
import { inDeliveryTrace, sentFields } from "./trace-delivery.ts";
import { wakeWaiting } from "./wake-waiting.ts";

export interface DeliveryDeps {
  db: Database;
  channels: ChannelDirectory;
  blobs: BlobStore;
  pacer: Pacer;
  outages: Outages;
  clock: Clock;
  log: Log;
  tracing: Tracing;
}

/** Longer than an outage that people sit through; a job cannot wait for ever. */
const WRITE_WITHIN_MS = 15 * 60_000;
const WRITE_PAUSE_MS = 500;
const OPEN_AGAIN_MS = 2 * 60_000;
const PROBES = 2;
const AWAY_AGAIN_MS = 5_000;
/** Of a process's ten places (`CONCURRENCY` in app/roles.ts): what hangs must not keep it from everything else. */
const MOST_AT_ONCE = 7;
const PLACE_AGAIN_MS = 250;
/** What is queued meanwhile waits for this at most behind what has to wait itself. */
const SHORT_WAIT_MS = 1_000;
/** A thread that is closed again and again is left for a new one: somebody does not want it. */
const MAX_REOPENED = 3;

/**
 * Sends what a chat waits for, in order, until nothing is left or something must wait. One job a chat runs this. When
 * `signal` aborts it ends after the send that it is at, and the queue has the rest.
 */
export async function deliverChat(
  deps: DeliveryDeps,
  job: { channelId: string; chat: string },
  signal?: AbortSignal,
): Promise<void> {
  const channel = await deps.channels.byId(job.channelId);
  if (!channel || channel.status === "paused") return;
  let waiting: string | null = null;
  for (;;) {
    const next = await peekNext(deps.db, job);
    if (!next || next.id === waiting) return;
    if (signal?.aborted) return wakeLater(deps.db, next, 0);
    const waitMs = (await timeToWait(deps, channel, next)) || untilTried(deps, channel, next);
    if (waitMs > 0) {
      // Noted, so that what comes meanwhile shares its message.
      if (isPlainLine(next) && next.nextAttemptAt === null) await noteWait(deps.db, next, deps.clock.now());
      await wakeLater(deps.db, next, waitMs);
      if (waitMs <= SHORT_WAIT_MS) return;
      // What was queued meanwhile, and goes before it, had its own waking replaced by this one.
      waiting = next.id;
      continue;
    }
    // Before anything else is waited for, so that no more set out than may.
    const attempt = deps.outages.begin(channel.id);
    const deliver = () => deliverOne(deps, channel, next, attempt);
    const then = await inDeliveryTrace(deps, channel, next, deliver).finally(attempt.end);
    if (then === "nothing") return;
    // It has its job; only what goes before it is sent now.
    if (then === "others") waiting = next.id;
  }
}

async function timeToWait(deps: DeliveryDeps, channel: LiveChannel, next: NextDelivery): Promise<number> {
  const now = deps.clock.now().getTime();
  const notBefore = Math.max(next.nextAttemptAt?.getTime() ?? 0, next.sendAfter?.getTime() ?? 0);
  if (notBefore > now) return notBefore - now;
  if (next.operation === "close" && next.isOver) {
    const waitMs = await timeToClose(deps.db.system, next, deps.clock.now());
    if (waitMs > 0) return waitMs;
  }
  return untilTried(deps, channel, next) || deps.pacer.waitMs(paceOf(channel, next, now));
}

/**
 * While the platform is away two sends at a time find out whether it is back. What may have been shown, and goes out
 * only once more, is none of them. While many sends wait for an answer the next waits as long as the first of them has,
 * and no longer than while the platform is away.
 * 0 when this may be tried.
 */
function untilTried({ outages }: DeliveryDeps, channel: LiveChannel, next: NextDelivery): number {
  if (next.status === "sending") return 0;
  const underWay = outages.underWay(channel.id);
  if (underWay >= MOST_AT_ONCE) return Math.min(Math.max(PLACE_AGAIN_MS, outages.longestMs(channel.id)), AWAY_AGAIN_MS);
  if (!outages.isAway(channel.id)) return 0;
  const isLastChance = next.wasUncertain && capabilitiesOf(channel, next).uncertainSend === "resend_once";
  return isLastChance || underWay >= PROBES ? AWAY_AGAIN_MS : 0;
}

function paceOf(channel: LiveChannel, next: NextDelivery, now: number): PaceRequest {
  const isStaff = next.audience === "staff";
  return {
    channelId: channel.id,
    // Many conversations are mirrored into one place, whose rates they share.
    chats: isStaff ? staffChats(channel, next) : [next.chat],
    rates: capabilitiesOf(channel, next).rates,
    burst: next.burst,
    lane: laneOf(next),
    isGroup: isStaff && isStaffPlace(channel, next.target.chatId),
    isSlow: next.slowUntil !== null && next.slowUntil.getTime() > now,
  };
}

function staffChats({ adapter }: LiveChannel, { target }: NextDelivery): string[] {
  return adapter.receivers?.(target.chatId) ?? [target.chatId];
}

/** What the chat waits for after an attempt: whatever comes next, only what goes before the one that failed, or nothing. */
type Then = "next" | "others" | "nothing";

async function deliverOne(
  deps: DeliveryDeps,
  channel: LiveChannel,
  next: NextDelivery,
  attempt: Attempt,
): Promise<Then> {
  // A row left in `sending` belongs to a process that died in the middle: whether it was sent is not known.
  if (next.status === "sending") {
    const lost = new DeliveryError("uncertain", "the process that was sending this ended before the answer came");
    return settle(deps, channel, next, lost);
  }
  const unwanted = await whyUnwanted(deps.db, next);
  if (unwanted) {
    note({ outcome: "stopped" });
    await stopUnwanted(deps, next, unwanted);
    return "next";
  }
  // Somebody stopped the bot, or blacklisted the customer, after this was queued: it does not go out any more.
  const stopped = whyStopped(next);
  if (stopped) {
    note({ outcome: "stopped" });
    await cancelStopped(deps, next, stopped);
    return "next";
  }
  if (next.operation === "close" && !next.isOver) {
    note({ outcome: "stopped" });
    await cancelClosing(deps.db.system, next);
    return "next";
  }
  const claimed = await claimNext(deps.db, next, deps.clock.now(), await findLinesToJoin(deps, channel, next));
  if (!claimed) return "next";
  const outcome = await sendMeasured(deps, channel, claimed);
  if (looksAway(outcome)) attempt.failed(claimed.chat);
  else attempt.answered();
  if (outcome instanceof DeliveryError) return settle(deps, channel, claimed, outcome);
  const hasMore = await step("settle", () =>
    untilWritten(deps, claimed, () => recordSent(deps, channel, claimed, outcome)),
  );
  note({ outcome: "sent" });
  deps.log.info("delivery.sent", sentFields(claimed));
  if (deps.outages.isBack(channel.id)) await wakeOthers(deps, channel);
  return hasMore ? "next" : "nothing";
}

function looksAway(outcome: SentMessage | DeliveryError): boolean {
  return outcome instanceof DeliveryError && outcome.outcome !== "rejected" && outcome.fault === "other";
}

/** Without them the chat goes on all the same, and each of them by itself when its wait is over. */
async function wakeOthers(deps: DeliveryDeps, channel: LiveChannel): Promise<void> {
  deps.log.info("delivery.platform_back", { channel: channel.id });
  await wakeWaiting(deps.db, channel.id, deps.clock.now()).catch((error: unknown) =>
    deps.log.warn("delivery.not_woken", { channel: channel.id, error }),
  );
}

/** Lines that wait beside one which had to wait itself, or of whose budget little is left. */
async function findLinesToJoin(
  deps: DeliveryDeps,
  channel: LiveChannel,
  next: NextDelivery,
): Promise<JoinedDelivery[]> {
  // What may have gone out goes out again as it was.
  if (!isPlainLine(next) || next.wasUncertain) return [];
  const hasWaited = next.nextAttemptAt !== null;
  if (!hasWaited && !(await deps.pacer.isTight(paceOf(channel, next, deps.clock.now().getTime())))) return [];
  const waiting = await findWaiting(deps.db.system, next);
  return linesToJoin(next, waiting, (content) => channel.adapter.split(content).length === 1);
}

function whyStopped({ audience, act, answersMode, isUnwanted }: NextDelivery): string | null {
  if (isUnwanted) return "the customer was blacklisted";
  return audience === "customer" && act.by === "bot" && answersMode !== "auto" ? "the bot was switched off" : null;
}

/**
 * What the platform took is known only here. When the database is away at this moment we wait for it: a delivery that
 * is left in `sending` would go out a second time.
 */
async function untilWritten<T>(deps: DeliveryDeps, delivery: ClaimedDelivery, write: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + WRITE_WITHIN_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isPassingTrouble(error) || performance.now() > deadline) throw error;
      deps.log.warn("delivery.not_written", { delivery: delivery.id, error });
      await pause(WRITE_PAUSE_MS, undefined, { ref: false });
    }
  }
}

async function settle(
  deps: DeliveryDeps,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  failure: DeliveryError,
): Promise<Then> {
  if (failure.fault === "thread_closed" && delivery.attempts <= MAX_REOPENED) {
    const refusal = await openClosed(deps, channel, delivery);
    if (refusal === null) return "next";
    if (refusal.outcome === "retry") return settle(deps, channel, delivery, refusal);
  }
  if (failure.fault === "chat_moved" && (await followMove(deps, channel, delivery, failure))) return "next";
  const isLost = failure.fault === "thread_gone" || failure.fault === "thread_closed";
  if (isLost && delivery.desk && delivery.operation !== "close" && (await reopen(deps, delivery))) return "next";
  const error = delivery.operation === "open" ? untilOpened(failure) : failure;
  const now = deps.clock.now();
  const plan = planAfterFailure(error, {
    attempts: delivery.attempts,
    firstAttemptAt: delivery.firstAttemptAt ?? now,
    wasUncertain: delivery.wasUncertain,
    uncertainSend: capabilitiesOf(channel, delivery).uncertainSend,
    now,
  });
  deps.log.warn("delivery.failed", {
    channel: channel.id,
    delivery: delivery.id,
    outcome: error.outcome,
    fault: error.fault,
    attempts: delivery.attempts,
    plan: plan.kind,
  });
  note({ outcome: plan.kind });
  await step("settle", () => untilWritten(deps, delivery, () => settleFailure(deps, channel, delivery, error, plan)));
  return plan.kind === "again" ? "others" : "next";
}

function reopen(deps: DeliveryDeps, delivery: ClaimedDelivery): Promise<boolean> {
  return untilWritten(deps, delivery, () => reopenThread(deps.db.system, delivery));
}

function followMove(deps: DeliveryDeps, channel: LiveChannel, delivery: ClaimedDelivery, failure: DeliveryError) {
  deps.log.info("delivery.chat_moved", { channel: channel.id, delivery: delivery.id });
  return untilWritten(deps, delivery, () => followMovedChat(deps, channel, delivery, failure));
}

/** Opens a closed thread for what could not be told in it. Null, or why it stays closed. */
async function openClosed(
  deps: DeliveryDeps,
  { adapter }: LiveChannel,
  delivery: ClaimedDelivery,
): Promise<DeliveryError | null> {
  if (!adapter.reopenThread) return new DeliveryError("rejected", "this platform opens no threads again");
  const refusal = await adapter.reopenThread(delivery.target).then(() => null, asDeliveryError);
  if (refusal === null) await untilWritten(deps, delivery, () => sendInReopened(deps.db.system, delivery));
  return refusal;
}

/** What the desk shall see is kept until somebody gives us the right to open a thread there. */
function untilOpened(failure: DeliveryError): DeliveryError {
  if (failure.outcome !== "rejected" || failure.fault === "channel_broken") return failure;
  return new DeliveryError("retry", failure.message, { retryAfterMs: OPEN_AGAIN_MS, cause: failure });
}
