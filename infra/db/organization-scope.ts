import type { Knex } from "knex";
import type { Database } from "./connect.ts";

/** Proof that a query runs inside one organisation: every query function takes it first. */
export interface OrgScope {
  readonly orgId: string;
  readonly trx: Knex.Transaction;
}

/**
 * Runs `work` in one transaction that sees and writes the rows of one organisation only: the scope filters, and
 * row-level security stands behind it. Rolls back when `work` rejects.
 */
export async function inOrganization<T>(
  db: Database,
  orgId: string,
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  return db.app.transaction(async (trx) => {
    await trx.raw("SELECT set_config('deskhand.org_id', ?, true)", [orgId]);
    return work({ orgId, trx });
  });
}
