import type { Knex } from "knex";
import type { Database } from "../../../infra/db/connect.ts";
import { newId } from "../../../infra/ids.ts";
import { enqueueJob } from "../../../infra/queue/enqueue.ts";
import type { LiveChannel } from "../../channels/channel-directory.ts";
import { catchUpOf, type Gap, type GapCause } from "./gap.ts";

/** Longer without a beat is a gap: two beats may come late, a third does not. */
export const DEAF_AFTER_SECONDS = 25;

/**
 * Notes that these channels can be heard now. Where one could not for a while, that time is kept, and what was said in it
 * is fetched where the platform shows it. `presumed` is the cause where nobody saw the channel go. Times are the
 * database's own, since several processes write them.
 */
export async function noteHeard(
  db: Database,
  channels: readonly LiveChannel[],
  presumed: (channelId: string) => GapCause,
): Promise<Gap[]> {
  if (channels.length === 0) return [];
  const renewed = await renewBeats(
    db.system,
    channels.map(({ id }) => id),
  );
  const gaps: Gap[] = [];
  for (const channel of channels.filter(({ id }) => !renewed.has(id))) {
    const gap = await db.system.transaction((trx) => endGap(trx, channel, presumed(channel.id)));
    if (gap) gaps.push(gap);
  }
  return gaps;
}

/** Notes why a channel cannot be heard from now on; what was noted first stays. */
export async function noteDeaf(db: Database, channelId: string, trouble: GapCause): Promise<void> {
  await db.system.raw("UPDATE channel_beats SET trouble = ? WHERE channel_id = ? AND trouble IS NULL", [
    trouble,
    channelId,
  ]);
}

/** The ordinary beat: one statement for all channels. Those that were silent for too long are not among the result. */
async function renewBeats(knex: Knex, ids: string[]): Promise<Set<string>> {
  const { rows } = await knex.raw(
    `UPDATE channel_beats SET heard_at = clock_timestamp(), trouble = NULL
     WHERE channel_id = ANY (?) AND heard_at > clock_timestamp() - ? * interval '1 second' RETURNING channel_id`,
    [ids, DEAF_AFTER_SECONDS],
  );
  return new Set(rows.map((row: { channel_id: string }) => row.channel_id));
}

/** Null when this is the channel's first beat ever, or another process was quicker. */
async function endGap(trx: Knex.Transaction, channel: LiveChannel, presumed: GapCause): Promise<Gap | null> {
  const before = await lockBeat(trx, channel.id);
  if (!before) await firstBeat(trx, channel);
  if (!before || before.silentSeconds < DEAF_AFTER_SECONDS) return null;
  const cause = before.trouble ?? presumed;
  const [gap] = (await trx.raw(INSERT_GAP, [newId(), cause, catchUpOf(channel), channel.id])).rows;
  await beatAgain(trx, channel.id);
  if (channel.adapter.catchUp) {
    await enqueueJob(trx, { task: "catch_up", payload: { gapId: gap.id }, key: `catch_up:${gap.id}` });
  } else if (channel.adapter.pullHints) {
    await enqueueJob(trx, { task: "pull_everything", payload: {}, key: "pull_everything" });
  }
  return { ...gap, orgId: channel.orgId, channelId: channel.id, cause };
}

const INSERT_GAP = `INSERT INTO channel_gaps (id, org_id, channel_id, started_at, ended_at, cause, catch_up)
  SELECT ?, org_id, channel_id, heard_at, clock_timestamp(), ?, ? FROM channel_beats WHERE channel_id = ?
  RETURNING id, started_at AS "startedAt", ended_at AS "endedAt"`;

async function lockBeat(
  trx: Knex.Transaction,
  channelId: string,
): Promise<{ trouble: GapCause | null; silentSeconds: number } | null> {
  const { rows } = await trx.raw(
    `SELECT trouble, extract(epoch FROM clock_timestamp() - heard_at)::float8 AS "silentSeconds"
     FROM channel_beats WHERE channel_id = ? FOR UPDATE`,
    [channelId],
  );
  return rows[0] ?? null;
}

async function beatAgain(trx: Knex.Transaction, channelId: string): Promise<void> {
  await trx.raw("UPDATE channel_beats SET heard_at = clock_timestamp(), trouble = NULL WHERE channel_id = ?", [
    channelId,
  ]);
}

async function firstBeat(trx: Knex.Transaction, { id, orgId }: LiveChannel): Promise<void> {
  await trx.raw(
    `INSERT INTO channel_beats (channel_id, org_id, heard_at) VALUES (?, ?, clock_timestamp())
     ON CONFLICT (channel_id) DO NOTHING`,
    [id, orgId],
  );
}
