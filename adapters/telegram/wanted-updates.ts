import type { Update } from "grammy/types";

/**
 * Asked for by name, since Telegram otherwise leaves reactions out and keeps to whatever was asked for last
 * (Bot API, setWebhook: allowed_updates).
 */
export const wantedUpdates: Exclude<keyof Update, "update_id">[] = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
  "chat_member",
  "message_reaction",
];
