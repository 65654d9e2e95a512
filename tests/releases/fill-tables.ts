import type { Knex } from "knex";

interface Column {
  name: string;
  type: string;
  isNullable: boolean;
  hasDefault: boolean;
  /** Values that its CHECK allows. */
  values: string[] | null;
  /** The table that it points to. */
  refersTo: string | null;
}

/** Writes two rows a table, for two organisations, whatever the schema is: every table of a release has data in its dump. */
export async function fillTables(owner: Knex): Promise<void> {
  const open = await tables(owner);
  // Rows of a table need those that it points to: tables that point only to full ones come first.
  const full = new Set<string>();
  while (open.size > 0) {
    const ready = [...open].filter(([name, columns]) =>
      columns.every(
        ({ refersTo, isNullable }) => refersTo === null || refersTo === name || full.has(refersTo) || isNullable,
      ),
    );
    if (ready.length === 0) throw new Error(`Tables that point to each other: ${[...open.keys()].join(", ")}`);
    for (const [name, columns] of ready) {
      for (const row of [1, 2]) await fillRow(owner, name, columns, row, full);
      full.add(name);
      open.delete(name);
    }
  }
}

async function tables(owner: Knex): Promise<Map<string, Column[]>> {
  const { rows } = await owner.raw(
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type, NOT a.attnotnull AS "isNullable",
       a.atthasdef OR a.attidentity <> '' AS "hasDefault",
       (SELECT array_agg(v.m[1]) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), $r$'([^']*)'::text$r$, 'g') AS v (m)
        WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] AND pg_get_constraintdef(k.oid) LIKE '%= ANY (ARRAY[%') AS "values",
       (SELECT f.confrelid::regclass::text FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum] LIMIT 1) AS "refersTo"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE 'knex%'
     ORDER BY c.relname, a.attnum`,
  );
  const found = new Map<string, Column[]>();
  for (const { table, ...column } of rows) found.set(table, [...(found.get(table) ?? []), column]);
  return found;
}

/** With every column filled where the table allows it, else with those that it asks for. */
async function fillRow(
  owner: Knex,
  table: string,
  columns: Column[],
  row: number,
  full: ReadonlySet<string>,
): Promise<void> {
  const needed = columns.filter(
    ({ isNullable, hasDefault, name }) => (!isNullable && !hasDefault) || name in special(table, row),
  );
  const attempts = [columns.filter(({ hasDefault, values }) => !hasDefault || values !== null), needed];
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      return await owner.transaction((trx) => insert(trx, table, attempt, row, full));
    } catch (error) {
      failure = error;
    }
  }
  throw new Error(`No row for ${table}: ${String(failure)}`);
}

async function insert(
  trx: Knex,
  table: string,
  columns: Column[],
  row: number,
  full: ReadonlySet<string>,
): Promise<void> {
  const values: Record<string, unknown> = {};
  for (const column of columns) {
    const { name, refersTo } = column;
    if (name in special(table, row)) values[name] = special(table, row)[name];
    else if (refersTo === null) values[name] = sampleOf(table, column, row);
    else if (full.has(refersTo))
      values[name] = await trx(refersTo)
        .orderBy("id")
        .offset(row - 1)
        .first("id")
        .then((found) => found.id);
  }
  await trx(table).insert(values);
}

const AT = "2026-11-05T10:00:00.123456Z";

function sampleOf(table: string, { name, type, values }: Column, row: number): unknown {
  if (values !== null) return values[0];
  if (name === "id") return `${String(row).padStart(8, "0")}-0000-4000-8000-${hash(table)}`;
  if (name === "org_id") return `${String(row).padStart(8, "0")}-0000-4000-8000-${hash("organizations")}`;
  if (type === "uuid") return `${String(row).padStart(8, "0")}-0000-4000-8000-${hash(name)}`;
  if (type.startsWith("timestamp")) return AT;
  if (type === "date") return "2026-11-05";
  if (type === "boolean") return false;
  if (type === "jsonb") return "{}";
  if (type.endsWith("[]")) return "{}";
  if (type === "bytea") return Buffer.alloc(32, row);
  if (type === "inet") return "192.0.2.1";
  if (/int|numeric|double/.test(type)) return row;
  return `${table} ${name} ${row}`;
}

/** Twelve hexadecimal digits of a name. */
function hash(text: string): string {
  return Buffer.from(text.padEnd(6, "_")).toString("hex").slice(0, 12);
}

/** What the rules of single tables ask for. */
function special(table: string, row: number): Record<string, unknown> {
  const everywhere = { currency: "USD", base_currency: "EUR", region: null, merged_into: null };
  const of: Record<string, Record<string, unknown>> = {
    organizations: { code: `release-${row}` },
    users: { email: `person${row}@release.test`, employee_code: `EMP_00${row}`, languages: "{zh}" },
    customers: { customer_code: `CUST_0000${row}`, age: 40, score: 50 },
    custom_fields: { name: `field_${row}`, choices: "[]", type: "text" },
    duty_shifts: { weekdays: "{1,2}", from_minute: 0, to_minute: 60 },
    file_links: { sha256: "0".repeat(64), name: "passport.jpg" },
    conversation_handovers: { to_team_id: null },
    customer_handovers: { to_team_id: null },
    customer_external_refs: { system: "crm" },
    scripts: { approved_by: null },
    approvals: { decided_by: null },
    legal_holds: { released_at: null, released_by: null, release_reason: null },
    customer_merges: {
      kept_id: sampleOf("customers", idColumn, row),
      merged_id: sampleOf("customers", idColumn, 3 - row),
      merged_by_key: null,
      undone_by: null,
      undone_by_key: null,
      undone_at: null,
    },
    memories: { type: "long_term" },
    message_edit_insights: { version: 2 },
    api_answers: { status: 201 },
    leads: { campaign_id: null },
    messages: { sent_at: AT, metadata: "{}" },
  };
  return { ...pick(everywhere, table), ...of[table] };
}

const idColumn: Column = {
  name: "id",
  type: "uuid",
  isNullable: false,
  hasDefault: false,
  values: null,
  refersTo: null,
};

const TABLES_WITH: Record<string, readonly string[]> = {
  currency: ["deals", "deposits", "withdrawals", "funnel_bofu", "employee_kpis", "currency_rates"],
  base_currency: ["currency_rates"],
  region: ["teams", "channels"],
  merged_into: ["customers"],
};
const pick = (values: Record<string, unknown>, table: string) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => TABLES_WITH[name]?.includes(table)));
