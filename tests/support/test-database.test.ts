import { Client } from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

const made: TestDatabase[] = [];

afterAll(async () => {
  await Promise.all(made.map((database) => database.drop()));
});

it("copies a template, and what is written to the copy stays there", async () => {
  const template = await create();
  await query(template.url, "CREATE TABLE greeting AS SELECT '你好' AS text");
  const copy = await create(template.name);
  await query(copy.url, "INSERT INTO greeting VALUES ('hello')");
  expect(await query(copy.url, "SELECT text FROM greeting ORDER BY text")).toEqual([
    { text: "hello" },
    { text: "你好" },
  ]);
  expect(await query(template.url, "SELECT text FROM greeting")).toEqual([{ text: "你好" }]);
});

it("makes eight copies of one template asked for at the same time", async () => {
  const template = await create();
  const copies = await Promise.all(Array.from({ length: 8 }, () => create(template.name)));
  expect(new Set(copies.map((copy) => copy.name)).size).toBe(8);
});

it("waits for a template that somebody is connected to", async () => {
  const template = await create();
  const visitor = new Client({ connectionString: template.url });
  await visitor.connect();
  const copying = create(template.name);
  await query(inject("postgresOwnerUrl"), "SELECT pg_sleep(0.2)");
  await visitor.end();
  expect((await copying).name).toMatch(/^test_/);
});

it("drops a database that somebody is connected to", async () => {
  const database = await create();
  const visitor = new Client({ connectionString: database.url });
  visitor.on("error", () => undefined);
  await visitor.connect();
  await database.drop();
  const rows = await query(inject("postgresOwnerUrl"), `SELECT FROM pg_database WHERE datname = '${database.name}'`);
  expect(rows).toEqual([]);
});

async function create(template?: string): Promise<TestDatabase> {
  const database = await createTestDatabase(template === undefined ? {} : { template });
  made.push(database);
  return database;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
