import { setTimeout as wait } from "node:timers/promises";
import type { Accept, Receipt } from "../../bot/ports/adapter.ts";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { InputError } from "../../infra/errors.ts";
import { describeError, within } from "./errors.ts";

export interface InboxOptions {
  accept: Accept;
  log: AdapterLog;
  /** Told of receipts that could not be kept. */
  onLost(receipts: number, reason: string): void;
  /** Waits after a store that failed, doubling from the first to the longest. */
  backoffMs?: { first: number; longest: number };
}

export interface Inbox {
  put(receipt: Receipt): void;
  /** Gives what waits `graceMs` to be stored, then counts the rest as lost and takes no more. */
  close(graceMs: number): Promise<void>;
}

/** Nothing can be asked for again, so what cannot be stored now waits in memory, up to this many. */
const maxWaiting = 1_000;

/** Stores receipts one after the other, in the order of their arrival, until each is durable. */
export function createInbox({ accept, log, onLost, backoffMs }: InboxOptions): Inbox {
  const { first, longest } = backoffMs ?? { first: 500, longest: 15_000 };
  const closing = new AbortController();
  const waiting: Receipt[] = [];
  let storing: Promise<void> | undefined;

  const storeAll = async () => {
    let failures = 0;
    for (let next = waiting[0]; next !== undefined && !closing.signal.aborted; next = waiting[0]) {
      const outcome = await store(next);
      if (outcome === "later") {
        await wait(Math.min(first * 2 ** failures, longest), undefined, { signal: closing.signal }).catch(
          () => undefined,
        );
        failures = Math.min(failures + 1, 16);
        continue;
      }
      failures = 0;
      waiting.shift();
      if (outcome === "refused") onLost(1, "refused");
    }
  };

  const store = async (receipt: Receipt): Promise<"stored" | "refused" | "later"> => {
    try {
      await accept([receipt]);
      return "stored";
    } catch (error) {
      // The database refuses this very text: it must not hold back the others.
      if (error instanceof InputError) return "refused";
      log.warn("wechaty.not_stored", { ...describeError(error), waiting: waiting.length });
      return "later";
    }
  };

  return {
    put: (receipt) => {
      if (closing.signal.aborted || waiting.length >= maxWaiting) {
        onLost(1, closing.signal.aborted ? "stopping" : "inbox_full");
        return;
      }
      waiting.push(receipt);
      storing ??= storeAll().finally(() => {
        storing = undefined;
      });
    },
    close: async (graceMs) => {
      // An inbox that cannot be written to by now is given up; what is on its way to it may still arrive.
      await within(graceMs, storing ?? Promise.resolve()).catch(() => undefined);
      closing.abort();
      const left = waiting.splice(0).length;
      if (left > 0) onLost(left, "stopping");
    },
  };
}
