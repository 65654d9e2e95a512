import type { Database } from "../../infra/db/connect.ts";

/**
 * Adds jobs for what is pending and has none. The queue drops a job whose key's older job begins in the same instant,
 * and a channel that was paused has none at all; a few seconds late beats never. A job that failed because the database was
 * full or locked comes back as soon as that is over: the queue itself would wait for minutes after a few failures. Returns how many chats were waiting.
 */
export async function sweepPending(db: Database): Promise<number> {
  const { rows } = await db.system.raw(
    `WITH waiting AS (
       SELECT DISTINCT 'converse' AS task, r.channel_id, r.chat, NULL AS lane
       FROM inbound_receipts r JOIN channels c ON c.id = r.channel_id
       WHERE r.status = 'pending' AND c.status <> 'paused' AND r.received_at < clock_timestamp() - interval '5 seconds'
       UNION ALL
       SELECT 'deliver', d.channel_id, d.chat,
         (ARRAY['customer', 'staff', 'unhurried'])[min(CASE WHEN d.purpose IN ('desk', 'marketing') THEN 3
           WHEN d.audience = 'staff' THEN 2 ELSE 1 END)]
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
  return rows.length;
}
