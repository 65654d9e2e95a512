import type { Database } from "../../infra/db/connect.ts";
import { FIRST_LANE } from "../delivery/lane.ts";

/**
 * Adds jobs for what is pending and has none. The queue drops a job whose key's older job begins in the same instant,
 * and a channel that was paused has none at all; a few seconds late beats never. A job that failed because the database was
 * full or locked comes back as soon as that is over: the queue itself would wait for minutes after a few
 * failures. So does what a platform only announced, and is to be pulled. Returns how many chats were waiting.
 */
export async function sweepPending(db: Database): Promise<number> {
  const { rows } = await db.system.raw(
    `WITH waiting AS (
       SELECT DISTINCT 'converse' AS task, r.channel_id, r.chat, NULL AS lane
       FROM inbound_receipts r JOIN channels c ON c.id = r.channel_id
       WHERE r.status = 'pending' AND c.status <> 'paused' AND r.received_at < clock_timestamp() - interval '5 seconds'
       UNION ALL
       SELECT 'deliver', d.channel_id, d.chat,
         ${FIRST_LANE}
       FROM deliveries d JOIN channels c ON c.id = d.channel_id
       WHERE d.status IN ('queued', 'sending') AND c.status <> 'paused'
         AND coalesce(d.next_attempt_at, d.created_at) < clock_timestamp() - interval '5 seconds'
       GROUP BY d.channel_id, d.chat
     ), named AS (
       SELECT task, channel_id, chat, lane, task || ':' || channel_id || ':' || chat AS key FROM waiting
     )
     SELECT enqueue_job(task, json_strip_nulls(json_build_object('channelId', channel_id, 'chat', chat, 'lane', lane)), NULL, key, NULL, NULL, 'replace')
     FROM (SELECT * FROM named n WHERE NOT EXISTS (
       SELECT FROM graphile_worker.jobs j WHERE j.key = n.key AND j.attempts < j.max_attempts
         AND (j.last_error IS NULL OR j.locked_at IS NOT NULL OR j.run_at <= clock_timestamp() + interval '5 seconds')) ORDER BY key LIMIT 1000) AS lost`,
  );
  await hurryPulls(db);
  return rows.length;
}

/** The longest that one may wait for its next attempt: a platform that fails is asked no more often than that. */
const PULL_AGAIN_SECONDS = 5;

async function hurryPulls(db: Database): Promise<void> {
  await db.system.raw(
    `SELECT graphile_worker.reschedule_jobs(late.ids, run_at := clock_timestamp() + ? * interval '1 second')
     FROM (SELECT array_agg(id) AS ids FROM graphile_worker.jobs
       WHERE task_identifier = 'pull' AND last_error IS NOT NULL AND locked_at IS NULL AND attempts < max_attempts
         AND run_at > clock_timestamp() + ? * interval '1 second') AS late
     WHERE late.ids IS NOT NULL`,
    [PULL_AGAIN_SECONDS, PULL_AGAIN_SECONDS],
  );
}
