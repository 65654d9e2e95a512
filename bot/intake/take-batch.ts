import { batchLength } from "./batch-length.ts";

/** What waits for a statement. */
export interface WaitingEntry {
  /** Whose messages it brings: one word for each chat of a channel. */
  chats: readonly string[];
  bytes: number;
}

/**
 * Who goes with the next statement, and who goes on waiting, both in the order in which they came. A chat of which
 * something is under way (`underWay`) waits with all that it has, so that its messages stay in order.
 */
export function takeBatch<Entry extends WaitingEntry>(
  waiting: readonly Entry[],
  underWay: ReadonlySet<string>,
): { batch: Entry[]; left: Entry[] } {
  const free = underWay.size === 0 ? waiting : withoutHeld(waiting, underWay);
  const batch = free.slice(0, batchLength(free));
  if (free === waiting) return { batch, left: waiting.slice(batch.length) };
  const taken = new Set(batch);
  return { batch, left: waiting.filter((entry) => !taken.has(entry)) };
}

function withoutHeld<Entry extends WaitingEntry>(waiting: readonly Entry[], underWay: ReadonlySet<string>): Entry[] {
  const held = new Set(underWay);
  return waiting.filter(({ chats }) => {
    if (!chats.some((chat) => held.has(chat))) return true;
    // Nor may the rest of what it brings be overtaken.
    for (const chat of chats) held.add(chat);
    return false;
  });
}
