import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** How a customer is named from outside: by our code, or by another system's number for them. */
export type CustomerReference = { code: string } | { system: string; ref: string };

/** What a reference looks like; another system's number is one line without spaces around it. */
export const customerReferencePattern =
  /^(?:CUST_\d{1,15}|[a-z][a-z0-9_-]{0,39}:[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?)$/u;

/** Reads `CUST_00042` or `crm:881`; null when it is neither. */
export function parseCustomerReference(text: string): CustomerReference | null {
  if (!customerReferencePattern.test(text)) return null;
  const colon = text.indexOf(":");
  return colon < 0 ? { code: text } : { system: text.slice(0, colon), ref: text.slice(colon + 1) };
}

/** The id of the customer that a reference names; null when there is none in the organisation. */
export async function findReferredCustomer(scope: OrgScope, reference: CustomerReference): Promise<string | null> {
  return "code" in reference ? findByCode(scope, reference.code) : findByRef(scope, reference);
}

/**
 * Who a customer turned out to be, through as many merges as there were; themselves where there was none. Null when there
 * is none in the organisation.
 */
export async function findWhoTheyAre(scope: OrgScope, customerId: string): Promise<string | null> {
  return followMerges(scope, "id", customerId);
}

/** The code of a customer who was merged leads to who they turned out to be. */
async function findByCode(scope: OrgScope, code: string): Promise<string | null> {
  return followMerges(scope, "customer_code", code);
}

async function followMerges(
  { trx, orgId }: OrgScope,
  column: "id" | "customer_code",
  value: string,
): Promise<string | null> {
  const { rows } = await trx.raw(
    `WITH RECURSIVE who AS (
       SELECT id, merged_into FROM customers WHERE org_id = :orgId AND ${column} = :value
       UNION ALL SELECT c.id, c.merged_into FROM who w JOIN customers c ON c.id = w.merged_into AND c.org_id = :orgId)
     SELECT id FROM who WHERE merged_into IS NULL`,
    { orgId, value },
  );
  return rows[0]?.id ?? null;
}

async function findByRef(scope: OrgScope, { system, ref }: { system: string; ref: string }): Promise<string | null> {
  const row: { customer_id: string } | undefined = await scope
    .trx("customer_external_refs")
    .where({ org_id: scope.orgId, system, external_ref: ref })
    .first("customer_id");
  return row ? findWhoTheyAre(scope, row.customer_id) : null;
}

/** True when some customer has a number of this system. */
export async function isKnownSystem({ trx, orgId }: OrgScope, system: string): Promise<boolean> {
  return (await trx("customer_external_refs").where({ org_id: orgId, system }).first("id")) !== undefined;
}
