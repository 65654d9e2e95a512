import { z } from "zod";
import type { Database } from "../../infra/db/connect.ts";
import { errorMessage } from "../../infra/errors.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { Log } from "../../infra/log/log.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { breakChannel, mendChannel } from "../channels/channel-trouble.ts";
import type { PullHint } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import { type Intake, readCursor } from "./accept-receipts.ts";

export const PullJob = z.object({
  channelId: z.uuid(),
  hint: z.object({ name: z.string(), token: z.string().optional() }),
});
export type PullJob = z.infer<typeof PullJob>;

export interface PullDeps {
  db: Database;
  channels: ChannelDirectory;
  intake: Intake;
  log: Log;
}

// At a thousand messages a page this is more than three days can hold; it only stops a platform that never says "done".
const MAX_PAGES = 10_000;

/**
 * Reads everything that an announcing platform holds for us. Each page's receipts and the cursor behind it commit
 * together, so a crash continues where it was. One job at a time runs for a cursor.
 */
export async function pullChannel(deps: PullDeps, job: PullJob): Promise<void> {
  const channel = await deps.channels.byId(job.channelId);
  const { name, token } = job.hint;
  const hint = { name, ...(token ? { token } : {}) };
  if (!channel?.adapter.pull || channel.status === "paused") return;
  try {
    await pullPages(deps, channel, hint);
    await noteReading(deps, channel, null);
  } catch (error) {
    await noteReading(deps, channel, error);
    throw error;
  }
}

async function pullPages(deps: PullDeps, channel: LiveChannel, hint: PullHint): Promise<void> {
  const source = { channelId: channel.id, orgId: channel.orgId };
  for (let page = 0; page < MAX_PAGES; page++) {
    const cursor = await readCursor(deps.db, channel.id, hint.name);
    const pulled = await betweenFaultPoints("intake.pull", async () => channel.adapter.pull?.(hint, cursor));
    if (!pulled) return;
    const position = { name: hint.name, value: pulled.cursor };
    await deps.intake.acceptWithCursor(source, pulled.receipts, position);
    if (!pulled.more) return;
  }
}

/** Asks every announcing platform whether something came: at start, and from time to time, since a bell may be lost. */
export async function pullEverything(deps: PullDeps): Promise<void> {
  for (const channel of await deps.channels.all()) {
    if (!channel.adapter.pullHints || channel.status === "paused") continue;
    try {
      const hints = await channel.adapter.pullHints();
      for (const hint of hints) {
        const key = `pull:${channel.id}:${hint.name}`;
        await enqueueJob(deps.db.system, { task: "pull", payload: { channelId: channel.id, hint }, key });
      }
      // With something to pull, the pulls will tell.
      if (hints.length === 0) await noteReading(deps, channel, null);
    } catch (error) {
      deps.log.warn("pull.hints_unavailable", { channel: channel.id, reason: errorMessage(error) });
      await noteReading(deps, channel, error);
    }
  }
}

/** Whether the channel can be read: without this, nobody would learn that customers write in vain. */
async function noteReading({ db, channels }: PullDeps, channel: LiveChannel, error: unknown): Promise<void> {
  if (error instanceof DeliveryError && error.fault === "channel_broken") {
    const trouble = { source: "listener", reason: error.message } as const;
    await db.system.transaction((trx) => breakChannel(trx, channels, channel, trouble));
  }
  if (error === null && (await channels.byId(channel.id))?.status === "error") {
    await db.system.transaction((trx) => mendChannel(trx, channel, "listener"));
  }
}
