import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { loadSettings } from "../organisation/settings.ts";
import { readFundSettings } from "./fund-settings.ts";

/** What a deposit `d` is that is not the first; `:large` is the organisation's amounts by currency, as JSON. */
const otherwise = "CASE WHEN d.amount >= (:large::jsonb ->> d.currency)::numeric THEN 'large' ELSE 'repeat' END";

/**
 * Tells a customer's first deposit from the others: the first is the earliest that did not fail, whatever order they are
 * reported in. One that turns out not to be the first is large or repeat by the organisation's amounts; a changed amount
 * leaves what was told apart before as it is. Under `lockFunds`.
 */
export async function keepDepositTypes(scope: OrgScope, customerId: string): Promise<void> {
  const { trx, orgId } = scope;
  const large = await largeAmounts(scope);
  await trx.raw(
    `WITH ranked AS (
       SELECT d.id, d.deposit_type AS was, NOT EXISTS (SELECT FROM deposits e
           WHERE e.customer_id = d.customer_id AND e.status <> 'failed'
             AND (e.deposited_at, e.id) < (d.deposited_at, d.id)) AS is_first,
         ${otherwise} AS otherwise
       FROM deposits d WHERE d.org_id = :orgId AND d.customer_id = :customerId)
     UPDATE deposits d SET deposit_type = CASE WHEN r.is_first THEN 'first' ELSE r.otherwise END
     FROM ranked r WHERE d.id = r.id AND r.is_first <> (r.was = 'first')`,
    { orgId, customerId, large },
  );
}

/** Makes deposits that turned out not to be the first large or repeat by the organisation's amounts; says which is which. */
export async function makeNotFirst(
  scope: OrgScope,
  ids: readonly string[],
): Promise<{ id: string; type: "large" | "repeat" }[]> {
  const { rows } = await scope.trx.raw(
    `UPDATE deposits d SET deposit_type = ${otherwise} WHERE d.org_id = :orgId AND d.id = ANY (:ids::uuid[])
     RETURNING d.id, d.deposit_type AS type`,
    { orgId: scope.orgId, ids: [...ids], large: await largeAmounts(scope) },
  );
  return rows;
}

async function largeAmounts(scope: OrgScope): Promise<string> {
  const { largeFrom } = readFundSettings(await loadSettings(scope));
  return JSON.stringify(largeFrom);
}
