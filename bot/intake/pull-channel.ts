import { z } from "zod";
import type { Database } from "../../infra/db/connect.ts";
import { errorMessage } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
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
 * together, so a crash continues where it was. The job's queue lets one puller at a time run for a cursor.
 */
export async function pullChannel(deps: PullDeps, { channelId, hint }: PullJob): Promise<void> {
  const channel = await deps.channels.byId(channelId);
  if (!channel?.adapter.pull || channel.status === "paused") return;
  const asked = { name: hint.name, ...(hint.token ? { token: hint.token } : {}) };
  for (let page = 0; page < MAX_PAGES; page++) {
    const cursor = await readCursor(deps.db, channelId, hint.name);
    const pulled = await channel.adapter.pull(asked, cursor);
    await deps.intake.acceptWithCursor({ channelId, orgId: channel.orgId }, pulled.receipts, {
      name: hint.name,
      value: pulled.cursor,
    });
    if (!pulled.more) return;
  }
}

/** Asks every announcing platform whether something came: at start, and from time to time, since a bell may be lost. */
export async function pullEverything(deps: PullDeps): Promise<void> {
  for (const channel of await deps.channels.all()) {
    if (!channel.adapter.pullHints || channel.status === "paused") continue;
    try {
      for (const hint of await channel.adapter.pullHints()) {
        const key = `pull:${channel.id}:${hint.name}`;
        await enqueueJob(deps.db.system, { task: "pull", payload: { channelId: channel.id, hint }, key, queue: key });
      }
    } catch (error) {
      deps.log.warn("pull.hints_unavailable", { channel: channel.id, reason: errorMessage(error) });
    }
  }
}
