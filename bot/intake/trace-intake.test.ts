import { afterAll, beforeAll, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { createLog } from "../../infra/log/log.ts";
import { createTracing } from "../../infra/tracing/tracing.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { createIntake, type Intake } from "./accept-receipts.ts";
import type { ReceiptSource } from "./store-receipts.ts";
import { traceIntake } from "./trace-intake.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 6 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Line {
  event: string;
  receipt: string;
  trace: string;
}

async function openIntake(): Promise<{ intake: Intake; source: ReceiptSource; lines: Line[] }> {
  const lines: Line[] = [];
  const log = createLog("info", { to: { write: (line) => lines.push(JSON.parse(line)) } });
  const intake = traceIntake(createIntake(db, { clock: systemClock }), { tracing: createTracing(), log });
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
  return { intake, source: { channelId, orgId }, lines };
}

const receipts = (...ids: string[]) => ids.map((externalId) => ({ externalId, chat: "7", raw: "{}" }));
const said = (lines: Line[]) => lines.map(({ event, receipt }) => `${event} ${receipt}`).sort();

/** Of each receipt, the trace in which it will be worked. */
async function storedTraces({ channelId }: ReceiptSource): Promise<Map<string, string>> {
  const rows: { external_id: string; trace: string }[] = await db
    .system("inbound_receipts")
    .where({ channel_id: channelId })
    .select("external_id", "trace");
  return new Map(rows.map((row) => [row.external_id, row.trace.split("-")[1] ?? ""]));
}

async function expectToLead(lines: Line[], source: ReceiptSource): Promise<void> {
  const traces = await storedTraces(source);
  const accepted = lines.filter(({ event }) => event === "receipt.accepted");
  expect(accepted.map(({ receipt }) => receipt).sort()).toEqual([...traces.keys()].sort());
  for (const { receipt, trace } of accepted) expect(trace).toBe(traces.get(receipt));
}

it("says of what a platform sends again that it was there already: one line leads to what became of it", async () => {
  const { intake, source, lines } = await openIntake();
  await intake.accept(source, receipts("1", "2"));
  await intake.accept(source, receipts("2", "3\u0000"));
  expect(said(lines)).toEqual([
    "receipt.accepted 1",
    "receipt.accepted 2",
    "receipt.accepted 3\u0000",
    "receipt.repeated 2",
  ]);
  await intake.accept(source, receipts("3\u0000"));
  expect(said(lines)).toContain("receipt.repeated 3\u0000");
});

it("does so where both come at once, and where one request has it twice", async () => {
  const { intake, source, lines } = await openIntake();
  await Promise.all([
    intake.accept(source, receipts("1", "2", "2")),
    intake.accept(source, receipts("1")),
    intake.accept(source, receipts("1", "3")),
  ]);
  expect(said(lines).filter((line) => line.startsWith("receipt.repeated"))).toEqual([
    "receipt.repeated 1",
    "receipt.repeated 1",
    "receipt.repeated 2",
  ]);
  await expectToLead(lines, source);
});

it("keeps apart what has the same number on two channels", async () => {
  const { intake, source, lines } = await openIntake();
  const other = newId();
  await db.system("channels").insert({ id: other, org_id: orgId, platform: "other", name: other });
  await intake.accept(source, receipts("1"));
  await Promise.all([intake.accept({ channelId: other, orgId }, receipts("1")), intake.accept(source, receipts("1"))]);
  expect(said(lines)).toEqual(["receipt.accepted 1", "receipt.accepted 1", "receipt.repeated 1"]);
});

it("does so of what is polled, whose last page is asked for again", async () => {
  const { intake, source, lines } = await openIntake();
  const cursor = { name: "updates", value: "2" };
  await intake.acceptWithCursor(source, receipts("1", "2"), cursor);
  await intake.acceptWithCursor(source, receipts("2", "3"), cursor);
  expect(said(lines)).toEqual(["receipt.accepted 1", "receipt.accepted 2", "receipt.accepted 3", "receipt.repeated 2"]);
  await expectToLead(lines, source);
});
