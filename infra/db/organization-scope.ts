import type { Knex } from "knex";
import type { Database } from "./connect.ts";
import { inTransaction } from "./in-transaction.ts";

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
  return db.app.transaction((trx) => work({ orgId, trx }), { orgId });
}

/** The same with a fault point right before its commit and one right after. */
export async function inOrganizationAt<T>(
  db: Database,
  orgId: string,
  point: string,
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  return inTransaction(db.app, point, (trx) => work({ orgId, trx }), { orgId });
}

/** The same for long readings of one moment: nothing that is committed meanwhile is seen, and nothing can be written. */
export async function atOneMoment<T>(db: Database, orgId: string, work: (scope: OrgScope) => Promise<T>): Promise<T> {
  const options = { isolationLevel: "repeatable read", readOnly: true, orgId } as const;
  return db.app.transaction((trx) => work({ orgId, trx }), options);
}

/** The same, but `prepare` may make temporary tables first, whose rows `work` reads beside the others. */
export async function atOneMomentPrepared<P, T>(
  db: Database,
  orgId: string,
  prepare: (scope: OrgScope) => Promise<P>,
  work: (scope: OrgScope, prepared: P) => Promise<T>,
): Promise<T> {
  const prepareAndWork = async (scope: OrgScope) => {
    const prepared = await prepare(scope);
    await scope.trx.raw("SET TRANSACTION READ ONLY");
    return work(scope, prepared);
  };
  const options = { isolationLevel: "repeatable read", orgId } as const;
  return db.app.transaction((trx) => prepareAndWork({ orgId, trx }), options);
}

/**
 * The same with the eyes of the system role, for readings of minutes: row-level security keeps no index from being used, and
 * every statement names the organisation itself. One statement may take as long as `statementMs`.
 */
export async function atOneMomentAsSystem<T>(
  db: Database,
  orgId: string,
  { statementMs }: { statementMs: number },
  work: (scope: OrgScope) => Promise<T>,
): Promise<T> {
  const options = { isolationLevel: "repeatable read", readOnly: true, orgId } as const;
  return db.system.transaction(async (trx) => {
    await trx.raw("SELECT set_config('statement_timeout', ?, true)", [`${statementMs}ms`]);
    await trx.raw(END_WITH_ITS_CLIENT);
    return work({ orgId, trx });
  }, options);
}

/** Else a statement of minutes goes on when whoever asked has been killed. Servers on Windows cannot tell. */
const END_WITH_ITS_CLIENT = `DO $$ BEGIN
  PERFORM set_config('client_connection_check_interval', '2s', true);
EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$`;
