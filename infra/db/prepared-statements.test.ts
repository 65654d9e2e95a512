import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { connectDatabase, connectOwner, type Database } from "./connect.ts";
import { inOrganization } from "./organization-scope.ts";
import { isPassingTrouble } from "./passing-trouble.ts";
import { createStatementNames } from "./prepared-statements.ts";

const orgId = "01990000-0000-7000-8000-000000000001";
let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, so that what is prepared at it can be looked at.
  db = connectDatabase(database.url, { app: 1, system: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function preparedNow(): Promise<string[]> {
  const { rows } = await db.system.raw("SELECT statement FROM pg_prepared_statements");
  return rows.map(({ statement }: { statement: string }) => statement);
}

it("prepares what is asked for the third time, and nothing that is asked once or without values", async () => {
  const ask = (text: string) => db.system.raw("SELECT length(?::text) AS is_length", [text]);
  await ask("a");
  await ask("ab");
  expect(await preparedNow()).not.toContain("SELECT length($1::text) AS is_length");
  for (const text of ["abc", "abcd", "", "七"]) {
    expect((await ask(text)).rows).toEqual([{ is_length: [...text].length }]);
  }
  expect(await preparedNow()).toContain("SELECT length($1::text) AS is_length");
});

it("leaves a statement whose best plan depends on its values to be planned for them", () => {
  const names = createStatementNames();
  const nameOf = (sql: string) => [1, 2, 3, 4].map(() => names.nameOf(sql)).at(-1);
  expect(nameOf("SELECT FROM a WHERE ($1::uuid IS NULL OR id = $2::uuid)")).toBeUndefined();
  expect(nameOf("SELECT FROM a WHERE ($1::bigint[] IS NULL OR id = ANY ($2))")).toBeUndefined();
  expect(nameOf("SELECT FROM a WHERE (CAST($1 AS uuid[]) IS NULL OR id = ANY ($1))")).toBeUndefined();
  expect(nameOf("SELECT FROM a WHERE ($1::timestamptz IS NOT NULL OR id = $2)")).toBeUndefined();
  expect(nameOf('select "id" from "a" where "id" > $1 order by "id" asc limit $2')).toBeUndefined();
  expect(nameOf('select "id" from "a" where "id" = $1 limit $2')).toBeDefined();
  expect(nameOf("SELECT FROM a WHERE (due_at IS NULL OR due_at < $1)")).toBeDefined();
});

it("keeps to so many statements, however many there are", () => {
  const names = createStatementNames();
  const named = Array.from({ length: 1_000 }, (_, index) => `SELECT ${index}`).filter((sql) => {
    for (let time = 0; time < 5; time++) names.nameOf(sql);
    return names.nameOf(sql) !== undefined;
  });
  expect(named).toHaveLength(400);
  expect(new Set(named.map((sql) => names.nameOf(sql))).size).toBe(400);
});

it("answers again when a table got a column under a statement that was prepared", async () => {
  const owner = connectOwner(database.url);
  try {
    await owner.raw("CREATE TABLE shapes (id integer); GRANT SELECT ON shapes TO deskhand_system");
    await owner.raw("INSERT INTO shapes VALUES (1)");
    const read = async () => (await db.system("shapes").where({ id: 1 })) as unknown[];
    for (let time = 0; time < 4; time++) expect(await read()).toEqual([{ id: 1 }]);
    await owner.raw("ALTER TABLE shapes ADD COLUMN corners integer DEFAULT 4");
    expect(isPassingTrouble(await read().catch((error: unknown) => error))).toBe(true);
    expect(await read()).toEqual([{ id: 1, corners: 4 }]);
  } finally {
    await owner.destroy();
  }
});

it("answers each of many questions that go out at once with its own answer, and a failed one alone fails", async () => {
  await inOrganization(db, orgId, async ({ trx }) => {
    const asked = Array.from({ length: 50 }, (_, index) => trx.raw("SELECT ?::integer AS number", [index]));
    const answers = await Promise.all(asked);
    expect(answers.map(({ rows }) => rows[0].number)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });
  const mixed = await Promise.allSettled([
    db.system.raw("SELECT 1 / ?::integer AS x", [1]),
    db.system.raw("SELECT 1 / ?::integer AS x", [0]),
    db.system.raw("SELECT 1 / ?::integer AS x", [2]),
  ]);
  expect(mixed.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("says whose a transaction is from its first statement on, and of no later one", async () => {
  const whose = "SELECT current_setting('deskhand.org_id', true) AS org";
  expect(await inOrganization(db, orgId, async ({ trx }) => (await trx.raw(whose)).rows)).toEqual([{ org: orgId }]);
  expect((await db.app.raw(whose)).rows).toEqual([{ org: "" }]);
  await expect(
    inOrganization(db, orgId, async ({ trx }) => {
      await trx.raw("SELECT 1 / 0");
    }),
  ).rejects.toThrow("division by zero");
  expect((await db.app.raw(whose)).rows).toEqual([{ org: "" }]);
});

it("tells each of several statements of a transaction that go out at once what went wrong with the first that failed", async () => {
  const failed = db.app.transaction(async (trx) => {
    const send = async (text: string, values: number[] = []) => await trx.raw(text, values);
    const first = send("SELECT 1 / ?::integer", [0]);
    const after = [send("SELECT 'what comes after'"), send("SELECT 'and after that'")];
    // As a longer chain would hear of the first: after the others.
    const heardLate = first.catch(async (error: unknown) => {
      await Promise.allSettled(after);
      throw error;
    });
    await Promise.all([heardLate, ...after]);
  });
  await expect(failed).rejects.toMatchObject({
    code: "22012",
    message: expect.stringMatching(/^SELECT 'what comes after' - .*division by zero$/),
  });
  expect((await db.app.raw("SELECT 2 AS two")).rows).toEqual([{ two: 2 }]);
});
