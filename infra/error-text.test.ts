import { afterAll, beforeAll, expect, it } from "vitest";
import { MIGRATED_TEMPLATE } from "../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.ts";
import { connectDatabase, type Database } from "./db/connect.ts";
import { errorText, keptErrorText } from "./error-text.ts";
import { createLog } from "./log/log.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** As long as a turn's statements are, and in as many lines. */
const MUCH = Array.from({ length: 60 }, (_, index) => `'column ${index}' AS c${index},`).join("\n");

async function failureOf(end: string, bindings: string[] = []): Promise<unknown> {
  return db.system.raw(`SELECT ${MUCH} ${end}`, bindings).catch((error: unknown) => error);
}

function logged(error: unknown): { code: string; message: string; stack: string[] } {
  const lines: string[] = [];
  createLog("info", { to: { write: (line) => lines.push(line) } }).error("turn.failed", { error });
  return JSON.parse(lines[0] ?? "").error;
}

it("says with which statement it failed and what the database said, however long the statement is", async () => {
  const text = errorText(await failureOf("lost FROM channels"));
  expect(text).toMatch(/^SELECT 'column 0' AS c0,/);
  expect(text).toMatch(/ … .* - column "lost" does not exist$/s);
  expect(text.length).toBeLessThan(500);
});

it("is in the log, beside where it happened rather than more of the statement", async () => {
  const { code, message, stack } = logged(await failureOf("lost FROM channels"));
  expect(code).toBe("42703");
  expect(message).toMatch(/ - column "lost" does not exist$/);
  expect(stack.length).toBeGreaterThan(0);
  for (const line of stack) expect(line).toMatch(/^\s+at /);
});

it.each([
  ["?::uuid", "invalid input syntax for type uuid"],
  ["?::timestamptz", "invalid input syntax for type timestamp with time zone"],
  ["?::jsonb", "invalid input syntax for type json"],
  ["to_tsquery('simple', ?)", "syntax error in tsquery"],
])("leaves out the words that the database quotes: %s", async (end, said) => {
  const words = 'my passport - "E12345"\n    at home & : !';
  const error = await failureOf(end, [words]);
  for (const text of [errorText(error), keptErrorText((error as Error).message), JSON.stringify(logged(error))]) {
    expect(text).toContain(said);
    expect(text).not.toMatch(/passport|E12345|home/);
  }
});

it("leaves out a number that was too large", async () => {
  expect(errorText(await failureOf("?::text::integer", ["4111111111111111"]))).toMatch(/ - value "…" is out of range/);
});

it("keeps a short message as it is, and scrubs one before it is cut", () => {
  expect(errorText(new Error('cannot read: "offer.pdf"'))).toBe('cannot read: "offer.pdf"');
  const scrub = (text: string) => text.replaceAll("secret".repeat(40), "******");
  expect(errorText(new Error(`${"a".repeat(50)}${"secret".repeat(40)}${"b".repeat(400)}`), scrub)).not.toMatch(
    /secret/,
  );
});
