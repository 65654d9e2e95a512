import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { connectionOptions, type Database } from "../../infra/db/connect.ts";
import type { Log } from "../../infra/log/log.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { breakChannel, mendChannel } from "../channels/channel-trouble.ts";
import type { Hearing } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import { type Intake, readCursor } from "./accept-receipts.ts";

/** Cursor of a channel that is listened to as a whole (Telegram polling). */
const CURSOR_NAME = "updates";
const LOOK_EVERY_MS = 3_000;

export interface ListenDeps {
  db: Database;
  channels: ChannelDirectory;
  intake: Intake;
  log: Log;
}

export interface Listening {
  /** The channels that this process listens to, each with whether what is said there can reach us now. */
  heard(): ReadonlyMap<string, boolean>;
  stop(): Promise<void>;
}

/**
 * Keeps one listener, over all processes, on every channel that must be listened to: whoever holds the channel's
 * advisory lock listens, and the lock ends with its connection. Returns the way to stop.
 */
export function listenToChannels(deps: ListenDeps): Listening {
  const stopping = new AbortController();
  const running = new Map<string, { config: LiveChannel; stop: AbortController; done: Promise<void> }>();

  const heard = new Map<string, boolean>();
  const look = async () => {
    const wanted = (await deps.channels.all()).filter(
      (channel) => channel.adapter.listen && channel.status !== "paused",
    );
    for (const [id, listener] of running) {
      const channel = wanted.find((candidate) => candidate.id === id);
      // Other settings make another adapter: the old one's listener ends.
      if (channel?.adapter !== listener.config.adapter) listener.stop.abort();
    }
    for (const channel of wanted) {
      if (running.has(channel.id)) continue;
      const stop = new AbortController();
      const signal = AbortSignal.any([stop.signal, stopping.signal]);
      const done = listenWhileAlone(deps, channel, signal, (isHeard) => void heard.set(channel.id, isHeard))
        .catch((error: unknown) => noteEnd(deps, channel, error))
        .finally(() => {
          heard.delete(channel.id);
          running.delete(channel.id);
        });
      running.set(channel.id, { config: channel, stop, done });
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => deps.log.warn("listen.look_failed", { error }));
      await pause(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    heard: () => heard,
    stop: async () => {
      stopping.abort();
      await loop;
      await Promise.all([...running.values()].map((listener) => listener.done));
    },
  };
}

async function noteEnd({ db, channels, log }: ListenDeps, channel: LiveChannel, error: unknown): Promise<void> {
  log.warn("listen.ended", { channel: channel.id, error });
  if (!(error instanceof DeliveryError) || error.fault !== "channel_broken") return;
  const trouble = { source: "listener", reason: error.message } as const;
  await db.system
    .transaction((trx) => breakChannel(trx, channels, channel, trouble))
    .catch((failure: unknown) => log.warn("listen.trouble_not_noted", { channel: channel.id, error: failure }));
}

/** What came is stored already, so a failure here must not make the platform send it again. */
async function noteWorking({ db, channels, log }: ListenDeps, channelId: string): Promise<void> {
  try {
    const channel = await channels.byId(channelId);
    if (channel?.status === "error") await db.system.transaction((trx) => mendChannel(trx, channel, "listener"));
  } catch (error) {
    log.warn("listen.trouble_not_ended", { channel: channelId, error });
  }
}

/** Returns at once when another process listens. */
async function listenWhileAlone(
  deps: ListenDeps,
  channel: LiveChannel,
  signal: AbortSignal,
  hearing: Hearing,
): Promise<void> {
  const client = new pg.Client(connectionOptions(deps.db.url));
  const lost = new AbortController();
  client.on("error", () => lost.abort());
  client.on("end", () => lost.abort());
  await client.connect();
  try {
    const { rows } = await client.query("SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine", [
      `deskhand.listen.${channel.id}`,
    ]);
    if (!rows[0].mine || signal.aborted) return;
    hearing(true);
    const source = { channelId: channel.id, orgId: channel.orgId };
    const cursor = await readCursor(deps.db, channel.id, CURSOR_NAME);
    await channel.adapter.listen?.(
      async (receipts, position) => {
        await (position === undefined
          ? deps.intake.accept(source, receipts)
          : deps.intake.acceptWithCursor(source, receipts, { name: CURSOR_NAME, value: position }));
        await noteWorking(deps, channel.id);
      },
      AbortSignal.any([signal, lost.signal]),
      cursor,
      hearing,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
