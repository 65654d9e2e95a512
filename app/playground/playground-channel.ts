import { z } from "zod";
import { adapters } from "../../adapters/registry.ts";
import { openConfig } from "../../bot/channels/channel-directory.ts";
import { newSecret } from "../../infra/ids.ts";
import { saveChannel } from "../environment-channels.ts";
import type { Product } from "../wire.ts";

const CHANNEL = { platform: "telegram", name: "playground" };
/** The digits before the colon are the bot's id. */
const BOT_ID = 7_000_000_001;

const Secrets = z.object({ bot_token: z.string(), webhook_secret: z.string() });
export type PlaygroundSecrets = z.infer<typeof Secrets>;

/** The token and secret of the demo's emulated bot: those of its row, else new ones. */
export async function playgroundSecrets({ db, secrets }: Product, orgId: string): Promise<PlaygroundSecrets> {
  const row = await db
    .system("channels")
    .where({ org_id: orgId, ...CHANNEL })
    .first("config");
  const kept = Secrets.safeParse(openConfig(row?.config, secrets));
  return kept.success ? kept.data : { bot_token: `${BOT_ID}:${newSecret(26)}`, webhook_secret: newSecret(24) };
}

/** Writes the demo's Telegram channel, which points at the emulated Telegram of this run. Returns its lasting id. */
export async function savePlaygroundChannel(
  product: Product,
  orgId: string,
  settings: PlaygroundSecrets & { api_root: string },
): Promise<string> {
  const channel = { orgId, ...CHANNEL, settings: { ...settings, mode: "webhook" } };
  const id = await saveChannel({ ...product, modules: adapters }, channel);
  product.channels.refresh();
  return id;
}
