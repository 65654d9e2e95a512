import type { Knex } from "knex";
import { errorCode } from "../../infra/db/error-code.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { InputError, UnavailableError } from "../../infra/errors.ts";
import type { Receipt } from "../ports/adapter.ts";

export interface ReceiptSource {
  channelId: string;
  orgId: string;
}

/** What came in one request. */
export interface Arrival {
  source: ReceiptSource;
  receipts: Receipt[];
  /** When that was (ISO 8601), where it is not now. */
  arrivedAt?: string;
}

/**
 * By the platform's clock in milliseconds, where that tells a likely time of the last days. Some clocks only know seconds:
 * what was written in one stands anywhere in it, so that what is fetched together does not go before or after all that other
 * platforms bring.
 */
const WRITTEN_AT = `CASE WHEN position BETWEEN clock.ms - 3 * 86400000 AND clock.ms
  THEN to_timestamp(position / 1000.0::float8 + random()) END`;

/**
 * One statement for the receipts of many and the jobs of their chats. What is there already is nothing to do; resolves with
 * those that were. Who wrote first comes first, whenever it was fetched, or came from the disk. A connection that gives no
 * answer within `withinMs` is given up; what became of the statement is not known then.
 */
export async function insertReceipts(knex: Knex, entries: Arrival[], withinMs: number): Promise<Set<Receipt>> {
  const rows = entries.flatMap(({ source, receipts, arrivedAt = "" }) =>
    receipts.map((receipt) => ({ source, receipt, arrivedAt })),
  );
  if (rows.length === 0) return new Set();
  const channels = [...new Map(rows.map(({ source }) => [source.channelId, source])).values()];
  const numbers = new Map(channels.map(({ channelId }, index) => [channelId, index + 1]));
  const pulls = rows.flatMap(({ source, receipt }) => (receipt.pull ? [{ source, receipt, pull: receipt.pull }] : []));
  // They are inserted in the order in which they stand: nothing may join that could change it, since it decides where a
  // platform tells no position. One job a chat and statement: the queue refuses a batch that names a key twice, and sorted keys cannot deadlock.
  const statement = knex.raw(
    `WITH arrived AS (
       INSERT INTO inbound_receipts (channel_id, external_id, org_id, chat, position, payload, trace, received_at, status, outcome, processed_at)
       SELECT c.ids[channel], external_id, c.org_ids[channel], chat, position, payload, nullif(trace, ''),
              coalesce(nullif(arrived_at, '')::timestamptz, clock_timestamp()),
              CASE WHEN pull <> '' THEN 'ignored' ELSE 'pending' END,
              CASE WHEN pull <> '' THEN 'announcement' END,
              CASE WHEN pull <> '' THEN clock_timestamp() END
       FROM unnest(?::integer[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
         AS t (channel, external_id, chat, position, payload, trace, pull, arrived_at)
       CROSS JOIN (SELECT ?::uuid[] AS ids, ?::uuid[] AS org_ids) AS c
       ON CONFLICT DO NOTHING
       RETURNING channel_id, external_id, chat, status, received_at, position
     ), work AS (
       SELECT 'converse' AS task, json_build_object('channelId', channel_id, 'chat', chat) AS payload,
              'converse:' || channel_id || ':' || chat AS key, least(now(), min(received_at), min(${WRITTEN_AT})) AS due
       FROM arrived CROSS JOIN (SELECT (extract(epoch FROM now()) * 1000)::bigint AS ms) AS clock
       WHERE status = 'pending' GROUP BY channel_id, chat
       UNION ALL
       SELECT 'pull', json_build_object('channelId', a.channel_id, 'hint', t.pull::json),
              'pull:' || a.channel_id || ':' || (t.pull::jsonb ->> 'name'), now()
       FROM arrived a JOIN unnest(?::uuid[], ?::text[], ?::text[]) AS t (channel_id, external_id, pull)
         ON t.channel_id = a.channel_id AND t.external_id = a.external_id
     ), single AS (
       SELECT DISTINCT ON (key) task, payload, key, due FROM work ORDER BY key
     )
     SELECT (SELECT enqueue_jobs(array_agg(task ORDER BY key), array_agg(payload ORDER BY key), array_agg(key ORDER BY key),
         array_agg(due ORDER BY key)) FROM single HAVING count(*) > 0),
       CASE WHEN (SELECT count(*) FROM arrived) < ? THEN ARRAY(SELECT channel_id || ':' || external_id FROM arrived) END AS new`,
    [
      rows.map(({ source }) => numbers.get(source.channelId) ?? 0),
      rows.map(({ receipt }) => storedText(receipt.externalId)),
      rows.map(({ receipt }) => storedText(receipt.chat)),
      rows.map(({ receipt }) => Math.trunc(receipt.position ?? 0)),
      rows.map(({ receipt }) => storedText(receipt.raw)),
      unlessEmpty(rows.map(({ receipt }) => receipt.trace ?? "")),
      unlessEmpty(rows.map(({ receipt }) => (receipt.pull ? JSON.stringify(receipt.pull) : ""))),
      unlessEmpty(rows.map(({ arrivedAt }) => arrivedAt)),
      channels.map(({ channelId }) => channelId),
      channels.map(({ orgId }) => orgId),
      pulls.map(({ source }) => source.channelId),
      pulls.map(({ receipt }) => storedText(receipt.externalId)),
      pulls.map(({ pull }) => JSON.stringify(pull)),
      rows.length,
    ],
  );
  // Named: PostgreSQL reads and plans it once a connection.
  const answer = await statement.options({ name: "store_receipts" }).timeout(withinMs, { cancel: false });
  return repeatedOf(rows, answer.rows[0].new);
}

/** Of several with one id the first was stored. `stored` names what was; null where that is all. */
function repeatedOf(rows: { source: ReceiptSource; receipt: Receipt }[], stored: string[] | null): Set<Receipt> {
  if (stored === null) return new Set();
  const left = new Set(stored);
  const repeated = rows.filter(
    ({ source, receipt }) => !left.delete(`${source.channelId}:${storedText(receipt.externalId)}`),
  );
  return new Set(repeated.map(({ receipt }) => receipt));
}

/** Null for what hardly any batch has: a list of nothing is written and read as well. */
function unlessEmpty(texts: string[]): string[] | null {
  return texts.some((text) => text !== "") ? texts : null;
}

/** Two processes that bring the same chats may meet. */
export async function retryOnDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 3 || errorCode(error) !== "40P01") throw error;
    }
  }
}

/** Classes 22 (data exception) and 23 (constraint): this text is refused, now and later. All else: try again. */
export function classify(error: unknown): InputError | UnavailableError {
  const state = errorCode(error);
  if (state?.startsWith("22") || state?.startsWith("23")) {
    return new InputError("the database refuses this delivery", { sqlState: state });
  }
  return new UnavailableError("the inbox cannot be written to", error);
}
