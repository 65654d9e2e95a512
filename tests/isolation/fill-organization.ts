import type { Knex } from "knex";
import { newId } from "../../infra/ids.ts";

/** What every text of a filled organisation says: it may be read nowhere else. */
export const MARK = "Fremdling";

/** What people and systems call the rows of a filled organisation by. */
export const names = {
  customer: "CUST_99001",
  conversation: "C99001",
  deposit: "DEP_20261101_99001",
  withdrawal: "WTH_20261101_99001",
  script: "SCR_99001",
  email: "foreign@b.test",
  lead: "L99001",
} as const;

interface Column {
  table: string;
  name: string;
  type: string;
  isNeeded: boolean;
  /** The table that it points to. */
  to: string | null;
  /** The rule of its own CHECK. */
  rule: string | null;
}

/** By table: the id of the row that it got, or null where it has no id. */
export type Filled = Map<string, string | null>;

// What a CHECK or a reader wants to be of a certain form.
const fixed: Record<string, unknown> = {
  "customers.customer_code": names.customer,
  "conversations.number": 99_001,
  "deposits.deposit_code": names.deposit,
  "withdrawals.withdrawal_code": names.withdrawal,
  "scripts.script_code": names.script,
  "users.email": names.email,
  "users.role": "admin",
  "leads.number": 99_001,
  "customer_external_refs.system": "crm",
  "customer_external_refs.external_ref": "99001",
  "channels.platform": "telegram",
  "conversation_events.event_type": "opened",
};

/**
 * One row in every table of each organisation, with ids that belong together. Runs as the owner, who alone may skip
 * foreign keys.
 */
export async function fillOrganizations(owner: Knex, orgIds: readonly string[]): Promise<Filled[]> {
  const columns = await readColumns(owner);
  await dropRules(owner);
  const filled: Filled[] = [];
  for (const orgId of orgIds) filled.push(await fill(owner, columns, orgId));
  return filled;
}

async function fill(owner: Knex, columns: readonly Column[], orgId: string): Promise<Filled> {
  const tables = [...new Set(columns.map(({ table }) => table))];
  const withId = new Set(
    columns.filter(({ name, type }) => name === "id" && type === "uuid").map(({ table }) => table),
  );
  const filled: Filled = new Map(tables.map((table) => [table, withId.has(table) ? newId() : null]));
  await owner.transaction(async (trx) => {
    await trx.raw("SET LOCAL session_replication_role = replica");
    for (const table of tables) {
      const own = columns.filter((column) => column.table === table && isWritten(column));
      const row = Object.fromEntries(own.map((column) => [column.name, fillerOf(column, orgId, filled)]));
      await trx(table).insert(row);
    }
  });
  return filled;
}

/** What columns must be together is not what these rows are for. The database is the test's own. */
async function dropRules(owner: Knex): Promise<void> {
  const { rows } = await owner.raw(
    `SELECT conrelid::regclass::text AS name, quote_ident(conname) AS rule FROM pg_constraint
     WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND coninhcount = 0`,
  );
  for (const { name, rule } of rows) await owner.raw(`ALTER TABLE ${name} DROP CONSTRAINT ${rule}`);
}

function isWritten({ table, name, type, isNeeded, rule }: Column): boolean {
  if (isNeeded || `${table}.${name}` in fixed || name === "org_id") return true;
  // Names and words, so that there is something that could be read.
  return (
    type === "text" &&
    rule === null &&
    /^(name|title|content|notes|description|contact_name|question|answer|reason)$/.test(name)
  );
}

function fillerOf({ table, name, type, to, rule }: Column, orgId: string, filled: Filled): unknown {
  const known = fixed[`${table}.${name}`];
  if (known !== undefined) return known;
  if (name === "org_id") return orgId;
  if (name === "id" && type === "uuid") return filled.get(table);
  if (type === "uuid") return (to === null ? null : filled.get(to)) ?? filled.get(tableOf(name)) ?? newId();
  const [, allowed] = /'([^']+)'::text/.exec(rule ?? "") ?? [];
  if (allowed !== undefined && rule?.includes("ANY (ARRAY")) return allowed;
  if (type === "text")
    return /currency/.test(name) ? "USD" : /^(code|name)$/.test(name) && rule ? "fremdling" : `${MARK} ${name}`;
  return plainValue(type, rule);
}

/** `message_id` names a message also where no foreign key says so. */
function tableOf(column: string): string {
  return `${column.replace(/_id$/, "")}s`;
}

function plainValue(type: string, rule: string | null): unknown {
  switch (type) {
    case "boolean":
      return false;
    case "jsonb":
      return "{}";
    case "date":
      return "2026-11-01";
    case "timestamp with time zone":
      return new Date();
    case "bytea":
      return Buffer.from(`${newId()}${newId()}`.replaceAll("-", ""), "hex");
    case "ARRAY":
      return "{}";
    default: {
      const [, least = "1"] = />= (\d+)/.exec(rule ?? "") ?? [];
      return Number(least);
    }
  }
}

async function readColumns(owner: Knex): Promise<Column[]> {
  const { rows } = await owner.raw(
    `SELECT c.table_name AS "table", c.column_name AS name, c.data_type AS type,
       c.is_nullable = 'NO' AND c.column_default IS NULL AND c.is_identity = 'NO' AS "isNeeded",
       (SELECT f.confrelid::regclass::text FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = t.oid
          AND a.attnum = ANY (f.conkey) AND f.confrelid <> 'organizations'::regclass LIMIT 1) AS "to",
       (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid = t.oid
          AND k.conkey = ARRAY[a.attnum] LIMIT 1) AS rule
     FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
       AND NOT t.relispartition
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = c.column_name
     WHERE c.table_schema = 'public' AND c.is_generated = 'NEVER' AND EXISTS (SELECT FROM information_schema.columns o
       WHERE o.table_schema = 'public' AND o.table_name = c.table_name AND o.column_name = 'org_id')
     ORDER BY c.table_name, c.ordinal_position`,
  );
  return rows;
}
