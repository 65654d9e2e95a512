import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { computeKpis } from "../../domain/performance/compute-kpis.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type EnteredKpiBook, enterHappenings, openKpiBook } from "./enter-kpi-book.ts";
import { KPI_DAY, type KpiBook, kpiBooks } from "./kpi-book.ts";
import { kpisOf } from "./slow-kpis.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 2, system: 2 });
  await db.system.raw("SELECT ensure_message_partition('2026-03-01')");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const now = new Date("2026-04-01T12:00:00Z");

it("a day of staff is what counting one by one says, also when half of it came late, and working it out again writes nothing", async () => {
  let scored = 0;
  await fc.assert(
    fc.asyncProperty(kpiBooks, async (book) => {
      const entered = await openKpiBook(db, book);
      const [early, late] = [half(book, 0), half(book, 1)];
      await enterHappenings(db, entered, early);
      await compute(entered);
      const before = await readKpis(entered);
      expect(before).toEqual(entered.users.map((_, user) => shown(kpisOf(early, user))));
      await enterHappenings(db, entered, late);
      await compute(entered);
      const rows = await readKpis(entered);
      expect(rows).toEqual(
        entered.users.map((_, user) => shown(kpisOf(book, user, { hadRow: before[user] !== null }))),
      );
      expect(await compute(entered)).toBe(0);
      scored += rows.filter((row) => row !== null && row["score"] !== null).length;
    }),
    { numRuns: 60, examples: [[withdrawnWithoutRate]] },
  );
  expect(scored).toBeGreaterThan(40);
}, 120_000);

function compute({ orgId }: EnteredKpiBook): Promise<number> {
  return inOrganization(db, orgId, (scope) => computeKpis(scope, { day: KPI_DAY, now }));
}

/** Money that came in the organisation's currency and went out in one for which there is no rate: no rate of both. */
const at = new Date("2026-03-29T00:00:00Z");
const withdrawnWithoutRate: KpiBook = {
  zone: "UTC",
  customers: Array.from({ length: 4 }, () => ({ owner: 0, at, isMerged: false, isInGroup: false })),
  conversations: Array.from({ length: 5 }, () => ({
    ...{ agent: 0, status: "pending" as const, resolvedAt: null, rating: null, isWaiting: false },
    due: { first_response: null, next_response: null, resolution: null },
  })),
  refs: [],
  funds: [
    { kind: "deposit", customer: 0, user: 0, cents: 1n, currency: "USD", status: "confirmed", at },
    { kind: "withdrawal", customer: 0, user: 0, cents: 1n, currency: "CNY", status: "confirmed", at },
  ],
  rates: [],
  messages: [],
  events: [],
  results: [],
};

/** Every second of what happened; the people are the same. */
function half(book: KpiBook, rest: number): KpiBook {
  const of = <T>(list: T[]) => list.filter((_, index) => index % 2 === rest);
  const { refs, funds, rates, messages, events, results } = book;
  return {
    ...book,
    refs: of(refs),
    funds: of(funds),
    rates: of(rates),
    messages: of(messages),
    events: of(events),
    results: of(results),
  };
}

function shown(row: Record<string, unknown> | null): Record<string, unknown> | null {
  const score = row?.["score"];
  return row && { ...row, score: typeof score === "number" ? expect.closeTo(score, 1) : score };
}

async function readKpis({ orgId, users }: EnteredKpiBook): Promise<(Record<string, unknown> | null)[]> {
  const rows: Record<string, string>[] = await inOrganization(db, orgId, ({ trx }) =>
    trx("employee_kpis").where({ org_id: orgId, date: KPI_DAY }),
  );
  return users.map((id) => {
    const row = rows.find(({ user_id }) => user_id === id);
    return row ? readRow(row) : null;
  });
}

const counts = [
  "tofu_contacts",
  "tofu_retained",
  "mofu_quality_conversations",
  "mofu_counter_question_count",
  "mofu_accounts_opened",
  "bofu_deposits_count",
  "first_responses",
  "conversations_handled",
  "conversations_resolved",
  "satisfaction_count",
  "satisfaction_sum",
  "quality_count",
  "quality_sum",
  "waits",
  "waits_unanswered",
  "sla_promises",
  "sla_met",
];

function readRow(row: Record<string, string | null>): Record<string, unknown> {
  const number = (name: string) => (row[name] === null ? null : Number(row[name]));
  const cents = (name: string) => (row[name] === null ? null : BigInt(Math.round(Number(row[name]) * 100)));
  return {
    ...Object.fromEntries(counts.map((name) => [name, number(name)])),
    bofu_deposit_amount: cents("bofu_deposit_amount"),
    bofu_withdrawal_amount: cents("bofu_withdrawal_amount"),
    net: cents("bofu_net_deposit"),
    currencies_without_rate: row["currencies_without_rate"],
    first_response_median_seconds: number("first_response_median_seconds"),
    withdrawal_rate: number("bofu_withdrawal_rate"),
    score: number("overall_score"),
  };
}
