import { DateTime } from "luxon";
import { KPI_DAY, type KpiBook } from "./kpi-book.ts";

/**
 * What a row of `employee_kpis` must say of a member of staff, counted one by one; null for no row, which an idle day has
 * unless it had one already. Sums in hundredths.
 */
export function kpisOf(book: KpiBook, user: number, { hadRow = false } = {}): Record<string, unknown> | null {
  const isOn = (at: Date | null) => at !== null && dayOf(book, at) === KPI_DAY;
  const came = book.customers.filter((one) => one.owner === user && !one.isMerged && isOn(one.at));
  const funds = book.funds.filter((fund) => fund.user === user && fund.status === "confirmed" && isOn(fund.at));
  const paidIn = sum(funds.filter((fund) => fund.kind === "deposit").map((fund) => inDollars(book, fund)));
  const takenOut = sum(funds.filter((fund) => fund.kind === "withdrawal").map((fund) => inDollars(book, fund)));
  const events = book.events.filter((event) => event.user === user && isOn(event.at));
  const said = book.messages.filter(
    (message) => message.user === user && ["sent", "read"].includes(message.status) && isOn(message.at),
  );
  const qualities = said.flatMap(({ quality }) => quality ?? []);
  const ended = book.results.filter((result) => result.user === user && isOn(result.at));
  const firsts = ended.flatMap(({ kind, outcome, waited }) =>
    kind === "first_response" && outcome === "answered" && waited !== null ? [waited] : [],
  );
  const missed = book.conversations
    .filter((one) => one.agent === user && one.isWaiting && ["pending", "active"].includes(one.status))
    .flatMap(({ due }) => Object.entries(due).flatMap(([kind, at]) => (isOn(at) ? [kind] : [])));
  const late = missed.filter((kind) => kind !== "resolution").length;
  const waits = ended.filter(({ kind }) => kind !== "resolution");
  const takenAway = book.events.filter(
    (event) => event.type === "queued" && event.before === user && event.reason === "unanswered" && isOn(event.at),
  ).length;
  const ratings = book.conversations.flatMap((one) =>
    one.agent === user && isOn(one.rating?.at ?? null) ? (one.rating?.score ?? []) : [],
  );
  const figures = {
    tofu_contacts: came.length,
    tofu_retained: came.filter(({ isInGroup }) => isInGroup).length,
    mofu_quality_conversations: new Set(
      events.filter(({ type }) => type === "quality_conversation").map(({ conversation }) => conversation),
    ).size,
    mofu_counter_question_count: events.filter(({ type }) => type === "counter_question").length,
    mofu_accounts_opened: book.customers.filter(({ owner }, n) => owner === user && isOn(openedAt(book, n))).length,
    bofu_deposits_count: funds.filter(({ kind }) => kind === "deposit").length,
    bofu_deposit_amount: paidIn,
    bofu_withdrawal_amount: takenOut,
    currencies_without_rate: funds.some((fund) => inDollars(book, fund) === null) ? ["CNY"] : [],
    first_responses: firsts.length,
    conversations_handled: new Set(said.map(({ conversation }) => conversation)).size,
    conversations_resolved: book.conversations.filter(
      (one) => one.agent === user && ["resolved", "closed"].includes(one.status) && isOn(one.resolvedAt),
    ).length,
    satisfaction_count: ratings.length,
    satisfaction_sum: add(ratings),
    quality_count: qualities.length,
    quality_sum: add(qualities),
    waits: waits.length + late + takenAway,
    waits_unanswered: waits.filter(({ outcome }) => outcome === "released").length + late + takenAway,
    sla_promises: ended.length + missed.length,
    sla_met: ended.filter(({ isMet }) => isMet).length,
  };
  const isIdle = Object.values(figures).every((value) => value === 0 || value === 0n || String(value) === "");
  if (isIdle && !hadRow) return null;
  const median = medianOf(firsts);
  return {
    ...figures,
    first_response_median_seconds: median,
    net: paidIn === null || takenOut === null ? null : paidIn - takenOut,
    withdrawal_rate:
      paidIn === null || takenOut === null || paidIn === 0n
        ? null
        : Number(takenOut > paidIn ? 10_000n : (takenOut * 20_000n + paidIn) / (2n * paidIn)) / 100,
    score: scoreOfDay({ ...figures, median }),
  };
}

interface Scored {
  [figure: string]: unknown;
  median: number | null;
}

/** With the weights and targets that hold where nothing is set, written out. */
function scoreOfDay(day: Scored): number | null {
  const n = (name: string) => Number(day[name]);
  const full = (share: number) => Math.min(1, share);
  const sales: [number, number][] = [
    [10, full(n("tofu_contacts") / 5)],
    [10, full(n("mofu_accounts_opened") / 1)],
  ];
  if (day["bofu_deposit_amount"] !== null) sales.push([10, full(n("bofu_deposit_amount") / 100 / 1000)]);
  const service: [number, number][] = [];
  if (day.median !== null) service.push([15, day.median === 0 ? 1 : full(300 / day.median)]);
  if (n("conversations_handled") + n("conversations_resolved") + n("waits") > 0) {
    service.push([10, full(n("conversations_resolved") / 10)]);
  }
  if (n("satisfaction_count") > 0) service.push([15, full(n("satisfaction_sum") / n("satisfaction_count") / 4.5)]);
  if (n("quality_count") > 0) service.push([10, full(n("quality_sum") / n("quality_count") / 8)]);
  if (n("waits") > 0) service.push([10, full((1 - n("waits_unanswered") / n("waits")) / 0.95)]);
  if (n("sla_promises") > 0) service.push([10, full(n("sla_met") / n("sla_promises") / 0.95)]);
  if (service.length === 0) return null;
  const mean = (parts: [number, number][]) =>
    parts.reduce((all, [weight, share]) => all + weight * share, 0) / parts.reduce((all, [weight]) => all + weight, 0);
  return 100 * (0.3 * mean(sales) + 0.7 * mean(service));
}

function openedAt(book: KpiBook, customer: number): Date | null {
  const times = [
    ...book.refs.filter((ref) => ref.customer === customer),
    ...book.funds.filter((f) => f.customer === customer && f.kind === "deposit" && f.status !== "failed"),
  ].map(({ at }) => at.getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

function inDollars(book: KpiBook, fund: KpiBook["funds"][number]): bigint | null {
  if (fund.currency === "USD") return fund.cents;
  const known = book.rates
    .filter(({ day }) => day <= dayOf(book, fund.at))
    .sort((left, right) => right.day.localeCompare(left.day))[0];
  return known ? (fund.cents * known.rate + 5_000n) / 10_000n : null;
}

function dayOf({ zone }: KpiBook, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toISODate() ?? "";
}

function sum(amounts: (bigint | null)[]): bigint | null {
  return amounts.reduce<bigint | null>((all, one) => (all === null || one === null ? null : all + one), 0n);
}

function add(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function medianOf(values: number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? null)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
