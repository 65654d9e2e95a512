import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import type { Clock } from "../../infra/clock.ts";
import { describeError, isMessageLost } from "./errors.ts";
import type { Inbox } from "./inbox.ts";
import { receiptOf } from "./keys.ts";
import { readMessage } from "./read-message.ts";
import type { Session } from "./session.ts";
import { scanStatuses, type WechatyBot, type WechatyMessage } from "./wechaty-api.ts";

export interface Subscription {
  session: Session;
  inbox: Inbox;
  clock: Clock;
  log: AdapterLog;
  onLost(messages: number, reason: string): void;
}

/**
 * Registers the listeners of a bot: to be called once a bot, since wechaty keeps them over its restarts. Returns a
 * promise for the messages that are being read at this moment.
 */
export function subscribe(bot: WechatyBot, subscription: Subscription): { settled(): Promise<unknown> } {
  const { session, inbox, clock, log, onLost } = subscription;
  const reading = new Set<Promise<void>>();
  let shownCode = "";

  const take = async (message: WechatyMessage) => {
    try {
      inbox.put(receiptOf(await readMessage(message, bot, clock)));
    } catch (error) {
      log.warn("wechaty.unreadable", describeError(error));
      onLost(1, "unreadable");
    }
  };

  bot.on("message", (message) => {
    const taken = take(message).finally(() => reading.delete(taken));
    reading.add(taken);
  });
  bot.on("login", () => {
    session.needsPerson(false);
    log.info("wechaty.login");
  });
  bot.on("logout", () => {
    session.needsPerson(true);
    log.warn("wechaty.logout");
  });
  bot.on("scan", (code, status) => {
    if (status !== scanStatuses.waiting && status !== scanStatuses.timeout) return;
    session.needsPerson(true);
    if (code === shownCode || code === "") return;
    shownCode = code;
    // The one way an operator gets it. It is worth minutes, and lets whoever scans it log in their own account here.
    log.warn("wechaty.scan", { scan: code, todo: "show this as a QR code and scan it with the account's phone" });
  });
  bot.on("error", (error) => {
    if (isMessageLost(error)) onLost(1, "not_loaded");
    else log.warn("wechaty.error", describeError(error));
  });

  return { settled: () => Promise.allSettled(reading) };
}
