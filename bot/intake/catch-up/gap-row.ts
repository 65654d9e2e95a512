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
