import { setTimeout as wait } from "node:timers/promises";
import type { Accept } from "../../bot/ports/adapter.ts";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import type { Clock } from "../../infra/clock.ts";
import { ConfigError } from "../../infra/errors.ts";
import { describeError, missingPackage, within } from "./errors.ts";
import { createInbox } from "./inbox.ts";
import type { Session } from "./session.ts";
import type { WechatySettings } from "./settings.ts";
import { type Subscription, subscribe } from "./subscribe.ts";
import type { WechatyBot, WechatyPackages } from "./wechaty-api.ts";

export interface Listening {
  load: () => Promise<WechatyPackages>;
  settings: WechatySettings;
  /** An instance to use instead of the package that the settings name. */
  puppet?: unknown;
  session: Session;
  clock: Clock;
  log: AdapterLog;
  timing?: ListenTiming;
}

export interface ListenTiming {
  /** How often to look whether the puppet still runs; what is seen stopped twice is started again. */
  lookEveryMs: number;
  /** Waits before another start, doubling from the first to the longest. */
  backoffMs: { first: number; longest: number };
}

const usualTiming: ListenTiming = { lookEveryMs: 5_000, backoffMs: { first: 1_000, longest: 60_000 } };
/** Together less than the ten seconds that a process has to end. */
const stopMs = 4_000;
const settleMs = 2_000;

/**
 * Holds the WeChat session until `signal` aborts. Puppets reconnect by themselves; one that stopped for good is started
 * again here, with the same bot, whose listeners are registered once.
 * @throws ConfigError when a package is missing: only an operator can help then.
 */
export async function listenToWechat(listening: Listening, accept: Accept, signal: AbortSignal): Promise<void> {
  const { session, log, clock } = listening;
  const onLost = (messages: number, reason: string) => {
    log.error("wechaty.messages_lost", { messages, reason, sinceStart: session.countLost(messages) });
  };
  const packages = await listening.load();
  log.warn("wechaty.terms", {
    note: "an unofficial puppet is against WeChat's terms; accounts have been banned for it",
  });
  const inbox = createInbox({ accept, log, onLost });
  const reading = await keepRunning({ ...listening, packages, inbox, clock, onLost }, signal);
  await within(settleMs, reading()).catch(() => undefined);
  await inbox.close(settleMs);
}

type Running = Listening & Subscription & { packages: WechatyPackages };

/** Returns after the abort, with the way to wait for messages that are still being read. */
async function keepRunning(running: Running, signal: AbortSignal): Promise<() => Promise<unknown>> {
  const { session, log, packages, timing = usualTiming } = running;
  let bot: WechatyBot | undefined;
  let starting: Promise<void> = Promise.resolve();
  let settled: () => Promise<unknown> = async () => undefined;
  for (let failures = 0; !signal.aborted; ) {
    try {
      if (!bot) {
        bot = buildBot(running);
        settled = subscribe(bot, running).settled;
      }
      starting = bot.start();
      await Promise.race([starting, aborted(signal)]);
      if (signal.aborted) break;
      session.open({ bot, packages });
      log.info("wechaty.started");
      const wasLoggedIn = await untilStopped(session, bot, timing.lookEveryMs, signal);
      failures = wasLoggedIn ? 0 : failures + 1;
    } catch (error) {
      refuseMissingPuppet(error, running.settings.puppet);
      log.warn("wechaty.start_failed", describeError(error));
      // wechaty cannot start a bot again whose puppet it could not build.
      bot = undefined;
      failures += 1;
    } finally {
      session.close();
      if (bot) await stop(bot, starting, log);
    }
    const { first, longest } = timing.backoffMs;
    await pause(Math.min(first * 2 ** Math.max(0, Math.min(failures, 16) - 1), longest), signal);
  }
  return settled;
}

function buildBot({ packages, settings, puppet }: Running): WechatyBot {
  const { puppet_service_token: token, puppet_service_endpoint: endpoint } = settings;
  const bot = packages.buildBot({
    puppet: puppet ?? settings.puppet,
    ...(puppet === undefined && { puppetOptions: { ...(token && { token }), ...(endpoint && { endpoint }) } }),
  });
  // wechaty prints to the console, chat texts among it; who sets WECHATY_LOG wants to see that.
  if (bot.log.level() === "info") bot.log.level("silent");
  return bot;
}

/** Resolves when the puppet has stopped, or on abort; tells whether the account was ever logged in. */
async function untilStopped(
  session: Session,
  bot: WechatyBot,
  lookEveryMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  let wasLoggedIn = false;
  // A puppet that restarts itself is stopped for a moment.
  for (let stoppedLooks = 0; stoppedLooks < 2 && !signal.aborted; ) {
    wasLoggedIn ||= session.state() === "logged_in";
    stoppedLooks = bot.puppet.state.inactive() === true ? stoppedLooks + 1 : 0;
    await pause(lookEveryMs, signal);
  }
  return wasLoggedIn;
}

/**
 * A start cannot be called off, and stopping a bot that is not up yet does nothing: it is waited for, or it would come
 * up with nobody left to hold it. The listeners stay, since wechaty starts the same bot again.
 */
async function stop(bot: WechatyBot, starting: Promise<void>, log: AdapterLog): Promise<void> {
  const stopping = starting.catch(() => undefined).then(() => bot.stop());
  try {
    await within(stopMs, stopping);
    log.info("wechaty.stopped");
  } catch (error) {
    log.warn("wechaty.stop_failed", describeError(error));
  }
}

function refuseMissingPuppet(error: unknown, puppet: string): void {
  if (error instanceof ConfigError) throw error;
  if (missingPackage(error) === undefined) return;
  throw new ConfigError(
    `the wechaty channel's puppet cannot be loaded: npm install ${missingPackage(error) || puppet}`,
  );
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(waitMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
