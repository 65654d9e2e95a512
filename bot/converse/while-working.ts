import { setTimeout as pause } from "node:timers/promises";
import type { Language } from "../../domain/language/language.ts";
import type { Log } from "../../infra/log/log.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";
import type { OutboundTarget } from "../ports/outbound-message.ts";

export interface WorkingTimes {
  /** What is done sooner is not announced. */
  afterMs: number;
  /** How often it is said again: platforms forget it after a few seconds. */
  everyMs: number;
  /** After so long it is not said any more. */
  mostMs: number;
}

const TIMES: WorkingTimes = { afterMs: 1_500, everyMs: 4_000, mostMs: 30_000 };
/** What is on its way to the platform is waited for, so that it does not come after the answer; no longer than this. */
const SETTLE_MS = 500;

const words: Record<Language, string> = { en: "is writing…", zh: "正在输入…" };

/** Lets a customer see that an answer to them is on its way; what is for the desk alone is not shown. */
export function whileWriting<T>(
  { log }: { log: Log },
  channel: LiveChannel,
  { chat, language, isForDesk }: { chat: ChatRef; language: Language; isForDesk: boolean },
  work: () => Promise<T>,
): Promise<T> {
  const target = { chatId: chat.id, ...(chat.threadId ? { threadId: chat.threadId } : {}) };
  return isForDesk ? work() : whileWorking(channel, { target, language, log }, work);
}

/**
 * Shows in the customer's chat that an answer is being written, where the platform has something for it that is no message:
 * it costs nothing of a budget, is in no record, and is gone when the work ends, however it ends. What the platform
 * says to it changes nothing.
 */
export async function whileWorking<T>(
  { adapter, id }: Pick<LiveChannel, "adapter" | "id">,
  { target, language, log }: { target: OutboundTarget; language: Language; log: Log },
  work: () => Promise<T>,
  { afterMs, everyMs, mostMs }: WorkingTimes = TIMES,
): Promise<T> {
  if (!adapter.showWorking) return work();
  const show = adapter.showWorking.bind(adapter);
  const started = performance.now();
  let isOver = false;
  let isShown = false;
  let timer: NodeJS.Timeout;
  let showing: Promise<void> = Promise.resolve();
  const failed = (error: unknown) => log.info("converse.working_not_shown", { channel: id, error });
  const tell = async () => {
    try {
      isShown = true;
      await show(target, words[language]);
      if (!isOver && performance.now() - started < mostMs) timer = setTimeout(begin, everyMs);
    } catch (error) {
      failed(error);
    }
  };
  const begin = () => {
    showing = tell();
  };
  timer = setTimeout(begin, afterMs);
  try {
    return await work();
  } finally {
    isOver = true;
    clearTimeout(timer);
    if (isShown) {
      await Promise.race([showing, pause(SETTLE_MS, undefined, { ref: false })]);
      void showing.then(() => show(target, null)).catch(failed);
    }
  }
}
