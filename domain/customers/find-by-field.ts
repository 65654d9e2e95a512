import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CustomerField } from "./customer-field.ts";

export interface FoundCustomer {
  id: string;
  customer_code: string;
  name: string;
}

/** Of those who have a value, at least so many are compared by when they were heard of. */
const COMPARED = 500;
/** Where more have it, they are looked for among so many who were heard of last. */
const HEARD_OF_LAST = 2_000;

/**
 * At most `limit` customers with a value in a field, the last heard of first; case makes no difference. An index finds
 * them: of a value that very many have, those heard of long ago come in no order.
 */
export async function findByField(
  scope: OrgScope,
  field: CustomerField,
  value: string,
  limit: number,
): Promise<FoundCustomer[]> {
  const most = Math.max(limit, COMPARED);
  const found = await withValue(scope, field, value, most);
  if (found.length < most) return found.slice(0, limit);
  const latest = await lastHeardOf(scope, field, value);
  const known = new Set(latest.map(({ id }) => id));
  return [...latest, ...found.filter(({ id }) => !known.has(id))].slice(0, limit);
}

async function withValue(
  { trx, orgId }: OrgScope,
  { at }: CustomerField,
  value: string,
  most: number,
): Promise<FoundCustomer[]> {
  const name = "column" in at ? at.column : `own:${at.key}`;
  const { rows } = await trx.raw(
    `SELECT c.id, c.customer_code, c.name FROM customers_with_field(?, ?, ?) AS found (id) JOIN customers c ON c.id = found.id
     WHERE c.org_id = ? AND c.merged_into IS NULL ORDER BY c.last_contact_at DESC NULLS LAST, c.id`,
    [name, value, most, orgId],
  );
  return rows;
}

async function lastHeardOf(
  { trx, orgId }: OrgScope,
  { at, kind }: CustomerField,
  value: string,
): Promise<FoundCustomer[]> {
  const name = "column" in at ? at.column : at.key;
  const { rows } = await trx.raw(
    `SELECT id, customer_code, name FROM (
       SELECT * FROM customers WHERE org_id = ? AND last_contact_at IS NOT NULL ORDER BY last_contact_at DESC LIMIT ?) c
     WHERE merged_into IS NULL AND ${conditionOf(at, kind.type)} ORDER BY last_contact_at DESC, id`,
    [orgId, HEARD_OF_LAST, name, value],
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
