import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureOrganization, findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { DeskhandModel } from "../../infra/db/model.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { packageRoot } from "../../infra/package-root.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type Filled, fillOrganizations } from "./fill-organization.ts";

// The second wall: whatever a query forgets, the database shows the application one organisation's rows.

/** Tables that belong to no organisation, and why the application's role may not, or may, read them. */
const withoutOrganization: Record<string, "read" | "nothing"> = {
  // Says whether the schema is this version's.
  knex_migrations: "read",
  knex_migrations_lock: "nothing",
  // Who works on the queue.
  worker_leases: "nothing",
  // Which months were taken out, of all together.
  message_archives: "read",
  // Its policy is its own id.
  organizations: "read",
};

let database: TestDatabase;
let owner: ReturnType<typeof connectOwner>;
let db: Database;
let ours: string;
let theirs: string;
let filled: Filled;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
  db = connectDatabase(database.url, { app: 2, system: 2 });
  ours = await findOrganization(db.system, "default");
  theirs = await ensureOrganization(db.system, "other", "Other");
  [filled = new Map()] = await fillOrganizations(owner, [theirs, ours]);
});
afterAll(async () => {
  await db.close();
  await owner.destroy();
  await database.drop();
});

/** How many rows a statement gave or changed, in our organisation; `denied` where the database refused it. */
async function tried(sql: string, bindings: readonly string[] = []): Promise<number | "denied"> {
  try {
    const { rowCount } = await inOrganization(db, ours, ({ trx }) => trx.raw(sql, [...bindings]));
    return rowCount;
  } catch (error) {
    // 42501: no right to it, or a row that the policy does not let in.
    if ((error as { code?: string }).code === "42501") return "denied";
    throw error;
  }
}

const nothing = (result: number | "denied") => result === 0 || result === "denied";

describe("every table", () => {
  it("has an organisation's rows, or is known to have none", async () => {
    const { rows } = await owner.raw(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition",
    );
    const known = [...filled.keys(), ...Object.keys(withoutOrganization)];
    expect(rows.map(({ name }: { name: string }) => name).sort()).toEqual([...known].sort());
  });

  it("shows ours and none of theirs", async () => {
    const wrong: string[] = [];
    for (const table of filled.keys()) {
      const seen = await tried(`SELECT FROM ${table} WHERE org_id IS DISTINCT FROM '${ours}'`);
      const own = await tried(`SELECT FROM ${table} WHERE org_id = '${ours}'`);
      if (!nothing(seen) || own === 0) wrong.push(`${table}: ${seen} of theirs, ${own} of ours`);
    }
    expect(wrong).toEqual([]);
  });

  it("lets none of theirs be changed, taken away or given to them", async () => {
    const before = await fingerprint();
    const wrong: string[] = [];
    for (const table of filled.keys()) {
      const done = {
        update: await tried(`UPDATE ${table} SET org_id = org_id WHERE org_id = '${theirs}'`),
        delete: await tried(`DELETE FROM ${table} WHERE org_id = '${theirs}'`),
        give: await tried(`UPDATE ${table} SET org_id = '${theirs}' WHERE org_id = '${ours}'`),
        insert: await insertTheirs(table),
      };
      for (const [act, result] of Object.entries(done)) if (!nothing(result)) wrong.push(`${act} ${table}: ${result}`);
    }
    expect(wrong).toEqual([]);
    expect(await fingerprint()).toEqual(before);
  });

  it("without an organisation shows nothing, and changes nothing", async () => {
    const wrong: string[] = [];
    for (const table of filled.keys()) {
      const { rowCount } = await db.app
        .raw(`SELECT FROM ${table}`)
        .catch((error) => (error.code === "42501" ? { rowCount: 0 } : Promise.reject(error)));
      if (rowCount > 0) wrong.push(table);
    }
    expect(wrong).toEqual([]);
  });

  it("that is a part of another, or no organisation's, is not reached past it", async () => {
    const { rows } = await owner.raw(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relispartition",
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { name } of rows) expect([name, await tried(`SELECT FROM ${name}`)]).toEqual([name, "denied"]);
    for (const [table, may] of Object.entries(withoutOrganization)) {
      const seen = await tried(`SELECT FROM ${table}`);
      expect([table, seen === "denied" ? "nothing" : "read"]).toEqual([table, may]);
    }
    expect(await tried("SELECT FROM organizations")).toBe(1);
  });

  it("is read by the views as whoever asks", async () => {
    const { rows } = await owner.raw("SELECT viewname AS name FROM pg_views WHERE schemaname = 'public'");
    expect(rows.length).toBeGreaterThan(0);
    for (const { name } of rows) {
      expect([name, await tried(`SELECT FROM ${name} WHERE org_id = '${theirs}'`)]).toEqual([name, 0]);
    }
  });
});

describe("every model", () => {
  it("finds our rows alone, also where the query names no organisation", async () => {
    const models = await readModels();
    expect(models.length).toBeGreaterThan(15);
    for (const model of models) {
      const seen = await inOrganization(db, ours, async ({ trx }) => {
        const rows = await model.query(trx).select("orgId");
        return new Set(rows.map(({ orgId }) => orgId));
      });
      expect([model.name, [...seen]]).toEqual([model.name, [ours]]);
    }
  });
});

async function insertTheirs(table: string): Promise<number | "denied"> {
  const { rows } = await owner.raw(
    `SELECT string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = ? AND is_generated = 'NEVER'`,
    [table],
  );
  const { rows: kept } = await owner.raw(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE org_id = ?`, [theirs]);
  const { columns } = rows[0];
  return tried(
    `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, ?::jsonb)`,
    [JSON.stringify(kept[0].row)],
  );
}

/** What stands in each table, as one number. */
async function fingerprint(): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const table of filled.keys()) {
    const { rows } = await owner.raw(`SELECT md5(string_agg(t::text, '' ORDER BY t::text)) AS sum FROM ${table} t`);
    sums[table] = rows[0].sum;
  }
  return sums;
}

/** Every class of a table, wherever it stands. */
async function readModels(): Promise<ModelClass[]> {
  const files = ["domain", "bot", "knowledge"].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" })
      .map((path) => join(packageRoot, folder, path))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .filter((path) => readFileSync(path, "utf8").includes("extends DeskhandModel")),
  );
  const found = await Promise.all(files.map((path) => import(path) as Promise<Record<string, unknown>>));
  return found.flatMap((module) => Object.values(module).filter(isModel));
}

type ModelClass = typeof DeskhandModel & (new () => DeskhandModel);

function isModel(value: unknown): value is ModelClass {
  return typeof value === "function" && value.prototype instanceof DeskhandModel;
}
