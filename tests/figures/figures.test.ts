import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { type Book, books } from "./book.ts";
import { type Entered, enterBook } from "./enter-book.ts";
import { type Overview, overviewOf, type Performance, performanceOf } from "./slow-figures.ts";

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

describe("the views of customers and of staff", () => {
  it("say what counting one by one says, and only of the organisation that asks", async () => {
    await fc.assert(
      fc.asyncProperty(books, async (book) => {
        const entered = await enterBook(db, book);
        expect(await readOverviews(entered)).toEqual(book.customers.map((_, n) => overviewOf(book, n)));
        expect(await readPerformances(entered)).toEqual(entered.users.map((_, n) => performanceOf(book, n)));
      }),
      { numRuns: 60 },
    );
  });

  it("add up two currencies and three colleagues of one customer without counting anything twice", async () => {
    const deposit = { kind: "deposit", customer: 0, user: 0, status: "confirmed" } as const;
    const entered = await enterBook(db, {
      ...emptyBook,
      zone: "Asia/Shanghai",
      users: 3,
      customers: [{ owner: 0, status: "active", source: null }],
      mofu: [0, 1, 2].map((user) => ({ customer: 0, user, total: 4, good: 1, opened: user === 1 })),
      bofu: [0, 1, 2].map((user) => ({ customer: 0, user, currency: "USD", isVip: false })),
      funds: [
        { ...deposit, amount: 10_000_000_000n, currency: "USD", at: new Date("2026-11-01T00:00:00Z") },
        // The 2nd of November in Shanghai, at its rate.
        { ...deposit, amount: 70_000_000_000n, currency: "CNY", at: new Date("2026-11-01T16:00:00Z") },
      ],
      rates: [
        { currency: "CNY", base: "USD", day: "2026-11-01", rate: 130_000n },
        { currency: "CNY", base: "USD", day: "2026-11-02", rate: 140_000n },
      ],
    });
    expect(await readPerformances(entered)).toMatchObject([
      { customers: 1, active: 1, net: 19_800n, opened: 1, firstDeposits: 1, averageRate: 0n },
      { customers: 0, net: 0n },
      { customers: 0, net: 0n },
    ]);
    expect(await readOverviews(entered)).toMatchObject([{ total: 12, good: 3, opened: true, paidIn: 19_800n }]);
  });

  it("leave a sum open while a rate is missing, and name the currency", async () => {
    const entered = await enterBook(db, {
      ...emptyBook,
      customers: [{ owner: 0, status: "active", source: null }],
      funds: [
        { kind: "deposit", customer: 0, user: 0, status: "confirmed", amount: 1n, currency: "USD", at: new Date(0) },
        { kind: "withdrawal", customer: 0, user: 0, status: "confirmed", amount: 1n, currency: "EUR", at: new Date(0) },
      ],
    });
    expect(await readOverviews(entered)).toMatchObject([{ paidIn: 0n, takenOut: null, net: null, missing: ["EUR"] }]);
    expect(await readPerformances(entered)).toMatchObject([{ net: null, unknown: 1 }]);
  });
});

const emptyBook: Book = {
  zone: null,
  baseCurrency: null,
  users: 1,
  customers: [],
  tofu: [],
  mofu: [],
  bofu: [],
  funds: [],
  rates: [],
};

async function readOverviews({ orgId, customers }: Entered): Promise<Overview[]> {
  const rows = await inOrganization(db, orgId, ({ trx }) => trx("v_customer_overview").orderBy("customer_code"));
  expect(rows.map(({ id }) => id)).toEqual(customers);
  return rows.map((row) => ({
    source: row.source_channel,
    stayed: row.stayed_in_group,
    total: row.total_conversations,
    good: row.high_quality_conversations,
    opened: row.account_opened,
    isVip: row.is_vip,
    base: row.base_currency,
    deposits: row.deposit_count,
    paidIn: hundredths(row.total_deposits),
    takenOut: hundredths(row.total_withdrawals),
    net: hundredths(row.net_deposit),
    rate: hundredths(row.withdrawal_rate),
    missing: row.currencies_without_rate,
  }));
}

async function readPerformances({ orgId, users }: Entered): Promise<Performance[]> {
  const rows = await inOrganization(db, orgId, ({ trx }) => trx("v_employee_performance").orderBy("employee_code"));
  expect(rows.map(({ id }) => id)).toEqual(users);
  return rows.map((row) => ({
    customers: row.total_customers,
    active: row.active_customers,
    net: hundredths(row.total_net_deposit),
    unknown: row.customers_without_rate,
    averageRate: hundredths(row.avg_withdrawal_rate),
    opened: row.accounts_opened,
    firstDeposits: row.first_deposits,
  }));
}

function hundredths(value: string | null): bigint | null {
  if (value === null) return null;
  const [whole = "0", places = ""] = value.split(".");
  const amount = BigInt(whole.replace("-", "") + places.padEnd(2, "0"));
  return value.startsWith("-") ? -amount : amount;
}
