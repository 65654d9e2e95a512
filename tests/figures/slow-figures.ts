import { DateTime, IANAZone } from "luxon";
import type { Book, Fund } from "./book.ts";

/** What `v_customer_overview` must say of a customer; sums in hundredths, null where a rate is missing. */
export interface Overview {
  source: string | null;
  stayed: boolean;
  total: number;
  good: number;
  opened: boolean;
  isVip: boolean;
  base: string;
  deposits: number;
  paidIn: bigint | null;
  takenOut: bigint | null;
  net: bigint | null;
  rate: bigint | null;
  missing: string[];
}

/** What `v_employee_performance` must say of a member of staff. */
export interface Performance {
  customers: number;
  active: number;
  net: bigint | null;
  unknown: number;
  averageRate: bigint | null;
  opened: number;
  firstDeposits: number;
}

/** A customer's figures, counted one by one. */
export function overviewOf(book: Book, customer: number): Overview {
  const of = <Row extends { customer: number }>(rows: Row[]) => rows.filter((row) => row.customer === customer);
  const base = baseOf(book);
  const settled = of(book.funds).filter((fund) => fund.status === "confirmed");
  const paidIn = sum(settled.filter((fund) => fund.kind === "deposit").map((fund) => inBase(book, fund)));
  const takenOut = sum(settled.filter((fund) => fund.kind === "withdrawal").map((fund) => inBase(book, fund)));
  const first = of(book.tofu).sort((a, b) => a.date.localeCompare(b.date))[0];
  return {
    source: first?.source ?? book.customers[customer]?.source ?? null,
    stayed: of(book.tofu).some((row) => row.stayed),
    total: of(book.mofu).reduce((all, row) => all + row.total, 0),
    good: of(book.mofu).reduce((all, row) => all + row.good, 0),
    opened: of(book.mofu).some((row) => row.opened),
    isVip: of(book.bofu).some((row) => row.isVip),
    base,
    deposits: settled.filter((fund) => fund.kind === "deposit").length,
    paidIn,
    takenOut,
    net: paidIn === null || takenOut === null ? null : paidIn - takenOut,
    rate: rateOf(paidIn, takenOut),
    missing: [...new Set(settled.filter((f) => inBase(book, f) === null).map((fund) => fund.currency))].sort(),
  };
}

/** A member of staff's figures, out of those of their customers. */
export function performanceOf(book: Book, user: number): Performance {
  const mine = book.customers.flatMap(({ owner, status }, index) =>
    owner === user ? [{ status, ...overviewOf(book, index) }] : [],
  );
  const rates = mine.flatMap(({ rate }) => (rate === null ? [] : [rate]));
  const total = rates.reduce((all, rate) => all + rate, 0n);
  return {
    customers: mine.length,
    active: mine.filter(({ status }) => status === "active").length,
    net: sum(mine.map(({ net }) => net)),
    unknown: mine.filter(({ net }) => net === null).length,
    averageRate: rates.length === 0 ? null : divide(total, BigInt(rates.length)),
    opened: mine.filter(({ opened }) => opened).length,
    firstDeposits: mine.filter(({ deposits }) => deposits > 0).length,
  };
}

function rateOf(paidIn: bigint | null, takenOut: bigint | null): bigint | null {
  if (paidIn === null || takenOut === null || paidIn === 0n) return null;
  const rate = divide(takenOut * 10_000n, paidIn);
  return rate > 10_000n ? 10_000n : rate;
}

function inBase(book: Book, fund: Fund): bigint | null {
  const base = baseOf(book);
  if (fund.currency === base) return divide(fund.amount, 10n ** 6n);
  const zone = book.zone !== null && IANAZone.isValidZone(book.zone) ? book.zone : "UTC";
  const day = DateTime.fromJSDate(fund.at, { zone }).toFormat("yyyy-MM-dd");
  const known = book.rates.filter((rate) => rate.currency === fund.currency && rate.base === base && rate.day <= day);
  const last = known.sort((a, b) => a.day.localeCompare(b.day)).at(-1);
  return last === undefined ? null : divide(fund.amount * last.rate, 10n ** 12n);
}

const baseOf = (book: Book) => (book.baseCurrency === "CNY" ? "CNY" : "USD");

function sum(amounts: (bigint | null)[]): bigint | null {
  let all = 0n;
  for (const amount of amounts) {
    if (amount === null) return null;
    all += amount;
  }
  return all;
}

// Half away from zero, as `round` does; nothing negative is ever divided here.
const divide = (a: bigint, b: bigint) => (2n * a + b) / (2n * b);
