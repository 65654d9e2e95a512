import type { Knex } from "knex";
import { FIRST_LANE } from "../delivery/lane.ts";

/** Lets all that waits for a channel be tried at once: receipts to be worked, and what it had refused to send. */
export async function wakeChannel(knex: Knex, channelId: string): Promise<void> {
  await knex.raw(
    `UPDATE deliveries SET next_attempt_at = NULL, updated_at = clock_timestamp()
     WHERE channel_id = ? AND status = 'queued' AND error_code LIKE '%.channel_broken'`,
    [channelId],
  );
  await knex.raw(
    `WITH waiting AS (
       SELECT DISTINCT 'converse' AS task, chat, NULL AS lane FROM inbound_receipts WHERE channel_id = ? AND status = 'pending'
       UNION ALL
       SELECT 'deliver', chat, ${FIRST_LANE}
       FROM deliveries WHERE channel_id = ? AND status = 'queued' GROUP BY chat
     ), named AS (
       SELECT task, chat, lane, task || ':' || ?::text || ':' || chat AS key FROM waiting
     )
     SELECT enqueue_job(task, json_strip_nulls(json_build_object('channelId', ?::text, 'chat', chat, 'lane', lane)), key, key, NULL, NULL, 'replace')
     FROM (SELECT * FROM named ORDER BY key) AS ordered`,
    [channelId, channelId, channelId, channelId],
  );
}
