import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";

/** A derived row, without its id: columns as SQL names them, amounts and instants as text, so that nothing is rounded. */
export type FunnelRow = Record<string, string | number | boolean | null>;

export type FunnelTable = "funnel_tofu" | "funnel_mofu" | "funnel_bofu";

const keys: Record<FunnelTable, readonly string[]> = {
  funnel_tofu: ["customer_id", "user_id"],
  funnel_mofu: ["customer_id", "user_id"],
  funnel_bofu: ["customer_id", "user_id", "currency"],
};

/** Makes a table say these rows of these customers and no others; a row that says so already is not touched. */
export async function keepRows(
  scope: OrgScope,
  table: FunnelTable,
  customerIds: readonly string[],
  rows: readonly FunnelRow[],
): Promise<number> {
  const gone = await removeOthers(scope, table, customerIds, rows);
  const [first] = rows;
  return first ? gone + (await writeRows(scope, table, Object.keys(first), rows)) : gone;
}

/** Whose rows of a table do not say these, or are others. Only reads. */
export async function differing(
  { trx, orgId }: OrgScope,
  table: FunnelTable,
  customerIds: readonly string[],
  rows: readonly FunnelRow[],
): Promise<string[]> {
  const same = keys[table].map((key) => `k.${key} IS NOT DISTINCT FROM t.${key}`).join(" AND ");
  const values = Object.keys(rows[0] ?? {}).filter((column) => !keys[table].includes(column));
  const list = (prefix: string) => ["customer_id", ...values].map((column) => `${prefix}.${column}`).join(", ");
  const { rows: found } = await trx.raw(
    `WITH k AS MATERIALIZED (SELECT * FROM jsonb_populate_recordset(NULL::${table}, :rows::jsonb)),
     t AS MATERIALIZED (SELECT * FROM ${table} WHERE org_id = :orgId AND customer_id = ANY (:customerIds::uuid[]))
     SELECT k.customer_id AS id FROM k LEFT JOIN t ON ${same} WHERE (${list("t")}) IS DISTINCT FROM (${list("k")})
     UNION ALL SELECT t.customer_id FROM t WHERE NOT EXISTS (SELECT FROM k WHERE ${same})`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, rows: JSON.stringify(rows) } as unknown as Record<string, string>,
  );
  return found.map(({ id }: { id: string }) => id);
}

async function removeOthers(
  { trx, orgId }: OrgScope,
  table: FunnelTable,
  customerIds: readonly string[],
  rows: readonly FunnelRow[],
): Promise<number> {
  const same = keys[table].map((key) => `k.${key} IS NOT DISTINCT FROM t.${key}`).join(" AND ");
  const { rowCount } = await trx.raw(
    `DELETE FROM ${table} t WHERE t.org_id = :orgId AND t.customer_id = ANY (:customerIds::uuid[])
       AND NOT EXISTS (SELECT FROM jsonb_populate_recordset(NULL::${table}, :rows::jsonb) k WHERE ${same})`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, rows: JSON.stringify(rows) } as unknown as Record<string, string>,
  );
  return rowCount;
}

async function writeRows(
  { trx, orgId }: OrgScope,
  table: FunnelTable,
  columns: readonly string[],
  rows: readonly FunnelRow[],
): Promise<number> {
  const values = columns.filter((column) => !keys[table].includes(column));
  const list = (prefix: string) => values.map((column) => `${prefix}.${column}`).join(", ");
  const { rowCount } = await trx.raw(
    `INSERT INTO ${table} AS t (id, org_id, ${columns.join(", ")})
     SELECT k.id, k.org_id, ${columns.map((column) => `k.${column}`).join(", ")}
     FROM jsonb_populate_recordset(NULL::${table}, :rows::jsonb) k
     ON CONFLICT (${keys[table].join(", ")}) DO UPDATE
       SET ${values.map((column) => `${column} = excluded.${column}`).join(", ")}, updated_at = now()
       WHERE (${list("t")}) IS DISTINCT FROM (${list("excluded")})`,
    { rows: JSON.stringify(rows.map((row) => ({ ...row, id: newId(), org_id: orgId }))) },
  );
  return rowCount;
}
