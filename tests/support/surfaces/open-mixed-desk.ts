import { importFaqs } from "../faqs.ts";
import { openProduct } from "../open-product.ts";
import { type Emulated, emulators, SECOND_MS } from "./open-staffed-desk.ts";
import { type StaffedDesk, staffedDesk } from "./staffed-desk.ts";
import type { Surface } from "./surface.ts";

/** One product whose staff work on Slack, Telegram and WeCom at once. */
export interface MixedDesk {
  desks: Record<Surface["platform"], StaffedDesk>;
  close(): Promise<void>;
}

export async function openMixedDesk(): Promise<MixedDesk> {
  const emulated = {
    slack: await emulators.slack(),
    telegram: await emulators.telegram(),
    wecom: await emulators.wecom(),
  };
  const all: Emulated[] = Object.values(emulated);
  const settings = Object.assign({}, ...all.map((one) => one.settings));
  const product = await openProduct(settings, { paceSecondMs: SECOND_MS });
  await importFaqs(product);
  const desks = {
    slack: staffedDesk(product, await emulated.slack.connect(product)),
    telegram: staffedDesk(product, await emulated.telegram.connect(product)),
    wecom: staffedDesk(product, await emulated.wecom.connect(product)),
  };
  // What a person writes is not kept for their next line: each must arrive by itself.
  await desks.telegram.set("delivery.join_seconds", 0);
  const close = async () => {
    await product.close();
    for (const one of all) await one.close();
  };
  return { desks, close };
}
