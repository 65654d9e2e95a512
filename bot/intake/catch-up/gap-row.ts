import type { Knex } from "knex";
import type { Database } from "../../../infra/db/connect.ts";

export interface GapRow {
  id: string;
  orgId: string;
  channelId: string;
  startedAt: Date;
  endedAt: Date;
}

/** The gap that is being caught up; null once it is over. */
export async function readRunningGap(db: Database, gapId: string): Promise<GapRow | null> {
  const { rows } = await db.system.raw(
    `SELECT id, org_id AS "orgId", channel_id AS "channelId", started_at AS "startedAt", ended_at AS "endedAt"
     FROM channel_gaps WHERE id = ? AND catch_up = 'running'`,
    [gapId],
  );
  return rows[0] ?? null;
}

/** What reading one place came to. */
export interface PlaceRead {
  /** Places that are to be read besides. */
  more: number;
  recovered: number;
  known: number;
  /** Why it could not be read. */
  error?: string;
}

/** Counts places that are begun with, or one that was read; the last one ends the catching up. */
export async function countPlaces(
  trx: Knex.Transaction,
  gapId: string,
  { done, more, recovered, known, error }: PlaceRead & { done: 0 | 1 },
): Promise<void> {
  await trx.raw(
    `UPDATE channel_gaps SET places_left = places_left - :done::int + :more::int, recovered = recovered + :recovered::int,
       known = known + :known::int, error = coalesce(:error, error),
       places_failed = places_failed + CASE WHEN :error::text IS NULL THEN 0 ELSE 1 END,
       catch_up = CASE WHEN places_left - :done::int + :more::int = 0 THEN 'done' ELSE catch_up END,
       caught_up_at = CASE WHEN places_left - :done::int + :more::int = 0 THEN clock_timestamp() END
     WHERE id = :gapId AND catch_up = 'running'`,
    { gapId, done, more, recovered, known, error: error?.slice(0, 300) ?? null } as unknown as Record<
      string,
      Knex.Value
    >,
  );
}
