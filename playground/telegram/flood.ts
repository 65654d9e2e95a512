import { BotApiError } from "./bot-api-error.ts";

/** What the Bots FAQ publishes ("My bot is hitting limits"): 20 messages a minute in a group, 30 a second in all. */
const PER_GROUP = { messages: 20, seconds: 60 };
const OVERALL = { messages: 30, seconds: 1 };

/** Methods that show a new message. */
const counted = new Set(["sendmessage", "sendphoto", "senddocument", "copymessage", "forwardmessage"]);

/** Refuses what goes beyond the published limits, as Telegram does, with how long to wait. */
export function createFlood(isEnforced: boolean, now: () => Date, secondMs: number) {
  const spent = new Map<string, number[]>();

  const admit = (key: string, { messages, seconds }: typeof OVERALL): void => {
    const at = now().getTime();
    const recent = (spent.get(key) ?? []).filter((before) => before > at - seconds * secondMs);
    spent.set(key, recent);
    const oldest = recent[recent.length - messages];
    if (oldest === undefined) return;
    const retryAfter = Math.max(1, Math.ceil((oldest + seconds * secondMs - at) / secondMs));
    throw new BotApiError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
  };

  /** Counts a call that passes; throws for one that does not. Groups have negative ids. */
  return (method: string, params: Record<string, unknown>): void => {
    if (!isEnforced || !counted.has(method.toLowerCase())) return;
    const chat = String(params["chat_id"] ?? "");
    const isGroup = chat.startsWith("-");
    admit("", OVERALL);
    if (isGroup) admit(chat, PER_GROUP);
    for (const key of isGroup ? ["", chat] : [""]) spent.set(key, [...(spent.get(key) ?? []), now().getTime()]);
  };
}
