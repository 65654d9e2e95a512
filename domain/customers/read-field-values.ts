import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CustomerField, FieldValue } from "./customer-field.ts";

type Row = Record<string, unknown> & { custom_fields: Record<string, unknown> };

/** What a customer has in these fields, by the field's code; null where nothing was filled in. */
export async function readFieldValues(
  scope: OrgScope,
  customerId: string,
  fields: readonly CustomerField[],
): Promise<ReadonlyMap<string, FieldValue>> {
  const row = await readRow(scope, customerId);
  return new Map(
    fields.map(({ code, at }) => {
      const value = "column" in at ? row[at.column] : row.custom_fields[at.key];
      return [code, isFilled(value) ? value : null];
    }),
  );
}

function isFilled(value: unknown): value is Exclude<FieldValue, null> {
  return typeof value === "string" ? value !== "" : Array.isArray(value) && value.length > 0;
}

/** As JSON, so that days and numbers stay what they were written as. */
async function readRow({ trx, orgId }: OrgScope, customerId: string): Promise<Row> {
  const { rows } = await trx.raw(
    `SELECT to_jsonb(c) || jsonb_build_object('age', c.age::text) AS fields FROM customers c WHERE c.org_id = ? AND c.id = ?`,
    [orgId, customerId],
  );
  return rows[0].fields;
}
