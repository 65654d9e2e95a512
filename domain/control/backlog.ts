import type { Knex } from "knex";

/** A channel, and how much of something waits there. */
export interface ChannelBacklog {
  channel: string;
  platform: string;
  waiting: number;
  /** Of what waits longest; 0 where nothing does, and while the channel is paused: there it waits on purpose. */
  oldestSeconds: number;
}

export interface TaskBacklog {
  task: string;
  ready: number;
  running: number;
  scheduled: number;
  failed: number;
  oldestSeconds: number;
}

/** Nobody needs to know it more exactly, and a flood must not make looking at it dear. */
const AT_MOST = 100_000;

/** The queue's jobs by task. */
export async function queueBacklog(system: Knex): Promise<TaskBacklog[]> {
  const { rows } = await system.raw(
    `SELECT task_identifier AS task,
       count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at <= now())::int AS ready,
       count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running,
       count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts AND run_at > now())::int AS scheduled,
       count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::int AS failed,
       coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts
         AND run_at <= now())), 0)::float8 AS "oldestSeconds"
     FROM graphile_worker.jobs GROUP BY task_identifier ORDER BY task_identifier`,
  );
  return rows;
}

/** Receipts that wait for their turn. */
export async function receiptBacklog(system: Knex): Promise<ChannelBacklog[]> {
  const { rows } = await system.raw(
    `SELECT c.id AS channel, c.platform, count(r.received_at)::int AS waiting,
       ${secondsSince("min(r.received_at)")} AS "oldestSeconds"
     FROM channels c LEFT JOIN LATERAL (
       SELECT received_at FROM inbound_receipts WHERE channel_id = c.id AND status = 'pending' LIMIT ?) r ON true
     GROUP BY c.id ORDER BY c.id`,
    [AT_MOST],
  );
  return rows;
}

/** Receipts that were put aside, by channel; only those that have any. */
export async function parkedReceipts(system: Knex): Promise<{ channel: string; platform: string; waiting: number }[]> {
  const { rows } = await system.raw(
    `SELECT c.id AS channel, c.platform, count(*)::int AS waiting
     FROM (SELECT channel_id FROM inbound_receipts WHERE status = 'parked' LIMIT ?) r JOIN channels c ON c.id = r.channel_id
     GROUP BY c.id ORDER BY c.id`,
    [AT_MOST],
  );
  return rows;
}

/**
 * What is due to go out and has not, to customers and to staff. What was tried counts from its first attempt, whenever the
 * next one is: each attempt that a platform refuses puts that off, and an outage would never look old.
 */
export async function deliveryBacklog(system: Knex): Promise<(ChannelBacklog & { audience: "customer" | "staff" })[]> {
  const { rows } = await system.raw(
    `SELECT c.id AS channel, c.platform, a.audience, count(d.due)::int AS waiting,
       ${secondsSince("min(d.due)")} AS "oldestSeconds"
     FROM channels c CROSS JOIN (VALUES ('customer'), ('staff')) a (audience) LEFT JOIN LATERAL (
       SELECT due FROM (
         SELECT coalesce(first_attempt_at, next_attempt_at, created_at) AS due FROM deliveries
         WHERE channel_id = c.id AND status IN ('queued', 'sending') AND audience = a.audience) open
       WHERE due <= now() LIMIT ?) d ON true
     GROUP BY c.id, a.audience ORDER BY c.id, a.audience`,
    [AT_MOST],
  );
  return rows;
}

function secondsSince(oldest: string): string {
  return `CASE WHEN c.status = 'paused' THEN 0 ELSE coalesce(extract(epoch FROM now() - ${oldest}), 0) END::float8`;
}

/** Every channel with what people call it. */
export async function channelStates(
  system: Knex,
): Promise<{ channel: string; platform: string; name: string; status: string }[]> {
  return system("channels").select({ channel: "id" }, "platform", "name", "status").orderBy("id");
}

/** Alerts that nobody has resolved. */
export async function openAlerts(system: Knex): Promise<{ severity: string; status: string; open: number }[]> {
  const { rows } = await system.raw(
    `SELECT severity, status, count(*)::int AS open FROM alerts WHERE status <> 'resolved'
     GROUP BY severity, status ORDER BY severity, status`,
  );
  return rows;
}

/** How far each outgoing webhook is behind: what it was given and did not take, and what it was not given yet. */
export async function outboxBacklog(
  system: Knex,
): Promise<{ endpoint: string; waiting: number; lagSeconds: number }[]> {
  const { rows } = await system.raw(
    `SELECT w.id AS endpoint, p.waiting,
       coalesce(extract(epoch FROM now() - least(given.created_at, next.created_at)), 0)::float8 AS "lagSeconds"
     FROM webhook_endpoints w
     CROSS JOIN LATERAL (SELECT count(*)::int AS waiting FROM (
       SELECT FROM webhook_deliveries d WHERE d.endpoint_id = w.id AND d.status = 'pending' LIMIT ?) d) p
     LEFT JOIN LATERAL (SELECT e.created_at FROM webhook_deliveries d JOIN outbox_events e ON e.id = d.event_id
       WHERE d.endpoint_id = w.id AND d.status = 'pending' ORDER BY d.seq LIMIT 1) given ON true
     LEFT JOIN LATERAL (SELECT e.created_at FROM outbox_events e WHERE e.org_id = w.org_id
       AND (e.transaction_id, e.seq) > (w.cursor_transaction, w.cursor_seq) AND e.seq > w.restored_up_to
       AND e.transaction_id < pg_snapshot_xmax(pg_current_snapshot()) ORDER BY e.transaction_id, e.seq LIMIT 1) next ON true
     WHERE w.status <> 'removed' ORDER BY w.id`,
    [AT_MOST],
  );
  return rows;
}
