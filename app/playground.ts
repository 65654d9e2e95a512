import type { Router } from "express";
import { commandListings } from "../bot/commands/command-listings.ts";
import { createPage } from "../playground/page/page-router.ts";
import { openSlack } from "./playground/open-slack.ts";
import { openTelegram } from "./playground/open-telegram.ts";
import { openWecom } from "./playground/open-wecom.ts";
import { setDeskLanguage } from "./playground/set-desk-language.ts";
import type { Running } from "./roles.ts";
import { seedDemo } from "./seed/seed-demo.ts";
import { webhookAddress } from "./webhook-address.ts";
import type { Product } from "./wire.ts";

export interface Playground {
  /** The page at `/` and what it asks for. */
  router: Router;
  /** Called once the server listens: from then on the emulated platforms call our webhooks. */
  start(running: Pick<Running, "port">): Promise<void>;
  close(): Promise<void>;
}

// A tenth of a second each since this day: what an emulated platform numbers lies above all that earlier runs used,
// unless one of them had more than ten messages a second for all its life.
const COUNTED_SINCE = Date.UTC(2026, 0, 1);

/**
 * The demo desk with emulated platforms around it, over the real wire formats, SDKs and adapters: customers on Telegram
 * and 微信客服, staff on Slack. Never loaded in production.
 */
export async function createPlayground(product: Product): Promise<Playground> {
  const { db, clock, environment, log } = product;
  const { orgId } = await seedDemo(product);
  const idsFrom = Math.max(0, Math.floor((clock.now().getTime() - COUNTED_SINCE) / 100));
  const { name: organisationName } = await db.system("organizations").where({ id: orgId }).first("name");
  const given = { product, orgId, organisationName, idsFrom };
  const [telegram, wecom, slack] = await Promise.all([openTelegram(given), openWecom(given), openSlack(given)]);
  const page = await createPage({
    db,
    orgId,
    telegram,
    wecom,
    slack,
    idsFrom,
    organisationName,
    staffCommands: () => staffCommands(product, slack.channelId),
    setDeskLanguage: (language) => setDeskLanguage(db, orgId, language),
    clock,
    log: log.with({ org: orgId }),
  });
  return {
    router: page.router,
    start: async ({ port }) => {
      const base = `http://${hostToCall(environment.HOST)}:${port}`;
      const address = (platform: string, { channelId: id }: { channelId: string }) =>
        webhookAddress(base, { id, platform, name: "playground" });
      await telegram.start(address("telegram", telegram));
      await wecom.start(address("wecom", wecom));
      await slack.start(address("slack", slack));
    },
    close: async () => {
      await page.close();
      await Promise.all([telegram.emulator.close(), wecom.emulator.close(), slack.emulator.close()]);
    },
  };
}

/** What staff can type in the workspace, by language. */
async function staffCommands({ channels }: Product, channelId: string) {
  const channel = await channels.byId(channelId);
  const listings = channel ? commandListings(channel).filter(({ audience }) => audience === "staff") : [];
  return Object.fromEntries(listings.map(({ language, commands }) => [language, commands]));
}

/** Where a program on this machine reaches a server that listens on `host`. */
function hostToCall(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
