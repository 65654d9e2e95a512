import { setImmediate } from "node:timers/promises";
import { takeBatch, type WaitingEntry } from "./take-batch.ts";

/** While the database writes to its disk what one batch brought, another one is made, where it would be a large one. */
const MAX_UNDER_WAY = 2;
const WORTH_ANOTHER = 64;

export interface Batching<Entry> {
  /** Goes with one of the next batches. */
  add(entry: Entry): void;
  /** How many wait. */
  waitingCount(): number;
}

/**
 * Group commit: while a batch is under way, what comes is collected for the next one, so that a lone entry waits for nobody
 * and a flood costs few batches. In a flood two are under way, never with the same chat in both, so that its messages stay
 * in order. `store` must not reject.
 */
export function createBatching<Entry extends WaitingEntry>(
  store: (batch: Entry[]) => Promise<void>,
  isReady: () => Promise<void> | undefined = () => undefined,
): Batching<Entry> {
  const chatsUnderWay = new Set<string>();
  let waiting: Entry[] = [];
  let underWay = 0;

  const storeNext = async (batch: Entry[]) => {
    const chats = batch.flatMap((entry) => entry.chats);
    for (const chat of chats) chatsUnderWay.add(chat);
    await store(batch);
    for (const chat of chats) chatsUnderWay.delete(chat);
  };
  const flush = async () => {
    underWay += 1;
    // Whoever leaves somebody waiting leaves them to the other, which looks again when its chats are free.
    while (waiting.length >= (underWay === 1 ? 1 : WORTH_ANOTHER)) {
      // All that came with one look at the sockets go together; who comes alone goes at once.
      if (waiting.length > 1) await setImmediate();
      await isReady();
      const { batch, left } = takeBatch(waiting, chatsUnderWay);
      if (batch.length === 0) break;
      waiting = left;
      await storeNext(batch);
    }
    underWay -= 1;
  };

  return {
    add: (entry) => {
      waiting.push(entry);
      if (underWay === 0 || (underWay < MAX_UNDER_WAY && waiting.length >= WORTH_ANOTHER)) void flush();
    },
    waitingCount: () => waiting.length,
  };
}
