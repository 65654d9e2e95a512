import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../../infra/package-root.ts";

// Tables that grow with every message: nothing may rewrite or read through one while everybody waits.
const LARGE = [
  "messages",
  "message_refs",
  "message_versions",
  "message_insights",
  "inbound_receipts",
  "deliveries",
  "conversation_events",
  "audit_logs",
  "audit_seals",
  "outbox_events",
];

/** The first after the first release: until then nobody had a large table. */
const FIRST = "0027";

const folder = join(packageRoot, "migrations");
const migrations = readdirSync(folder)
  .filter((file) => /^\d{4}_.+\.sql$/.test(file) && file >= FIRST)
  .map((file) => ({ file, sql: readFileSync(join(folder, file), "utf8") }));

/** The parts of a statement that would hold everybody up: a rewrite, or a look at each row. */
function longLocks(statement: string): string[] {
  const [, table = "", actions = ""] =
    /^\s*ALTER TABLE (?:IF EXISTS )?(?:ONLY )?(\w+)\s+([\s\S]*)$/i.exec(statement) ?? [];
  if (!LARGE.includes(table)) return [];
  const isProved = /NOT VALID/i.test(actions);
  return [
    ...(/\bTYPE\b/i.test(actions) && /ALTER COLUMN/i.test(actions) ? ["changes a type"] : []),
    ...(/SET NOT NULL/i.test(actions) ? ["looks for nulls"] : []),
    ...(/GENERATED ALWAYS AS \(/i.test(actions) ? ["computes a column"] : []),
    ...(/ADD COLUMN [^,;]*DEFAULT (?:gen_random_uuid|clock_timestamp|random)/i.test(actions) ? ["fills a column"] : []),
    ...(/ADD CONSTRAINT[\s\S]*(?:CHECK|FOREIGN KEY)/i.test(actions) && !isProved ? ["proves a rule"] : []),
  ];
}

/** Statements without their comments and the bodies of functions. */
function statementsOf(sql: string): string[] {
  const bare = sql.replace(/--.*$/gm, "").replace(/\$\$[\s\S]*?\$\$/g, "");
  return bare.split(";");
}

it("knows a statement that would hold everybody up", () => {
  expect(longLocks("ALTER TABLE messages ALTER COLUMN content TYPE varchar")).toEqual(["changes a type"]);
  expect(longLocks("ALTER TABLE deliveries ALTER COLUMN act SET NOT NULL")).toEqual(["looks for nulls"]);
  expect(longLocks("ALTER TABLE deliveries ADD CONSTRAINT c CHECK (part > 0)")).toEqual(["proves a rule"]);
  expect(longLocks("ALTER TABLE deliveries ADD CONSTRAINT c CHECK (part > 0) NOT VALID")).toEqual([]);
  expect(longLocks("ALTER TABLE teams ALTER COLUMN name SET NOT NULL")).toEqual([]);
});

it.each(migrations)(
  "$file says what it locks, and holds up nobody at a table that grows with every message",
  ({ sql }) => {
    const opening = sql.split(/\n(?!--)/)[0] ?? "";
    expect(opening).toMatch(/lock/i);
    expect(statementsOf(sql).flatMap(longLocks)).toEqual([]);
  },
);
