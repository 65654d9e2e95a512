import type { ChannelDirectory, LiveChannel } from "../../bot/channels/channel-directory.ts";
import type { DeliveryDeps } from "../../bot/delivery/deliver-chat.ts";
import { createOutages } from "../../bot/delivery/outages.ts";
import { createPacer } from "../../bot/delivery/pacer.ts";
import type { Adapter } from "../../bot/ports/adapter.ts";
import type { Database } from "../../infra/db/connect.ts";
import { createPgBlobStore } from "../../infra/files/blob-store.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createTracing } from "../../infra/tracing/tracing.ts";

export interface DeliveryChannel {
  channel: LiveChannel;
  deps: DeliveryDeps;
  /** The product's time, in milliseconds; a test moves it. */
  clock: { at: number };
}

/** A channel of its own on a platform that is nothing but `send`, with what delivers there. */
export async function openDeliveryChannel(options: {
  db: Database;
  orgId: string;
  send: Adapter["send"];
  startAt?: number;
}): Promise<DeliveryChannel> {
  const { db, orgId, send, startAt = Date.now() } = options;
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
  const channel = channelOf(channelId, orgId, send);
  const clock = { at: startAt };
  const deps: DeliveryDeps = {
    db,
    channels: directoryOf(channel),
    blobs: createPgBlobStore(db),
    pacer: createPacer(),
    outages: createOutages(() => clock.at),
    clock: { now: () => new Date(clock.at) },
    log: silentLog,
    tracing: createTracing(),
  };
  return { channel, deps, clock };
}

function channelOf(id: string, orgId: string, send: Adapter["send"]): LiveChannel {
  return {
    id,
    orgId,
    platform: "other",
    name: id,
    status: "active",
    adapter: {
      platform: "fake",
      capabilities: {
        textLimit: { max: 100, unit: "utf16" },
        buttons: false,
        threads: false,
        edits: false,
        deletes: false,
        filesPerMessage: 0,
        maxFileBytes: 0,
        uncertainSend: "resend_once",
        replyBudget: null,
        rates: {},
      },
      receive: () => Promise.reject(new Error("nothing comes in here")),
      parse: () => Promise.resolve([]),
      split: (content) => [content],
      send,
    },
    settings: {},
    settingsVersion: "1",
    region: null,
    teamPlaces: [],
    groups: new Set(),
    closedToTeams: new Set(),
    movedChats: new Map(),
  };
}

function directoryOf(channel: LiveChannel): ChannelDirectory {
  return {
    byId: async () => channel,
    ofEnvironment: async () => null,
    ofOrganisation: async () => [channel],
    all: async () => [channel],
    refresh: () => undefined,
  };
}
