import fc from "fast-check";
import { fundStatuses } from "../../domain/funds/fund-words.ts";

/** A random organisation: indexes stand for ids, amounts are whole numbers of 0.00000001, rates of 0.000001. */
export interface Book {
  zone: string | null;
  baseCurrency: string | null;
  users: number;
  customers: { owner: number | null; status: "active" | "inactive" | "blacklist"; source: string | null }[];
  tofu: { customer: number; user: number | null; date: string; source: string; stayed: boolean }[];
  mofu: { customer: number; user: number | null; total: number; good: number; opened: boolean }[];
  bofu: { customer: number; user: number | null; currency: string; isVip: boolean }[];
  funds: Fund[];
  rates: { currency: string; base: string; day: string; rate: bigint }[];
}

export interface Fund {
  kind: "deposit" | "withdrawal";
  customer: number;
  user: number | null;
  amount: bigint;
  currency: string;
  status: "pending" | "confirmed" | "failed";
  at: Date;
}

const USERS = 3;
const CUSTOMERS = 5;
const currencies = ["USD", "CNY", "EUR", "USDT"];
const days = ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"];

const customer = fc.nat(CUSTOMERS - 1);
const user = fc.option(fc.nat(USERS - 1), { freq: 3 });
const currency = fc.constantFrom(...currencies);
// Around midnight in all the zones, and where clocks are put back in New York.
const instant = fc
  .integer({ min: Date.parse("2026-10-31T00:00:00Z"), max: Date.parse("2026-11-02T12:00:00Z") })
  .map((ms) => new Date(ms));
// Round amounts, odd ones, and the smallest and largest.
const amount = fc.oneof(
  fc.bigInt(1n, 20_000n).map((whole) => whole * 100_000_000n),
  fc.bigInt(1n, 10n ** 16n),
  fc.constantFrom(1n, 10n ** 21n - 1n),
);

const sameRow = (a: { customer: number; user: number | null }, b: { customer: number; user: number | null }) =>
  a.customer === b.customer && a.user === b.user;

/** Books of any shape: customers of nobody, several rows of a customer, several currencies, rates that are missing. */
export const books: fc.Arbitrary<Book> = fc.record({
  zone: fc.constantFrom(null, "UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland", "UTC+8", "Mars/Base"),
  baseCurrency: fc.constantFrom(null, "USD", "CNY", "usd"),
  users: fc.constant(USERS),
  customers: fc.array(
    fc.record({
      owner: user,
      status: fc.constantFrom("active", "inactive", "blacklist"),
      source: fc.constantFrom(null, "telegram"),
    }),
    { minLength: CUSTOMERS, maxLength: CUSTOMERS },
  ),
  tofu: fc.uniqueArray(
    fc.record({
      customer,
      user,
      date: fc.constantFrom(...days),
      source: fc.constantFrom("wecom", "slack"),
      stayed: fc.boolean(),
    }),
    { comparator: sameRow, maxLength: 8 },
  ),
  mofu: fc.uniqueArray(fc.record({ customer, user, total: fc.nat(50), good: fc.nat(50), opened: fc.boolean() }), {
    comparator: sameRow,
    maxLength: 8,
  }),
  bofu: fc.uniqueArray(fc.record({ customer, user, currency, isVip: fc.boolean() }), {
    comparator: (a, b) => sameRow(a, b) && a.currency === b.currency,
    maxLength: 8,
  }),
  funds: fc.array(
    fc.record({
      kind: fc.constantFrom("deposit", "withdrawal"),
      customer,
      user,
      amount,
      currency,
      status: fc.constantFrom("confirmed", "confirmed", ...fundStatuses.codes),
      at: instant,
    }),
    { maxLength: 14 },
  ),
  rates: fc
    .uniqueArray(
      fc.record({
        currency,
        base: fc.constantFrom("USD", "CNY"),
        day: fc.constantFrom(...days),
        rate: fc.bigInt(1n, 20_000_000n),
      }),
      { selector: (rate) => `${rate.base} ${rate.currency} ${rate.day}`, maxLength: 24 },
    )
    .map((rates) => rates.filter((rate) => rate.currency !== rate.base)),
});
