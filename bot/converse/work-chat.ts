import { setTimeout as pause } from "node:timers/promises";
import type { Database } from "../../infra/db/connect.ts";
import { isPassingTrouble } from "../../infra/db/passing-trouble.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { errorText } from "../../infra/error-text.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { note, spanned, step } from "../../infra/tracing/tracing.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { breakChannel } from "../channels/channel-trouble.ts";
import type { StoredReceipt } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";
import { handleEvents } from "./handle-events.ts";
import { hangsAlone } from "./hangs-alone.ts";
import { countAttempt, parkReceipt } from "./settle-receipt.ts";

const BATCH = 50;
/**
 * The pauses after a receipt's failures, in milliseconds. After the last one it is parked with its error, so that its
 * chat goes on within seconds: what the database or a platform could mend by itself never comes here.
 */
const PAUSES_MS = [50, 200, 500, 1_000];

/**
 * Works a chat's unprocessed receipts in order, each a turn of its own. One job a chat runs this. When `signal` aborts
 * it ends after the turn that it is at, and the queue has the rest.
 */
export async function workChat(deps: ConverseDeps, job: ChatJob, signal?: AbortSignal): Promise<void> {
  const channel = await deps.channels.byId(job.channelId);
  if (!channel || channel.status === "paused") return;
  for (;;) {
    const receipts = await readPending(deps.db, job);
    for (const receipt of receipts) {
      if (signal?.aborted) return leaveToQueue(deps.db, job);
      const isEnded = await workUntilEnded(deps, channel, receipt, signal);
      if (!isEnded) return leaveToQueue(deps.db, job);
    }
    if (receipts.length < BATCH) return;
  }
}

interface ChatJob {
  channelId: string;
  chat: string;
}

async function leaveToQueue(db: Database, { channelId, chat }: ChatJob): Promise<void> {
  const key = `converse:${channelId}:${chat}`;
  await enqueueJob(db.system, { task: "converse", payload: { channelId, chat }, key });
}

interface PendingReceipt extends StoredReceipt {
  attempts: number;
}

/** Tries a receipt until it is worked or parked. False when `signal` aborted between two attempts. */
async function workUntilEnded(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: PendingReceipt,
  signal?: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const failure = await attemptTraced(deps, channel, receipt);
    if (!failure) return true;
    const pauseMs = PAUSES_MS[failure.attempts - 1];
    if (pauseMs === undefined) {
      await parkReceipt(deps.db, channel, receipt, errorText(failure.error));
      return true;
    }
    await pause(pauseMs, undefined, signal ? { signal } : {}).catch(() => undefined);
    if (signal?.aborted) return false;
  }
}

/** One attempt is one turn: it goes on with the trace of the webhook that brought the receipt. */
function attemptTraced(deps: ConverseDeps, channel: LiveChannel, receipt: PendingReceipt) {
  const attributes = { channel: channel.id, platform: channel.platform, receipt: receipt.externalId };
  return spanned(deps.tracing.start("turn", { continues: receipt.trace ?? null, attributes }), async () => {
    // A later attempt has waited for our own pause.
    if (receipt.attempts === 0) step("pick_up", () => undefined, { since: new Date(receipt.receivedAt) });
    const failure = await attempt(deps, channel, receipt);
    note({ outcome: failure ? "failed" : "done" });
    return failure;
  });
}

/** Null when the receipt has ended; else what went wrong, and how often something did. */
async function attempt(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: PendingReceipt,
): Promise<{ attempts: number; error: unknown } | null> {
  const begunAt = performance.now();
  try {
    const events = await step("parse", () => parse(channel, receipt));
    if (events === null) await parkReceipt(deps.db, channel, receipt, "the adapter cannot read it");
    else await handleEvents(deps, channel, receipt, events);
    const kinds = events?.map(({ kind }) => kind) ?? [];
    deps.log.info("turn.done", { channel: channel.id, receipt: receipt.externalId, events: kinds });
    return null;
  } catch (error) {
    if (isBroken(error)) await noteBroken(deps, channel, error);
    if (isOurTrouble(error) && !(await hangsAlone(deps.db, error, performance.now() - begunAt))) throw error;
    const attempts = await countAttempt(deps.db, channel, receipt);
    deps.log.error("turn.failed", { channel: channel.id, receipt: receipt.externalId, attempts, error });
    return attempts === null ? null : { attempts, error };
  }
}

/** Null when the adapter breaks its promise never to throw on what it does not know. */
async function parse(channel: LiveChannel, receipt: PendingReceipt): Promise<InboundEvent[] | null> {
  try {
    return storedJson(await betweenFaultPoints("turn.parse", () => channel.adapter.parse(receipt)));
  } catch (error) {
    // Some adapters must ask the platform who they are before they can read anything.
    if (error instanceof UnavailableError) throw error;
    if (error instanceof DeliveryError && (error.outcome !== "rejected" || isBroken(error))) throw error;
    return null;
  }
}

async function readPending(db: Database, job: ChatJob): Promise<PendingReceipt[]> {
  const { rows } = await db.system.raw(
    `SELECT external_id, chat, payload, position, attempts, received_at, trace FROM inbound_receipts
     WHERE channel_id = ? AND chat = ? AND status = 'pending' ORDER BY position, seq LIMIT ${BATCH}`,
    [job.channelId, job.chat],
  );
  return rows.map(
    (row: {
      external_id: string;
      chat: string;
      payload: string;
      position: string;
      attempts: number;
      received_at: Date;
      trace: string | null;
    }) => ({
      externalId: row.external_id,
      chat: row.chat,
      raw: row.payload,
      position: Number(row.position),
      attempts: row.attempts,
      receivedAt: row.received_at.toISOString(),
      ...(row.trace ? { trace: row.trace } : {}),
    }),
  );
}

function isBroken(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.fault === "channel_broken";
}

async function noteBroken({ db, channels }: ConverseDeps, channel: LiveChannel, error: DeliveryError): Promise<void> {
  await db.system.transaction((trx) => breakChannel(trx, channels, channel, { source: "call", reason: error.message }));
}

// The database or the platform is away: not the receipt's fault, so it is not counted against it.
function isOurTrouble(error: unknown): boolean {
  return error instanceof DeliveryError || error instanceof UnavailableError || isPassingTrouble(error);
}
