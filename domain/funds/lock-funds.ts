import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * One change of a customer's money at a time, to the end of the transaction; none while `lockFunnel` is held. Taken after a
 * conversation's lock where there is one.
 */
export async function lockFunds({ trx, orgId }: OrgScope, customerId: string): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock_shared(hashtextextended('funnel of ' || ?, 0))", [orgId]);
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('funds of ' || ?, 0))", [customerId]);
}

/** Keeps every change of money of the organisation waiting while many customers are worked out again: be quick. */
export async function lockFunnel({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('funnel of ' || ?, 0))", [orgId]);
}
