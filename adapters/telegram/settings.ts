import { z } from "zod";

const chatId = z.string().regex(/^-?\d{1,19}$/, "must be the number of a chat, such as -1001234567890");

const chatIds = z
  .string()
  .regex(
    /^-?\d{1,19}(,\s*-?\d{1,19})*$/,
    "must be the number of a chat, such as -1001234567890, or several with commas",
  );

/** What `channel add telegram --set` and the `TELEGRAM_…` variables may say. */
export const telegramSettings = z
  .strictObject({
    /** As @BotFather gave it. */
    bot_token: z
      .string()
      .regex(
        /^\d{1,20}:[A-Za-z0-9_-]{1,200}$/,
        "must be a bot token, such as 123456789:AAE-1bcd…, as @BotFather gives it",
      ),
    /** Comes back with each webhook request; letters, digits, `_` and `-` only (Bot API, setWebhook: secret_token). */
    webhook_secret: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,256}$/, "must be 1 to 256 letters, digits, _ or -")
      .optional(),
    mode: z.enum(["webhook", "polling"]).optional(),
    /** Another Bot API server; files are downloaded from it too. */
    api_root: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ""))
      .default("https://api.telegram.org"),
    /** A forum supergroup: one topic a conversation. Of several, comma-separated, each new one goes to the emptiest. */
    desk_chat_id: chatIds.optional(),
    /** Where managers are alerted. */
    alert_chat_id: chatId.optional(),
  })
  .refine(({ mode, webhook_secret }) => mode !== "webhook" || webhook_secret !== undefined, {
    path: ["webhook_secret"],
    message: "is required for mode=webhook: without it nobody can tell Telegram's requests from anybody's",
  })
  .transform(({ mode, ...settings }) => ({
    ...settings,
    mode: mode ?? (settings.webhook_secret === undefined ? ("polling" as const) : ("webhook" as const)),
  }));

export type TelegramSettings = z.infer<typeof telegramSettings>;
