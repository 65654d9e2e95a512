import type { BotApiCall, TelegramEmulator, WebhookAttempt } from "../telegram/index.ts";

export interface WireLog {
  /** How the webhook answered an update, each attempt. */
  attempts(updateId: number): Attempt[];
  /** The bot's newest calls about a chat, oldest first. */
  calls(chatId: number): BotApiCall[];
  close(): void;
}

export type Attempt = Pick<WebhookAttempt, "status" | "milliseconds">;

const MAX_UPDATES = 1_000;
const MAX_CALLS_PER_CHAT = 20;
const MAX_CHATS = 1_000;

/** Remembers what went over the wire lately, both ways, to be shown beside what was stored of it. */
export function createWireLog(emulator: TelegramEmulator): WireLog {
  const attempts = new Map<number, Attempt[]>();
  const calls = new Map<number, BotApiCall[]>();
  const stopAttempts = emulator.onAttempt(({ update, status, milliseconds }) => {
    const known = attempts.get(update.update_id) ?? [];
    attempts.set(update.update_id, [...known, { status, milliseconds }]);
    dropOldest(attempts, MAX_UPDATES);
  });
  const stopCalls = emulator.onCall((call) => {
    const chatId = Number(call.params["chat_id"]);
    if (!Number.isSafeInteger(chatId)) return;
    calls.set(chatId, [...(calls.get(chatId) ?? []), call].slice(-MAX_CALLS_PER_CHAT));
    dropOldest(calls, MAX_CHATS);
  });
  return {
    attempts: (updateId) => attempts.get(updateId) ?? [],
    calls: (chatId) => calls.get(chatId) ?? [],
    close: () => {
      stopAttempts();
      stopCalls();
    },
  };
}

function dropOldest<Value>(map: Map<number, Value>, max: number): void {
  const oldest = map.keys().next();
  if (map.size > max && !oldest.done) map.delete(oldest.value);
}
