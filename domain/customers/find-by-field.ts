import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CustomerField } from "./customer-field.ts";

export interface FoundCustomer {
  id: string;
  customer_code: string;
  name: string;
}

/** The customers with a value in a field, the last heard of first; case makes no difference. */
export async function findByField(
  { trx, orgId }: OrgScope,
  { at, kind }: CustomerField,
  value: string,
  limit: number,
): Promise<FoundCustomer[]> {
  const name = "column" in at ? at.column : at.key;
  const { rows } = await trx.raw(
    `SELECT id, customer_code, name FROM customers c WHERE org_id = ? AND ${conditionOf(at, kind.type)}
     ORDER BY last_contact_at DESC NULLS LAST, id LIMIT ?`,
    [orgId, name, value, limit],
  );
  return rows;
}

/** True when a customer has a value in a field; case makes no difference. */
export async function hasFieldValue(
  { trx, orgId }: OrgScope,
  customerId: string,
  { at, kind }: CustomerField,
  value: string,
): Promise<boolean> {
  const name = "column" in at ? at.column : at.key;
  const { rows } = await trx.raw(
    `SELECT FROM customers c WHERE org_id = ? AND id = ? AND ${conditionOf(at, kind.type)}`,
    [orgId, customerId, name, value],
  );
  return rows.length > 0;
}

function conditionOf(at: CustomerField["at"], type: CustomerField["kind"]["type"]): string {
  if ("key" in at) return "lower(custom_fields ->> ?) = lower(?)";
  if (type !== "list") return "lower(??::text) = lower(?)";
  return "EXISTS (SELECT FROM jsonb_array_elements_text(??) item WHERE lower(item) = lower(?))";
}
