import type { TaskList } from "graphile-worker";
import { z } from "zod";
import { workChat } from "../bot/converse/work-chat.ts";
import { deliverChat } from "../bot/delivery/deliver-chat.ts";
import { DownloadJob, downloadAttachments } from "../bot/files/download-attachments.ts";
import { PullJob, pullChannel, pullEverything } from "../bot/intake/pull-channel.ts";
import { sweepPending } from "../bot/intake/sweep.ts";
import type { Product } from "./wire.ts";

const ChatJob = z.object({ channelId: z.uuid(), chat: z.string() });

/** Larger files stay at the platform: the smallest bound of all platforms (Telegram's getFile). */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** What the queue can be asked to do: each name with its work. */
export function createTasks(product: Product): TaskList {
  return {
    converse: async (payload, { abortSignal }) => {
      const job = ChatJob.parse(payload);
      await measured(product, "turns", job.channelId, () => workChat(product, job, abortSignal));
    },
    deliver: async (payload, { abortSignal }) => {
      const job = ChatJob.parse(payload);
      await measured(product, "deliveries", job.channelId, () => deliverChat(product, job, abortSignal));
    },
    pull: (payload) => pullChannel(product, PullJob.parse(payload)),
    pull_everything: () => pullEverything(product),
    download: (payload) => downloadAttachments({ ...product, maxBytes: MAX_FILE_BYTES }, DownloadJob.parse(payload)),
    make_months: async () => void (await makeMonths(product)),
    sweep: async () => void (await sweepPending(product.db)),
  };
}

/** Regular jobs, in the queue's crontab: run once over all processes, and at the next start when they were missed. */
export const crontab = [
  "*/5 * * * * pull_everything ?jobKey=pull_everything",
  "17 3 * * * make_months ?jobKey=make_months&fill=2d",
].join("\n");

/** This month and the next three, as `migrate` made them when it ran. */
async function makeMonths(product: Product): Promise<void> {
  for (let ahead = 0; ahead <= 3; ahead++) {
    const at = product.clock.now();
    at.setUTCMonth(at.getUTCMonth() + ahead, 1);
    await product.ensureMonth(at);
  }
}

async function measured(
  product: Product,
  kind: "turns" | "deliveries",
  channelId: string,
  work: () => Promise<void>,
): Promise<void> {
  const platform = (await product.channels.byId(channelId))?.platform ?? "unknown";
  const started = performance.now();
  try {
    await work();
    product.metrics[kind].inc({ platform, result: "done" });
  } catch (error) {
    product.metrics[kind].inc({ platform, result: "failed" });
    throw error;
  } finally {
    if (kind === "turns") product.metrics.turnSeconds.observe({ platform }, (performance.now() - started) / 1000);
  }
}
