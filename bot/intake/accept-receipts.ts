import type { Knex } from "knex";
import type { Database } from "../../infra/db/connect.ts";
import { inTransaction } from "../../infra/db/in-transaction.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { InputError, UnavailableError } from "../../infra/errors.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { Receipt } from "../ports/adapter.ts";

export interface ReceiptSource {
  channelId: string;
  orgId: string;
}

export interface Intake {
  /**
   * Resolves once the receipts are durable and their chats have jobs; doubles are nothing to do.
   * @throws UnavailableError when nothing could be stored (answer 503), InputError when the database refuses the text.
   */
  accept(source: ReceiptSource, receipts: Receipt[]): Promise<void>;
  /** The same, together with how far the platform has been read: both or neither. */
  acceptWithCursor(source: ReceiptSource, receipts: Receipt[], cursor: { name: string; value: string }): Promise<void>;
}

interface Waiting {
  source: ReceiptSource;
  receipts: Receipt[];
  bytes: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

// A batch of 64 reached 24,000 durable messages/s in a trial on two cores; more waits longer for nothing.
const MAX_BATCH = 128;
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
// Beyond these the platform is better asked to come again than kept waiting.
const MAX_WAITING = 5_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * The inbox. While one statement is on its way to the database, what arrives is collected for the next one (group
 * commit), so a lone message waits for nobody and a flood costs few commits.
 */
export function createIntake(db: Database, { maxWaitingBytes = MAX_WAITING_BYTES } = {}): Intake {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let isFlushing = false;

  const flush = async () => {
    isFlushing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchLength(waiting));
      waiting = waiting.slice(batch.length);
      await storeBatch(db, batch);
      for (const entry of batch) waitingBytes -= entry.bytes;
    }
    isFlushing = false;
  };

  return {
    accept: (source, receipts) =>
      new Promise((resolve, reject) => {
        if (receipts.length === 0) return resolve();
        const bytes = receipts.reduce((sum, receipt) => sum + Buffer.byteLength(receipt.raw), 0);
        const isFull = waiting.length >= MAX_WAITING || (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes);
        if (isFull) return reject(new UnavailableError("the inbox is full"));
        waiting.push({ source, receipts, bytes, resolve, reject });
        waitingBytes += bytes;
        if (!isFlushing) void flush();
      }),
    acceptWithCursor: async (source, receipts, cursor) => {
      try {
        await inTransaction(db.system, "intake.pulled", async (trx) => {
          await insertReceipts(trx, [{ source, receipts }]);
          await saveCursor(trx, source, cursor);
        });
      } catch (error) {
        throw classify(error);
      }
    },
  };
}

/** How many of those who wait fit into one statement; at least the first. */
function batchLength(waiting: Waiting[]): number {
  let bytes = 0;
  const end = waiting.findIndex((entry, index) => {
    bytes += entry.bytes;
    return index > 0 && (index >= MAX_BATCH || bytes > MAX_BATCH_BYTES);
  });
  return end === -1 ? waiting.length : end;
}

async function storeBatch(db: Database, batch: Waiting[]): Promise<void> {
  try {
    await betweenFaultPoints("intake.store", () => retryOnDeadlock(() => insertReceipts(db.system, batch)));
    for (const entry of batch) entry.resolve();
  } catch (error) {
    const failure = classify(error);
    if (batch.length === 1 || failure instanceof UnavailableError) {
      for (const entry of batch) entry.reject(failure);
      return;
    }
    // One text that the database refuses must not hold back the others.
    for (const entry of batch) await storeBatch(db, [entry]);
  }
}

async function insertReceipts(knex: Knex, entries: { source: ReceiptSource; receipts: Receipt[] }[]): Promise<void> {
  const rows = entries.flatMap(({ source, receipts }) => receipts.map((receipt) => ({ source, receipt })));
  if (rows.length === 0) return;
  // One job a chat and statement: the queue refuses a batch that names a key twice, and sorted keys cannot deadlock.
  await knex.raw(
    `WITH arrived AS (
       INSERT INTO inbound_receipts (channel_id, external_id, org_id, chat, position, payload, status, outcome, processed_at)
       SELECT channel_id, external_id, org_id, chat, position, payload,
              CASE WHEN pull = '' THEN 'pending' ELSE 'ignored' END,
              CASE WHEN pull = '' THEN NULL ELSE 'announcement' END,
              CASE WHEN pull = '' THEN NULL ELSE clock_timestamp() END
       FROM unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[])
         AS t (channel_id, external_id, org_id, chat, position, payload, pull)
       ON CONFLICT DO NOTHING
       RETURNING channel_id, external_id, chat, status
     ), work AS (
       SELECT DISTINCT 'converse' AS task, json_build_object('channelId', channel_id, 'chat', chat)::jsonb AS payload,
              'converse:' || channel_id || ':' || chat AS key
       FROM arrived WHERE status = 'pending'
       UNION
       SELECT 'pull', jsonb_build_object('channelId', a.channel_id, 'hint', t.pull::jsonb),
              'pull:' || a.channel_id || ':' || (t.pull::jsonb ->> 'name')
       FROM arrived a JOIN unnest(?::uuid[], ?::text[], ?::text[]) AS t (channel_id, external_id, pull)
         ON t.channel_id = a.channel_id AND t.external_id = a.external_id AND t.pull <> ''
     ), single AS (
       SELECT DISTINCT ON (key) task, payload, key FROM work ORDER BY key
     )
     SELECT enqueue_jobs(array_agg(task ORDER BY key), array_agg(payload::json ORDER BY key), array_agg(key ORDER BY key))
     FROM single HAVING count(*) > 0`,
    [
      rows.map(({ source }) => source.channelId),
      rows.map(({ receipt }) => storedText(receipt.externalId)),
      rows.map(({ source }) => source.orgId),
      rows.map(({ receipt }) => storedText(receipt.chat)),
      rows.map(({ receipt }) => Math.trunc(receipt.position ?? 0)),
      rows.map(({ receipt }) => storedText(receipt.raw)),
      rows.map(({ receipt }) => (receipt.pull ? JSON.stringify(receipt.pull) : "")),
      rows.map(({ source }) => source.channelId),
      rows.map(({ receipt }) => storedText(receipt.externalId)),
      rows.map(({ receipt }) => (receipt.pull ? JSON.stringify(receipt.pull) : "")),
    ],
  );
}

async function saveCursor(trx: Knex, source: ReceiptSource, cursor: { name: string; value: string }): Promise<void> {
  await trx.raw(
    `INSERT INTO channel_cursors (channel_id, name, org_id, value) VALUES (?, ?, ?, ?)
     ON CONFLICT (channel_id, name) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()`,
    [source.channelId, cursor.name, source.orgId, cursor.value],
  );
}

/** How far a platform has been read, or null when never. */
export async function readCursor(db: Database, channelId: string, name: string): Promise<string | null> {
  const row: { value: string } | undefined = await db
    .system("channel_cursors")
    .where({ channel_id: channelId, name })
    .first("value");
  return row?.value ?? null;
}

async function retryOnDeadlock(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 3 || sqlState(error) !== "40P01") throw error;
    }
  }
}

// Classes 22 (data exception) and 23 (constraint): this text is refused, now and later. All else: try again.
function classify(error: unknown): InputError | UnavailableError {
  const state = sqlState(error);
  if (state?.startsWith("22") || state?.startsWith("23")) {
    return new InputError("the database refuses this delivery", { sqlState: state });
  }
  return new UnavailableError("the inbox cannot be written to", error);
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
