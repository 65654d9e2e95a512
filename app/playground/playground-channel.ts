import type { z } from "zod";
import { adapters } from "../../adapters/registry.ts";
import { openConfig } from "../../bot/channels/channel-directory.ts";
import { saveChannel } from "../environment-channels.ts";
import type { Product } from "../wire.ts";

const NAME = "playground";

/** The settings that the demo's channel on a platform keeps from start to start: those of its row, else new ones. */
export async function keptSettings<T>(
  { db, secrets }: Product,
  of: { orgId: string; platform: string; shape: z.ZodType<T>; create: () => T },
): Promise<T> {
  const row = await db
    .system("channels")
    .where({ org_id: of.orgId, platform: of.platform, name: NAME })
    .first("config");
  const kept = of.shape.safeParse(openConfig(row?.config, secrets));
  return kept.success ? kept.data : of.create();
}

/** Writes the demo's channel, which points at the emulated platform of this run. Returns its lasting id. */
export async function savePlaygroundChannel(
  product: Product,
  channel: { orgId: string; platform: string; settings: Record<string, unknown> },
): Promise<string> {
  const id = await saveChannel({ ...product, modules: adapters }, { ...channel, name: NAME });
  product.channels.refresh();
  return id;
}
