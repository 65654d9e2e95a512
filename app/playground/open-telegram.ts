import { z } from "zod";
import { commandListings } from "../../bot/commands/command-listings.ts";
import { NotFoundError } from "../../infra/errors.ts";
import { newSecret } from "../../infra/ids.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import type { EmulatedPlatform, OpenedFor } from "./emulated-platform.ts";
import { keptSettings, savePlaygroundChannel } from "./playground-channel.ts";

/** The digits before the colon are the bot's id. */
const BOT_ID = 7_000_000_001;

/** The demo's bot on an emulated Telegram. */
export async function openTelegram(given: OpenedFor): Promise<EmulatedPlatform<TelegramEmulator>> {
  const { product, orgId, organisationName, idsFrom } = given;
  const kept = await keptSettings(product, {
    orgId,
    platform: "telegram",
    shape: z.object({ bot_token: z.string(), webhook_secret: z.string() }),
    create: () => ({ bot_token: `${BOT_ID}:${newSecret(26)}`, webhook_secret: newSecret(24) }),
  });
  const emulator = await startTelegramEmulator({
    token: kept.bot_token,
    botName: organisationName,
    botUsername: "demo_brokerage_bot",
    idsFrom,
  });
  const settings = { ...kept, api_root: emulator.apiRoot, mode: "webhook" };
  const channelId = await savePlaygroundChannel(product, { orgId, platform: "telegram", settings });
  return {
    emulator,
    channelId,
    start: async (webhookUrl) => {
      const channel = await product.channels.byId(channelId);
      if (!channel?.adapter.register) throw new NotFoundError("The playground's channel is not among the channels");
      await channel.adapter.register({ webhookUrl, commands: commandListings(channel) });
    },
  };
}
