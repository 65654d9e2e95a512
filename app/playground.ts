import type { Router } from "express";
import { commandListings } from "../bot/commands/command-listings.ts";
import { NotFoundError } from "../infra/errors.ts";
import { createPage } from "../playground/page/page-router.ts";
import { startTelegramEmulator } from "../playground/telegram/index.ts";
import { playgroundSecrets, savePlaygroundChannel } from "./playground/playground-channel.ts";
import type { Running } from "./roles.ts";
import { seedDemo } from "./seed/seed-demo.ts";
import type { Product } from "./wire.ts";

export interface Playground {
  /** The page at `/` and what it asks for. */
  router: Router;
  /** Called once the server listens: from then on the emulated Telegram calls our webhook. */
  start(running: Pick<Running, "port">): Promise<void>;
  close(): Promise<void>;
}

// A tenth of a second each since this day: what an emulated Telegram numbers lies above all that earlier runs used,
// unless one of them had more than ten messages a second for all its life.
const COUNTED_SINCE = Date.UTC(2026, 0, 1);

/**
 * The demo desk with an emulated Telegram in front of it, over the real wire format, SDK and adapter. Never loaded in
 * production.
 */
export async function createPlayground(product: Product): Promise<Playground> {
  const { db, clock, environment, log } = product;
  const { orgId } = await seedDemo(product);
  const secrets = await playgroundSecrets(product, orgId);
  const idsFrom = Math.max(0, Math.floor((clock.now().getTime() - COUNTED_SINCE) / 100));
  const { name } = await db.system("organizations").where({ id: orgId }).first("name");
  const emulator = await startTelegramEmulator({
    token: secrets.bot_token,
    botName: name,
    botUsername: "demo_brokerage_bot",
    idsFrom,
  });
  const channelId = await savePlaygroundChannel(product, orgId, { ...secrets, api_root: emulator.apiRoot });
  const page = await createPage({
    db,
    emulator,
    channel: { orgId, channelId },
    idsFrom,
    organisationName: name,
    clock,
    log: log.with({ channel: channelId }),
  });
  return {
    router: page.router,
    start: async ({ port }) => {
      const channel = await product.channels.byId(channelId);
      if (!channel?.adapter.register) throw new NotFoundError("The playground's channel is not among the channels");
      const webhookUrl = `http://${hostToCall(environment.HOST)}:${port}/webhooks/telegram/${channelId}`;
      await channel.adapter.register({ webhookUrl, commands: commandListings(channel) });
    },
    close: async () => {
      await page.close();
      await emulator.close();
    },
  };
}

/** Where a program on this machine reaches a server that listens on `host`. */
function hostToCall(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
