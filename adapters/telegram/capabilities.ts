import type { Capabilities } from "../../bot/ports/adapter.ts";

/** Counted in UTF-16 units after the entities are parsed (Bot API, sendMessage: text; sendPhoto: caption). */
export const maxTextLength = 4_096;
export const maxCaptionLength = 1_024;
/** Bot API, "Sending files": 50 MB for files, 10 MB for photos. */
export const maxFileBytes = 50_000_000;
export const maxPhotoBytes = 10_000_000;

export const capabilities: Capabilities = {
  textLimit: { max: maxTextLength, unit: "utf16" },
  buttons: true,
  quietButtons: true,
  pressWaits: true,
  threads: true,
  closesThreads: true,
  edits: true,
  deletes: true,
  // Bot API, deleteMessage: "A message can only be deleted if it was sent less than 48 hours ago."
  deletesWithinMs: 48 * 3_600_000,
  filesPerMessage: 1,
  maxFileBytes,
  // No idempotency key exists, and a bot cannot read a chat back.
  uncertainSend: "resend_once",
  replyBudget: null,
  // For 24 hours, by webhook and by polling (tdlib/telegram-bot-api: Client.cpp, add_message_update).
  keepsUntaken: "all",
  // Bots FAQ, "My bot is hitting limits": about one message a second in a chat, 20 a minute in a group, 30 a second in all.
  rates: {
    perChat: { messages: 1, perMs: 1_000 },
    perGroup: { messages: 20, perMs: 60_000 },
    perChannel: { messages: 30, perMs: 1_000 },
  },
};
