import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { connectDatabase, type Database } from "./connect.ts";
import { storedJson } from "./stored-text.ts";

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.url, { app: 1, system: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** What the database has of values that were kept as the product keeps them. */
async function kept(values: unknown[]): Promise<unknown[]> {
  const { rows } = await db.system.raw("SELECT ?::jsonb AS json", [JSON.stringify(storedJson(values))]);
  return rows[0].json;
}

/** JSON without what PostgreSQL cannot store. JSON.stringify writes both as escapes; an escaped backslash is none of them. */
const storable = (json: string) =>
  json.replace(/\\(u0000|ud[89a-f]..|.)/g, (written, code: string) => {
    if (code === "u0000") return "";
    return code.startsWith("ud") ? "\ufffd" : written;
  });

it.each([
  ["a date", new Date("2026-11-28T09:30:00.5Z"), "2026-11-28T09:30:00.500Z"],
  ["a date that is none", new Date(Number.NaN), null],
  ["a date inside a list inside an object", { at: [new Date(0)] }, { at: ["1970-01-01T00:00:00.000Z"] }],
  ["bytes", Buffer.from("ab"), { type: "Buffer", data: [97, 98] }],
  ["an address", new URL("https://example.com/a"), "https://example.com/a"],
  ["what says itself what it is in JSON", { toJSON: () => ({ said: "a\u0000b" }) }, { said: "ab" }],
  ["what is not defined", { before: undefined, after: [undefined] }, { after: [null] }],
  ["a map, of which JSON knows nothing", new Map([["a", 1]]), {}],
  ["two names that become one, of which the later says nothing", { "\u0000": "a", "": undefined }, { "": "a" }],
  ["words and names with what cannot be stored", { "a\u0000": "\ud800b\u0000" }, { a: "\ufffdb" }],
])("keeps of %s what JSON makes of it", async (_, value, expected) => {
  expect(await kept([value])).toEqual([expected]);
});

it("keeps of any values what JSON makes of them, but for what PostgreSQL cannot store", async () => {
  const unstorable = fc.string({ unit: fc.constantFrom("\u0000", "\ud800", "\udfff", "\\", "u0000", '"', "中") });
  const value = fc.anything({
    ...{ withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true },
    ...{ withNullPrototype: true, withBoxedValues: true },
    key: fc.oneof(fc.string(), unstorable),
    values: [
      ...[fc.string(), unstorable, fc.double(), fc.boolean(), fc.constant(undefined), fc.constant(null)],
      fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    ],
  });
  const property = fc.asyncProperty(fc.array(value), async (values) => {
    deepStrictEqual(await kept(values), JSON.parse(storable(JSON.stringify(values))));
  });
  await fc.assert(property, { numRuns: 300 });
});
