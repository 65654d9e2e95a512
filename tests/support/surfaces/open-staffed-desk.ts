import { startSlackEmulator } from "../../../playground/slack/index.ts";
import { startTelegramEmulator } from "../../../playground/telegram/index.ts";
import { startEmulatedWecom } from "../../../playground/wecom/index.ts";
import { addApprovedScripts, brokerScripts } from "../approved-scripts.ts";
import { importFaqs } from "../faqs.ts";
import { type OpenProduct, openProduct } from "../open-product.ts";
import { slackSettings, slackSurface } from "./slack-surface.ts";
import { type Colleague, type StaffedDesk, staffedDesk } from "./staffed-desk.ts";
import type { Surface } from "./surface.ts";
import { connectTelegram, telegramSettings, telegramSurface, telegramToken } from "./telegram-surface.ts";
import { wecomSettings, wecomSurface } from "./wecom-surface.ts";

/** Two agents, and a manager to whom alerts are shown. */
export interface Crew {
  ann: Colleague;
  ben: Colleague;
  mia: Colleague;
}

/** How long a second of the platforms' limits lasts. */
export const SECOND_MS = 5;

/** A platform before and after the product listens to it. */
export interface Emulated {
  settings: Record<string, string>;
  connect(product: OpenProduct): Promise<Surface>;
  close(): Promise<void>;
}

export const emulators: Record<Surface["platform"], () => Promise<Emulated>> = {
  slack: emulateSlack,
  telegram: emulateTelegram,
  wecom: emulateWecom,
};

/** The whole product on one platform, with a crew, scripts and a broker's knowledge. */
export async function openStaffedDesk(
  platform: Surface["platform"],
  variables: Record<string, string> = {},
): Promise<StaffedDesk & Crew> {
  const emulated = await emulators[platform]();
  const product = await openProduct({ ...emulated.settings, ...variables }, { paceSecondMs: SECOND_MS });
  await importFaqs(product);
  await addApprovedScripts(product, brokerScripts);
  const desk = staffedDesk(product, await emulated.connect(product));
  const crew = {
    ann: await desk.hire("Ann", "agent"),
    ben: await desk.hire("Ben", "agent"),
    mia: await desk.hire("Mia", "manager"),
  };
  await desk.presence("online", ...Object.values(crew));
  // What a person writes is not kept for their next line, which tests of the reply budget look at.
  await desk.set("delivery.join_seconds", 0);
  const close = async () => {
    await product.close();
    await emulated.close();
  };
  return { ...desk, ...crew, close };
}

async function emulateSlack(): Promise<Emulated> {
  const slack = await startSlackEmulator({ retryDelaysMs: [] });
  return {
    settings: slackSettings(slack),
    connect: async ({ url }) => {
      slack.connect(`${url}/webhooks/slack`);
      return slackSurface(slack);
    },
    close: () => slack.close(),
  };
}

async function emulateTelegram(): Promise<Emulated> {
  const telegram = await startTelegramEmulator({ token: telegramToken, secondMs: SECOND_MS });
  return {
    settings: telegramSettings(telegram),
    connect: async ({ url }) => {
      await connectTelegram(telegram, url);
      return telegramSurface(telegram);
    },
    close: () => telegram.close(),
  };
}

async function emulateWecom(): Promise<Emulated> {
  const wecom = await startEmulatedWecom({ secondMs: SECOND_MS });
  return {
    settings: wecomSettings(wecom, { desk: ["Ann", "Ben"], alerts: ["Mia"] }),
    connect: async (product) => {
      wecom.callbacks.setUrl(`${product.url}/webhooks/wecom`);
      return wecomSurface(wecom, product);
    },
    close: () => wecom.close(),
  };
}
