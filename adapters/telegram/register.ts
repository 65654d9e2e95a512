import type { Api } from "grammy";
import type { BotCommandScope, LanguageCode } from "grammy/types";
import type { CommandListing, Registration } from "../../bot/ports/adapter.ts";
import { toRepeatableError } from "./errors.ts";
import type { TelegramSettings } from "./settings.ts";
import { wantedUpdates } from "./wanted-updates.ts";

/** Requests that Telegram may have open to us at once: its default (Bot API, setWebhook: max_connections). */
const maxConnections = 40;

/**
 * Tells Telegram where updates go and which commands to show to whom. Safe to repeat: each call replaces what the one
 * before it said, and updates that wait are kept.
 * @throws DeliveryError
 */
export async function register(api: Api, settings: TelegramSettings, registration: Registration): Promise<void> {
  const { webhookUrl, commands } = registration;
  try {
    if (webhookUrl !== undefined && settings.mode === "webhook" && settings.webhook_secret !== undefined) {
      await api.setWebhook(webhookUrl, {
        secret_token: settings.webhook_secret,
        allowed_updates: wantedUpdates,
        max_connections: maxConnections,
      });
    }
    for (const listing of commands) await listCommands(api, listing);
  } catch (error) {
    throw toRepeatableError(error);
  }
}

/** One call for each scope and language. English is also the list without a language: what all others see. */
async function listCommands(api: Api, { audience, language, commands, chatIds }: CommandListing): Promise<void> {
  const list = commands.map(({ name, description }) => ({ command: name, description }));
  const languages: (LanguageCode | undefined)[] = language === "en" ? [undefined] : [language];
  for (const scope of scopesOf(audience, chatIds)) {
    for (const code of languages) {
      await api.setMyCommands(list, { scope, ...(code !== undefined && { language_code: code }) });
    }
  }
}

function scopesOf(audience: CommandListing["audience"], chatIds: string[]): BotCommandScope[] {
  if (audience === "customer") return [{ type: "all_private_chats" }];
  return chatIds.map((chatId) => ({ type: "chat", chat_id: Number(chatId) }));
}
