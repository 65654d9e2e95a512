import { setTimeout as pause } from "node:timers/promises";
import type { Router } from "express";
import type { LiveChannel } from "../bot/channels/channel-directory.ts";
import { breakChannel, mendChannel, type TroubleSource } from "../bot/channels/channel-trouble.ts";
import { commandListings } from "../bot/commands/command-listings.ts";
import { type Listening, listenToChannels } from "../bot/intake/listen-channels.ts";
import { pullEverything } from "../bot/intake/pull-channel.ts";
import { sweepPending } from "../bot/intake/sweep.ts";
import type { Adapter } from "../bot/ports/adapter.ts";
import { DeliveryError } from "../bot/ports/delivery-error.ts";
import { errorCode } from "../infra/db/error-code.ts";
import { errorMessage } from "../infra/errors.ts";
import { dropReplaced } from "../infra/queue/drop-replaced.ts";
import { createExclusive } from "../infra/queue/exclusive.ts";
import { startWorker } from "../infra/queue/worker.ts";
import { apiRoutes } from "./http/api/api-routes.ts";
import { fileRoutes } from "./http/file-routes.ts";
import { healthRoutes, metricsRoutes } from "./http/health-routes.ts";
import { redirectRoutes } from "./http/redirect-routes.ts";
import { createHttpApp, listenOn } from "./http/server.ts";
import { createWebhookHandler } from "./http/webhook-handler.ts";
import { keepHearing } from "./keep-hearing.ts";
import { keepSealing } from "./keep-sealing.ts";
import { keepTelling } from "./keep-telling.ts";
import { keepVectors } from "./keep-vectors.ts";
import { warnOfSpool } from "./spool-folder.ts";
import { createTasks, crontab } from "./tasks.ts";
import { webhookAddress } from "./webhook-address.ts";
import type { Product } from "./wire.ts";

export interface Running {
  /** Null for a worker, which serves no platform. */
  port: number | null;
  /** Where it is watched, if not there: `METRICS_PORT`. */
  metricsPort: number | null;
  /** Stops taking in, finishes or releases what runs, within ten seconds. */
  stop(): Promise<void>;
}

const CONCURRENCY = 10;
const LOOK_FOR_CHANNELS_EVERY_MS = 2_000;
const LONGEST_RETRY_MS = 300_000;
const SWEEP_EVERY_MS = 5_000;
const PLATFORMS_MAY_TAKE_MS = 3_000;
/** The work that waits takes the process from whoever else needs it: for so long it lets the introductions go first. */
const WORK_MAY_WAIT_MS = 250;

/** Starts what the process's role asks for: `web` takes in, `worker` works the queue and listens, `all` does both. */
export async function startRole(
  product: Product,
  options: { isAlone: boolean; routers?: Router[]; regularJobs?: string },
): Promise<Running> {
  const role = product.environment.DESKHAND_ROLE;
  let isReady = false;
  await warnOfSpool(product.environment.DESKHAND_DATA_DIR, product.log);
  // Before anything new comes in: what a killed process left on disk is older.
  await product.spooling.start();
  const watched = await startWatched(product, () => isReady);
  const web = role === "worker" ? null : await startWeb(product, () => isReady, options.routers ?? []);
  const worker = role === "web" ? null : await startWork(product, options.isAlone, options.regularJobs);
  const hearing = keepHearing(product, { takesWebhooks: web !== null, listening: worker?.listening ?? null });
  isReady = true;
  return {
    port: web?.port ?? null,
    metricsPort: watched?.port ?? null,
    stop: async () => {
      isReady = false;
      await hearing.stop();
      await web?.close();
      await worker?.stop();
      await watched?.close();
    },
  };
}

/** What only those who operate it need, on a port of its own: every role has it, and strangers do not reach it. */
async function startWatched(product: Product, isReady: () => boolean) {
  const { METRICS_PORT, METRICS_HOST, HOST } = product.environment;
  if (METRICS_PORT === undefined) return null;
  const routers = [healthRoutes({ ...product, isReady }), metricsRoutes(product.metrics)];
  return listenOn(createHttpApp(routers, product.log), METRICS_HOST ?? HOST, METRICS_PORT, {
    variable: "METRICS_PORT",
  });
}

async function startWeb(product: Product, isReady: () => boolean, routers: Router[]) {
  const { environment, log } = product;
  const own = [
    healthRoutes({ ...product, isReady }),
    ...(environment.METRICS_PORT === undefined ? [metricsRoutes(product.metrics)] : []),
    fileRoutes(product),
    redirectRoutes(product),
    apiRoutes(product, { makeLimit: product.makeLimit }),
  ];
  const app = createHttpApp([...own, ...routers], log, environment.TRUSTED_PROXIES);
  const first = createWebhookHandler(product);
  const server = await listenOn(app, environment.HOST, environment.PORT, { first });
  // The port may have been left to the system.
  if (!environment.PUBLIC_URL) product.publicUrl = `http://${environment.HOST}:${server.port}`;
  return server;
}

