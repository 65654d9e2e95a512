import type { Knex } from "knex";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inTransaction } from "../../infra/db/in-transaction.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { betweenFaultPoints } from "../../infra/fault-points.ts";
import type { Span } from "../../infra/tracing/spans.ts";
import { within } from "../../infra/within.ts";
import type { Receipt } from "../ports/adapter.ts";
import { createBatching } from "./batching.ts";
import { assertStorable } from "./spooled-arrival.ts";
import type { Spooling } from "./spooling.ts";
import { type Arrival, classify, insertReceipts, type ReceiptSource, retryOnDeadlock } from "./store-receipts.ts";
import type { WaitingEntry } from "./take-batch.ts";

export interface Intake {
  /**
   * Resolves once the receipts are durable and their chats have jobs; doubles are nothing to do.
   * @throws UnavailableError when nothing could be stored (answer 503), InputError when the database refuses the text.
   */
  accept(source: ReceiptSource, receipts: Receipt[], options?: AcceptOptions): Promise<void>;
  /** The same, together with how far the platform has been read: both or neither. Never on disk. */
  acceptWithCursor(
    source: ReceiptSource,
    receipts: Receipt[],
    cursor: { name: string; value: string },
    options?: Pick<AcceptOptions, "onRepeated">,
  ): Promise<void>;
}

export interface AcceptOptions {
  /** Called when their statement begins. */
  onTaken?: (() => void) | undefined;
  /** Called with those that were stored before; never where they are kept on disk, since nobody can tell then. */
  onRepeated?: ((repeated: ReadonlySet<Receipt>) => void) | undefined;
  /** In whose span they are taken in; absent: the one that is at work. */
  parent?: Span | undefined;
}

interface Waiting extends Arrival, WaitingEntry {
  /** When it came, ISO 8601. */
  arrivedAt: string;
  onTaken: AcceptOptions["onTaken"];
  onRepeated: AcceptOptions["onRepeated"];
  resolve: () => void;
  reject: (error: unknown) => void;
}

// Beyond these the platform is better asked to come again than kept waiting.
const MAX_WAITING = 5_000;
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** WeCom cuts its call after five seconds, Slack after three: by then the spool must have had its turn as well. */
const STORE_WITHIN_MS = 1_500;
/** Nobody's webhook waits for what is pulled. */
const PULLED_WITHIN_MS = 30_000;

export interface IntakeOptions {
  clock: Clock;
  /** Where what comes is kept while the database cannot take it; without one it is refused. */
  spooling?: Spooling;
  maxWaitingBytes?: number;
}

/**
 * The inbox: what comes together is stored by one statement. Once the database has not taken something,
 * everything goes to the spool until that is empty again: what came first is stored first.
 */
export function createIntake(db: Database, options: IntakeOptions): Intake {
  const { clock, spooling, maxWaitingBytes = MAX_WAITING_BYTES } = options;
  let waitingBytes = 0;
  const store = async (batch: Waiting[]) => {
    const left = await storeBatch(db, batch);
    if (left.length === 0) return;
    if (spooling) {
      spooling.begin();
      await keep(spooling, left);
    } else for (const entry of left) entry.reject(new UnavailableError("the inbox cannot be written to"));
  };
  const batching = createBatching<Waiting>(
    async (batch) => {
      await (spooling?.isOn() ? keep(spooling, batch) : store(batch));
      for (const entry of batch) waitingBytes -= entry.bytes;
    },
    () => spooling?.nearlyEmpty(),
  );

  return {
    accept: (source, receipts, { onTaken, onRepeated } = {}) =>
      new Promise((resolve, reject) => {
        if (receipts.length === 0) return resolve();
        const bytes = receipts.reduce((sum, receipt) => sum + Buffer.byteLength(receipt.raw), 0);
        const isFull =
          batching.waitingCount() >= MAX_WAITING || (waitingBytes > 0 && waitingBytes + bytes > maxWaitingBytes);
        if (isFull) return reject(new UnavailableError("the inbox is full"));
        const chats = receipts.map(({ chat }) => `${source.channelId}:${chat}`);
        const arrivedAt = clock.now().toISOString();
        waitingBytes += bytes;
        batching.add({ source, receipts, chats, bytes, arrivedAt, onTaken, onRepeated, resolve, reject });
      }),
    acceptWithCursor: async (source, receipts, cursor, { onRepeated } = {}) => {
      try {
        const repeated = await inTransaction(db.system, "intake.pulled", async (trx) => {
          const before = await insertReceipts(trx, [{ source, receipts }], PULLED_WITHIN_MS);
          await saveCursor(trx, source, cursor);
          return before;
        });
        if (repeated.size > 0) onRepeated?.(repeated);
      } catch (error) {
        throw classify(error);
      }
    },
  };
}

/** Answers whoever's receipts were stored or refused. Resolves with those that the database did not take. */
async function storeBatch(db: Database, batch: Waiting[]): Promise<Waiting[]> {
  for (const entry of batch) entry.onTaken?.();
  const arrivals = batch.map(({ source, receipts }) => ({ source, receipts }));
  const store = () => retryOnDeadlock(() => insertReceipts(db.system, arrivals, STORE_WITHIN_MS));
  try {
    // Waiting for a free connection counts as well.
    const repeated = await betweenFaultPoints("intake.store", () => within(STORE_WITHIN_MS, "the inbox", store()));
    for (const entry of batch) {
      if (repeated.size > 0) entry.onRepeated?.(repeated);
      entry.resolve();
    }
    return [];
  } catch (error) {
    const failure = classify(error);
    if (failure instanceof UnavailableError) return batch;
    if (batch.length === 1) {
      for (const entry of batch) entry.reject(failure);
      return [];
    }
  }
  return storeOneByOne(db, batch);
}

/** One text that the database refuses must not hold back the others. */
async function storeOneByOne(db: Database, batch: Waiting[]): Promise<Waiting[]> {
  for (const [index, entry] of batch.entries()) {
    const left = await storeBatch(db, [entry]);
    // It is not asked again for each of those who wait.
    if (left.length > 0) return batch.slice(index);
  }
  return [];
}

async function keep(spooling: Spooling, batch: Waiting[]): Promise<void> {
  const good = batch.filter((entry) => {
    try {
      assertStorable(entry);
      return true;
    } catch (error) {
      entry.reject(error);
      return false;
    }
  });
  try {
    await spooling.keep(good);
    for (const entry of good) entry.resolve();
  } catch (error) {
    for (const entry of good) entry.reject(error);
  }
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
