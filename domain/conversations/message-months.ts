import type { Database } from "../../infra/db/connect.ts";

/**
 * Makes sure that the month a message is filed under has its partition; asks the database once a month and process.
 * In a statement of its own: the partition is there before the turn's transaction opens.
 */
export function createMessageMonths(db: Database): (at: Date) => Promise<void> {
  const made = new Set<string>();
  return async (at) => {
    const month = at.toISOString().slice(0, 7);
    if (made.has(month)) return;
    await db.system.raw("SELECT ensure_message_partition(?::timestamptz)", [at]);
    made.add(month);
  };
}