async function startWork(
  product: Product,
  isAlone: boolean,
  regularJobs = crontab,
): Promise<{ listening: Listening; stop(): Promise<void> }> {
  const { db, log } = product;
  const exclusive = createExclusive(isAlone ? null : db.url, log);
  const stopping = new AbortController();
  const isIntroduced = new Promise<void>((resolve) => void introduceOurselves(product, stopping.signal, resolve));
  await Promise.race([isIntroduced, pause(WORK_MAY_WAIT_MS, undefined, { ref: false })]);
  const worker = await startWorker({
    db,
    log,
    tasks: createTasks(product, exclusive),
    concurrency: CONCURRENCY,
    crontab: regularJobs,
    isAlone,
  });
  const telling = keepTelling(product, exclusive);
  const listening = listenToChannels(product);
  const sweeper = setInterval(() => {
    Promise.all([sweepPending(db), dropReplaced(db)]).catch((error: unknown) => log.warn("sweep.failed", { error }));
  }, SWEEP_EVERY_MS);
  const sealing = keepSealing(product);
  const vectors = keepVectors(product);
  // Nobody waits longer than this for a platform that does not answer.
  await Promise.race([isIntroduced, pause(PLATFORMS_MAY_TAKE_MS, undefined, { ref: false })]);
  return {
    listening,
    stop: async () => {
      stopping.abort();
      clearInterval(sweeper);
      await Promise.all([sealing.stop(), vectors.stop()]);
      await listening.stop();
      await Promise.all([worker.stop(), telling.stop()]);
      await exclusive.close();
    },
  };
}

/**
 * Registers every channel: those there are, those added while we run, and each whose platform could not be reached again
 * with growing pauses. `afterFirst` is called when each has been tried once. Never rejects; ends with `signal`.
 */
async function introduceOurselves(product: Product, signal: AbortSignal, afterFirst: () => void): Promise<void> {
  await pullEverything(product).catch((error: unknown) => product.log.warn("start.pull_failed", { error }));
  const introductions: Introductions = new WeakMap();
  while (!signal.aborted) {
    await registerChannels(product, introductions).catch((error: unknown) =>
      product.log.warn("start.register_failed", { error }),
    );
    afterFirst();
    await pause(LOOK_FOR_CHANNELS_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** When an adapter is to be introduced to its platform again; "done" when it was. New settings make a new adapter. */
type Introductions = WeakMap<Adapter, "done" | { notBefore: number; pauseMs: number }>;

/** Tells each platform that is due what it must know: where to call us, and which commands there are. Safe to repeat. */
export async function registerChannels(product: Product, introductions: Introductions = new WeakMap()): Promise<void> {
  const now = product.clock.now().getTime();
  const due = (await product.channels.all()).filter(({ status, adapter }) => {
    const before = introductions.get(adapter);
    return status !== "paused" && before !== "done" && (before?.notBefore ?? 0) <= now;
  });
  await Promise.all(
    due.map(async (channel) => {
      const before = introductions.get(channel.adapter);
      const pauseMs = Math.min((typeof before === "object" ? before.pauseMs : 1_000) * 2, LONGEST_RETRY_MS);
      const isDone = await registerChannel(product, channel);
      introductions.set(channel.adapter, isDone ? "done" : { notBefore: now + pauseMs, pauseMs });
    }),
  );
}

async function registerChannel(product: Product, channel: LiveChannel): Promise<boolean> {
  if (!channel.adapter.register) return true;
  const { PUBLIC_URL } = product.environment;
  const webhookUrl = PUBLIC_URL && webhookAddress(PUBLIC_URL, channel);
  try {
    const commands = commandListings(channel);
    const account = await channel.adapter.register({ ...(webhookUrl ? { webhookUrl } : {}), commands });
    await mend(product, channel, "call");
    if (account.accountId) await saveAccount(product, channel, account.accountId);
    return true;
  } catch (error) {
    const { id, platform } = channel;
    product.log.warn("channel.not_registered", { channel: id, platform, reason: errorMessage(error) });
    if (error instanceof DeliveryError && error.fault === "channel_broken") {
      await breakDown(product, channel, { source: "call", reason: error.message });
    }
    return false;
  }
}

/** Notes which account of the platform this is; the database lets a Slack workspace belong to one channel only. */
async function saveAccount(product: Product, channel: LiveChannel, accountId: string): Promise<void> {
  try {
    await product.db.system("channels").where({ id: channel.id }).update({ external_account_id: accountId });
    await mend(product, channel, "account");
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    product.log.error("channel.account_taken", { channel: channel.id, platform: channel.platform });
    const reason = `the account ${accountId} is connected by another channel already`;
    await breakDown(product, channel, { source: "account", reason });
  }
}

function breakDown(
  { db, channels }: Product,
  channel: LiveChannel,
  trouble: { source: TroubleSource; reason: string },
) {
  return db.system.transaction((trx) => breakChannel(trx, channels, channel, trouble));
}

async function mend({ db }: Product, channel: LiveChannel, works: "call" | "account"): Promise<void> {
  if (channel.status === "error") await db.system.transaction((trx) => mendChannel(trx, channel, works));
}

function isUniqueViolation(error: unknown): boolean {
  return errorCode(error) === "23505";
}
