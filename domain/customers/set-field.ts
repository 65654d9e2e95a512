import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { maskSecrets } from "../content/secrets/mask-secrets.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import type { CustomerField, FieldValue } from "./customer-field.ts";
import { keepCustomerChange } from "./keep-change.ts";
import { followTagRules } from "./tag-rules.ts";

/** Sets a field of a customer, or empties it. Gives what it was; kept only where it changes something. */
export async function setCustomerField(
  scope: OrgScope,
  customerId: string,
  { field, value }: { field: CustomerField; value: FieldValue },
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<{ before: FieldValue; isChanged: boolean }> {
  const before = await lockField(scope, customerId, field);
  if (JSON.stringify(before) === JSON.stringify(value)) return { before, isChanged: false };
  await writeField(scope, customerId, { field, value }, at);
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "field_change",
    title: `${field.code}: ${masked(before) ?? "–"} → ${masked(value) ?? "–"}`,
    action: "customer.field",
    changes: { field: field.code, before: masked(before), after: masked(value) },
  });
  await followTagRules(scope, customerId);
  return { before, isChanged: true };
}

/** What a customer has in a field; the row is locked. */
async function lockField(
  { trx, orgId }: OrgScope,
  customerId: string,
  { at, kind }: CustomerField,
): Promise<FieldValue> {
  const what = "column" in at ? (kind.type === "list" ? "??" : "??::text") : "custom_fields ->> ?";
  const { rows } = await trx.raw(`SELECT ${what} AS value FROM customers WHERE org_id = ? AND id = ? FOR UPDATE`, [
    "column" in at ? at.column : at.key,
    orgId,
    customerId,
  ]);
  const value: FieldValue = rows[0]?.value ?? null;
  return Array.isArray(value) && value.length === 0 ? null : value;
}

async function writeField(
  { trx, orgId }: OrgScope,
  customerId: string,
  { field: { at, kind }, value }: { field: CustomerField; value: FieldValue },
  now: Date,
): Promise<void> {
  const set = "column" in at ? columnOf(at.column, kind.type, value) : keyOf(at.key, value);
  await trx.raw(`UPDATE customers SET ${set.sql}, updated_at = ? WHERE org_id = ? AND id = ?`, [
    ...set.bindings,
    now,
    orgId,
    customerId,
  ] as string[]); // null and Date are values to knex
}

function columnOf(column: string, type: CustomerField["kind"]["type"], value: FieldValue) {
  if (type === "list") return { sql: "?? = ?::jsonb", bindings: [column, JSON.stringify(value ?? [])] };
  // A customer is one or the other: what is emptied is what it was at first.
  if (column === "type" && value === null) return { sql: "?? = DEFAULT", bindings: [column] };
  return { sql: "?? = ?", bindings: [column, value] };
}

function keyOf(key: string, value: FieldValue) {
  if (value === null) return { sql: "custom_fields = custom_fields - ?::text", bindings: [key] };
  return { sql: "custom_fields = custom_fields || jsonb_build_object(?::text, ?::text)", bindings: [key, value] };
}

function masked(value: FieldValue): FieldValue {
  if (value === null) return null;
  return typeof value === "string" ? maskSecrets(value) : value.map((item) => maskSecrets(item));
}
