/**
 * What `deskhand verify` reads and how long it takes: SCALE_MESSAGES=1000000 SCALE_CUSTOMERS=50000 npx vitest run
 * tests/scale/verify.test.ts prints each check's time.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { checks } from "../../bot/verify/checks.ts";
import { type Checked, verify } from "../../bot/verify/verify.ts";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { createMeasure } from "./measure.ts";
import { unreviewed } from "./reviewed.ts";
import { seedScale } from "./seed/seed-scale.ts";
import { watchStatements } from "./statement-log.ts";

const size = {
  seed: 1,
  messages: Number(process.env["SCALE_MESSAGES"] ?? 20_000),
  customers: Number(process.env["SCALE_CUSTOMERS"] ?? 2_000),
};
const isTold = process.env["SCALE_MESSAGES"] !== undefined;
const say = (line: string) => void (isTold && process.stdout.write(`${line}\n`));
/** A table of more rows is large: a hundredth of the messages. */
const LARGE = Math.max(1_000, size.messages / 100);
const DAY_MS = 24 * 60 * 60_000;

let database: TestDatabase;
let db: Database;
let orgId: string;
const until = new Date();
until.setUTCMinutes(0, 0, 0);

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  await seedScale(database.url, { ...size, years: 3, until }, say);
  db = connectDatabase(database.url, { app: 1, system: 2 });
  const { rows } = await db.system.raw("SELECT org_id FROM conversations GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
  orgId = rows[0].org_id;
}, 900_000);
afterAll(async () => {
  await db?.close();
  await database?.drop();
});

it("looks at everything", async () => {
  const seen = await verify(db, orgId, { since: null, now: until });
  tell("of everything", seen);
  expect(seen.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
}, 900_000);

it("reads no large table whole for what was written in the last days", async () => {
  const since = new Date(until.getTime() - 2 * DAY_MS);
  tell("of two days", await verify(db, orgId, { since, now: until }));
  // Reading all of a small table is the quickest: here that is done only where there is no other way, as in large ones.
  const owner = connectOwner(database.url);
  if (!isTold) await owner.raw("ALTER DATABASE ?? SET enable_seqscan = off", [database.name]);
  await owner.destroy();
  await db.close();
  const log = await watchStatements(database.url);
  db = connectDatabase(database.url, { app: 1, system: 2 });
  const measure = await createMeasure(database.url, log, { large: LARGE, say: () => undefined });
  await measure.run(
    "job verify",
    () => verify(db, orgId, { since, now: until }),
    async () => undefined,
  );
  const [ran] = measure.done;
  expect(ran?.failure).toBeNull();
  expect(ran?.statements).toBeGreaterThan(checks.length);
  expect(measure.done.flatMap(unreviewed)).toEqual([]);
}, 600_000);

function tell(what: string, seen: readonly Checked[]): void {
  const all = seen.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  for (const { name, milliseconds, count } of seen) say(`${what}: ${name} ${milliseconds} ms, ${count} found`);
  say(`${what}: ${(all / 1000).toFixed(1)} s together`);
}
