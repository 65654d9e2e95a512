import type { Database } from "../../infra/db/connect.ts";
import { InputError } from "../../infra/errors.ts";
import { within } from "../../infra/within.ts";
import { batchLength } from "./batch-length.ts";
import { readArrival } from "./spooled-arrival.ts";
import { type Arrival, classify, insertReceipts, retryOnDeadlock } from "./store-receipts.ts";

export interface Drained {
  arrivals: Required<Arrival>[];
  /** Records that the database refuses, or that are none of ours. */
  refused: string[];
}

interface Entry {
  record: string;
  bytes: number;
  arrival: Required<Arrival>;
}

/**
 * Stores a file's records in order; those that are stored already are nothing to do.
 * @throws UnavailableError when the database does not take one within `withinMs`: the file has to be drained again.
 */
export async function drainFile(db: Database, records: string[], withinMs: number): Promise<Drained> {
  const drained: Drained = { arrivals: [], refused: [] };
  let waiting: Entry[] = [];
  for (const record of records) {
    const arrival = readArrival(record);
    if (arrival) waiting.push({ record, bytes: record.length, arrival });
    else drained.refused.push(record);
  }
  while (waiting.length > 0) {
    const batch = waiting.slice(0, batchLength(waiting));
    waiting = waiting.slice(batch.length);
    await storeEntries(db, batch, withinMs, drained);
  }
  return drained;
}

async function storeEntries(db: Database, batch: Entry[], withinMs: number, drained: Drained): Promise<void> {
  const arrivals = batch.map(({ arrival }) => arrival);
  try {
    const storing = retryOnDeadlock(() => insertReceipts(db.system, arrivals, withinMs));
    await within(withinMs, "the inbox", storing);
    drained.arrivals.push(...arrivals);
  } catch (error) {
    const failure = classify(error);
    if (!(failure instanceof InputError)) throw failure;
    if (batch.length === 1) drained.refused.push(...batch.map(({ record }) => record));
    else for (const entry of batch) await storeEntries(db, [entry], withinMs, drained);
  }
}
