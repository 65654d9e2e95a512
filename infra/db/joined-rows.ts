import type { Knex } from "knex";
import type { Model } from "objection";

type ModelType = typeof Model;

type ModelsOf<Types extends readonly ModelType[]> = { [Index in keyof Types]: InstanceType<Types[Index]> | null };

/**
 * A row of several tables: each one's part as its model, null where a LEFT JOIN found none, and the expressions after
 * them by name.
 */
export interface JoinedRow<Types extends readonly ModelType[]> {
  models: ModelsOf<Types>;
  values: Record<string, unknown>;
}

interface Response {
  fields: { name: string; tableID: number }[];
  rows: unknown[][];
}

/**
 * Reads the first row of `SELECT a.*, b.*, EXISTS (…) AS c FROM …` in one statement: every table whole and in the order of
 * `types`, no two neighbours the same table, then the expressions. Null where there is no row.
 */
export async function firstJoined<const Types extends readonly ModelType[]>(
  trx: Knex,
  types: Types,
  sql: string,
  bindings: Record<string, Knex.RawBinding>,
): Promise<JoinedRow<Types> | null> {
  // As lists: columns of two tables that have one name stay apart, and each field tells its table.
  const { fields, rows }: Response = await trx.raw(sql, bindings).options({ rowMode: "array" });
  const [row] = rows;
  if (!row) return null;
  const parts: Record<string, unknown>[] = [];
  const values: Record<string, unknown> = {};
  let table = 0;
  for (const [index, { name, tableID }] of fields.entries()) {
    if (tableID === 0) {
      values[name] = row[index];
      continue;
    }
    if (tableID !== table) parts.push({});
    table = tableID;
    const part = parts[parts.length - 1];
    if (part) part[name] = row[index];
  }
  const models = types.map((type, index) => {
    const part = parts[index];
    return part && part["id"] !== null ? type.fromDatabaseJson(part) : null;
  });
  return { models: models as ModelsOf<Types>, values };
}
