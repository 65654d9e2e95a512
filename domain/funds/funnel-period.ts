import { DateTime } from "luxon";

export interface NamedPeriod {
  from: Date;
  to: Date;
  days: { first: string; last: string };
}

const spans: Record<string, (today: DateTime) => [DateTime, DateTime]> = {
  today: (day) => [day, day],
  yesterday: (day) => [day.minus({ days: 1 }), day.minus({ days: 1 })],
  week: (day) => [day.minus({ days: 6 }), day],
  month: (day) => [day.startOf("month"), day],
  year: (day) => [day.startOf("year"), day],
};
const meanings: Record<string, string> = {
  今天: "today",
  今日: "today",
  昨天: "yesterday",
  昨日: "yesterday",
  本周: "week",
  近7天: "week",
  本月: "month",
  今年: "year",
  本年: "year",
};

/**
 * The period that a word means, in the organisation's zone: today, yesterday, week (seven days), month, year, a month
 * (2026-10) or a day (2026-10-05). Null when it means none.
 */
export function readPeriod(word: string, now: Date, zone: string): NamedPeriod | null {
  const said = word.normalize("NFKC").trim().toLowerCase();
  const today = DateTime.fromJSDate(now, { zone }).startOf("day");
  const span = spans[meanings[said] ?? said];
  if (span && Object.hasOwn(spans, meanings[said] ?? said)) return between(...span(today));
  const given = /^\d{4}-\d{2}(-\d{2})?$/.test(said) ? DateTime.fromISO(said, { zone }) : null;
  if (!given?.isValid) return null;
  return said.length === 7 ? between(given, given.endOf("month").startOf("day")) : between(given, given);
}

function between(first: DateTime, last: DateTime): NamedPeriod {
  return {
    from: first.toJSDate(),
    to: last.plus({ days: 1 }).toJSDate(),
    days: { first: first.toFormat("yyyy-MM-dd"), last: last.toFormat("yyyy-MM-dd") },
  };
}
