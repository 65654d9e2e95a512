import { DateTime } from "luxon";

/** Days of the organisation's zone, both included: `2026-03-02`. */
export interface Period {
  from: string;
  to: string;
}

/** A period that somebody asks about, up to today where it goes on, and the one before it that it is compared with. */
export interface AskedPeriod extends Period {
  before: Period;
}

type Unit = "day" | "week" | "month";

const words: Record<string, { unit: Unit; ago: number }> = {};
for (const [unit, ago, names] of [
  ["day", 0, "today 今天 今日"],
  ["day", 1, "yesterday 昨天 昨日"],
  ["week", 0, "week this-week 本周 这周"],
  ["week", 1, "last-week 上周"],
  ["month", 0, "month this-month 本月 这个月"],
  ["month", 1, "last-month 上月 上个月"],
] as const) {
  for (const name of names.split(" ")) words[name] = { unit, ago };
}

/**
 * The period that words name on a day: `today`, `yesterday`, `week`, `last week`, `month`, `last month`, `2026-03`,
 * `2026年3月`, `2026-03-02`, or the same in Chinese. Null for other words, and for what has not begun.
 */
export function readPeriod(text: string, today: string): AskedPeriod | null {
  const said = text.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, "-");
  const now = DateTime.fromISO(today, { zone: "utc" });
  const word = Object.hasOwn(words, said) ? words[said] : undefined;
  if (word) return periodOf(now.minus({ [word.unit]: word.ago }), word.unit, now);
  const [, year, month, day] = /^(\d{4})[-年](\d{1,2})(?:月?|[-月](\d{1,2})日?)$/.exec(said) ?? [];
  if (!year) return null;
  const start = DateTime.fromObject(
    { year: Number(year), month: Number(month), day: Number(day ?? 1) },
    { zone: "utc" },
  );
  if (!start.isValid || start > now || start.year < 2000) return null;
  return periodOf(start, day === undefined ? "month" : "day", now);
}

/** What goes on is compared with as many days of the one before it. */
function periodOf(within: DateTime, unit: Unit, now: DateTime): AskedPeriod {
  const from = within.startOf(unit);
  const end = within.endOf(unit).startOf("day");
  const to = DateTime.min(end, now);
  const beforeFrom = from.minus({ [unit]: 1 });
  const days = to.diff(from, "days").days;
  const beforeEnd = from.minus({ days: 1 });
  const beforeTo = to < end ? DateTime.min(beforeFrom.plus({ days }), beforeEnd) : beforeEnd;
  return { from: iso(from), to: iso(to), before: { from: iso(beforeFrom), to: iso(beforeTo) } };
}

function iso(day: DateTime): string {
  return day.toFormat("yyyy-MM-dd");
}
