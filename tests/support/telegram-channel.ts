import { telegram } from "../../adapters/telegram/index.ts";
import type { Adapter } from "../../bot/ports/adapter.ts";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";

export const telegramToken = "700100200:AAHtesttesttesttesttest";
export const telegramSecret = "test-secret_0123456789";

export interface TelegramChannel {
  emulator: TelegramEmulator;
  adapter: Adapter;
  /** What the adapter logged: event names with their fields. */
  logged: { event: string; fields: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** A Telegram adapter with its own emulated Telegram, whose seconds last 10 ms; `settings` as `channel add` takes them. */
export async function openTelegramChannel(settings: Record<string, string> = {}): Promise<TelegramChannel> {
  const emulator = await startTelegramEmulator({ token: telegramToken, secondMs: 10 });
  const logged: TelegramChannel["logged"] = [];
  const note = (event: string, fields: Record<string, unknown> = {}) => void logged.push({ event, fields });
  const log: AdapterLog = { info: note, warn: note, error: note };
  const adapter = telegram.create(
    {
      id: "01977a10-0000-7000-8000-00000000c4a1",
      orgId: "01977a10-0000-7000-8000-0000000000a1",
      platform: "telegram",
      name: "test",
      settings: telegram.settings.parse({
        bot_token: telegramToken,
        webhook_secret: telegramSecret,
        mode: "polling",
        api_root: emulator.apiRoot,
        ...settings,
      }),
    },
    { clock: { now: () => new Date() }, log, tokens: noTokens },
  );
  return { emulator, adapter, logged, close: () => emulator.close() };
}

const noTokens = { get: () => Promise.reject(new Error("Telegram needs no short-lived tokens")) };
