import { isDeepStrictEqual } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { UnavailableError } from "../errors.ts";
import { newId } from "../ids.ts";
import { connectDatabase, connectOwner, type Database } from "./connect.ts";
import { migrate, migrationStatus } from "./migrate.ts";
import { inOrganization } from "./organization-scope.ts";

describe("migrating an empty database", () => {
  it("brings twenty processes that start at once to the same schema", async () => {
    const database = await createTestDatabase();
    const results = await Promise.all(Array.from({ length: 20 }, () => migrate(database.url)));
    const applied = results.filter((result) => result.applied.length > 0);
    expect(applied).toHaveLength(1);
    expect((await migrationStatus(database.url)).pending).toEqual([]);
    await database.drop();
  });

  it("says whom it waits for, and gives up with words when that one hangs", async () => {
    const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    const hanging = new Client({ connectionString: database.url });
    await hanging.connect();
    const { rows } = await hanging.query("SELECT pg_backend_pid() AS pid, pg_advisory_lock(7310441201)");
    // Over a Unix socket there is no address.
    const who = new RegExp(`connection ${rows[0].pid} of the server(, from 127.0.0.1)?, since 20\\d\\d-`);
    const said: string[] = [];
    const failure = await migrate(database.url, { say: (line) => void said.push(line), waitsMs: 1_500 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UnavailableError);
    expect(failure).toMatchObject({ message: expect.stringMatching(who) });
    expect(said).toEqual([expect.stringMatching(who)]);
    const waiting = migrate(database.url);
    await hanging.end();
    expect(await waiting).toEqual({ applied: [] });
    await database.drop();
  });

  it("refuses a database that is newer than the program", async () => {
    const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    const owner = connectOwner(database.url);
    await owner("knex_migrations").insert({ name: "9999_from_the_future.sql", batch: 99, migration_time: new Date() });
    await owner.destroy();
    await expect(migrate(database.url)).rejects.toThrow(
      /newer than this version of Deskhand \(it holds 9999_from_the_future.sql\)/,
    );
    await database.drop();
  });
});

describe("what the application's roles may do", () => {
  let database: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    db = connectDatabase(database.url);
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  it("names every table of ours in the access plan", async () => {
    const { rows } = await db.system.raw(
      `SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND c.relname NOT LIKE 'knex_migrations%'
         AND NOT has_table_privilege('deskhand_system', c.oid, 'SELECT')`,
    );
    expect(rows).toEqual([]);
  });

  it("puts every table with an organisation behind row-level security", async () => {
    const { rows } = await db.system.raw(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relrowsecurity`,
    );
    expect(rows).toEqual([]);
  });

  it("binds each table with an organisation to it, for reading and for writing", async () => {
    const { rows } = await db.system.raw(
      `SELECT c.table_name AS name, p.roles::text AS roles, p.cmd, p.qual, p.with_check AS "withCheck"
       FROM information_schema.columns c JOIN pg_class t ON t.oid = c.table_name::regclass AND t.relkind IN ('r', 'p') AND NOT t.relispartition
       LEFT JOIN pg_policies p ON p.schemaname = c.table_schema AND p.tablename = c.table_name
         AND 'deskhand_app' = ANY (p.roles)
       WHERE c.table_schema = 'public' AND c.column_name = 'org_id'`,
    );
    const own = "(org_id = (NULLIF(current_setting('deskhand.org_id'::text, true), ''::text))::uuid)";
    const bound = { roles: "{deskhand_app}", cmd: "ALL", qual: own, withCheck: own };
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.filter((row: object) => !isDeepStrictEqual({ ...row, name: null }, { ...bound, name: null }))).toEqual(
      [],
    );
  });

  it("owns nothing", async () => {
    const { rows } = await db.system.raw(
      "SELECT relname FROM pg_class WHERE relowner IN (SELECT oid FROM pg_roles WHERE rolname LIKE 'deskhand\\_%')",
    );
    expect(rows).toEqual([]);
  });

  it.each([
    "audit_logs",
    "audit_seals",
    "message_versions",
    "message_refs",
    "messages",
    "inbound_receipts",
    "deliveries",
    "answers",
    "consents",
    "conversation_events",
    "blobs",
    "deposits",
    "withdrawals",
    "currency_rates",
    "employee_kpis",
    "campaign_executions",
  ])("never deletes from %s", async (table) => {
    for (const knex of [db.app, db.system]) {
      await expect(knex(table).delete()).rejects.toThrow(/permission denied/);
    }
  });

  it("never changes the words of a message, an answer or a version", async () => {
    for (const knex of [db.app, db.system]) {
      await expect(knex("messages").update({ content: "x" })).rejects.toThrow(/permission denied/);
      await expect(knex("message_versions").update({ content: "x" })).rejects.toThrow(/permission denied/);
      await expect(knex("answers").update({ output: "x" })).rejects.toThrow(/permission denied/);
      await expect(knex("inbound_receipts").update({ payload: "x" })).rejects.toThrow(/permission denied/);
      await expect(knex("deliveries").update({ content: "[]" })).rejects.toThrow(/permission denied/);
    }
  });

  it("never changes how much was paid in or taken out, when, or by which reference", async () => {
    for (const knex of [db.app, db.system]) {
      for (const table of ["deposits", "withdrawals"]) {
        await expect(knex(table).update({ amount: 1 })).rejects.toThrow(/permission denied/);
        await expect(knex(table).update({ currency: "USD" })).rejects.toThrow(/permission denied/);
        await expect(knex(table).update({ external_ref: "x" })).rejects.toThrow(/permission denied/);
      }
      await expect(knex("deposits").update({ deposited_at: new Date(0) })).rejects.toThrow(/permission denied/);
      await expect(knex("withdrawals").update({ requested_at: new Date(0) })).rejects.toThrow(/permission denied/);
    }
  });

  it("shows one organisation nothing of another, and writes nothing into it", async () => {
    const [mine, theirs] = [newId(), newId()];
    for (const [id, code] of [
      [mine, "mine"],
      [theirs, "theirs"],
    ] as const) {
      await db.system("organizations").insert({ id, code, name: code });
      await db.system("teams").insert({ id: newId(), org_id: id, name: `${code} team` });
    }
    await inOrganization(db, mine, async ({ trx }) => {
      expect(await trx("teams").select("name")).toEqual([{ name: "mine team" }]);
      expect(await trx("organizations").select("code")).toEqual([{ code: "mine" }]);
      expect(await trx("teams").where({ org_id: theirs }).update({ name: "taken" })).toBe(0);
    });
    await expect(
      inOrganization(db, mine, ({ trx }) => trx("teams").insert({ id: newId(), org_id: theirs, name: "planted" })),
    ).rejects.toThrow(/row-level security/);
  });

  it("sees nothing at all outside an organisation", async () => {
    expect(await db.app("organizations").select("code")).toEqual([]);
  });

  it("makes the partition of any month that a message may be filed under, from many sides at once", async () => {
    const at = "2024-02-29T12:00:00Z";
    await Promise.all(Array.from({ length: 8 }, () => db.system.raw("SELECT ensure_message_partition(?)", [at])));
    const { rows } = await db.system.raw("SELECT to_regclass('messages_2024_02')::text AS name");
    expect(rows).toEqual([{ name: "messages_2024_02" }]);
    await expect(db.system.raw("SELECT ensure_message_partition('1970-01-01')")).rejects.toThrow(/no partition/);
  });
});
