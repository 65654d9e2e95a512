import type { Knex } from "knex";

/** Lets all that waits for a channel be tried at once: receipts to be worked, and what it had refused to send. */
export async function wakeChannel(knex: Knex, channelId: string): Promise<void> {
  await knex.raw(
    `UPDATE deliveries SET next_attempt_at = NULL, updated_at = clock_timestamp()
     WHERE channel_id = ? AND status = 'queued' AND error_code LIKE '%.channel_broken'`,
    [channelId],
  );
  await knex.raw(
    `WITH waiting AS (
       SELECT DISTINCT 'converse' AS task, chat FROM inbound_receipts WHERE channel_id = ? AND status = 'pending'
       UNION
       SELECT DISTINCT 'deliver', chat FROM deliveries WHERE channel_id = ? AND status = 'queued'
     ), named AS (
       SELECT task, chat, task || ':' || ?::text || ':' || chat AS key FROM waiting
     )
     SELECT enqueue_job(task, json_build_object('channelId', ?::text, 'chat', chat), key, key, NULL, NULL, 'replace')
     FROM (SELECT * FROM named ORDER BY key) AS ordered`,
    [channelId, channelId, channelId, channelId],
  );
}
