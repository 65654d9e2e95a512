import { DateTime } from "luxon";

/** A week of the organisation's zone, from Monday. */
export interface Week {
  /** `2026-W48`. */
  name: string;
  from: Date;
  /** The next one's beginning. */
  to: Date;
}

const LAST = /^(?:last|last-week|上周)$/i;
const THIS = /^(?:this|week|this-week|本周|这周)$/i;

/**
 * The week that a word names: `2026-W47`, `W47`, `last`, 上周, `this`, 本周. Null for other words and for what has not
 * begun.
 */
export function readWeek(word: string, now: Date, zone: string): Week | null {
  const today = DateTime.fromJSDate(now, { zone });
  if (THIS.test(word)) return weekOf(today);
  if (LAST.test(word)) return weekOf(today.minus({ weeks: 1 }));
  const [, year, number] = /^(?:(\d{4})-?)?W(\d{1,2})$/i.exec(word.normalize("NFKC")) ?? [];
  if (number === undefined) return null;
  const weekYear = year === undefined ? today.weekYear : Number(year);
  const start = DateTime.fromObject({ weekYear, weekNumber: Number(number) }, { zone });
  return start.isValid && start <= today && start.year >= 2000 ? weekOf(start) : null;
}

/** The week that a moment lies in. */
export function weekAt(now: Date, zone: string): Week {
  return weekOf(DateTime.fromJSDate(now, { zone }));
}

function weekOf(within: DateTime): Week {
  const from = within.startOf("week");
  return { name: from.toFormat("kkkk-'W'WW"), from: from.toJSDate(), to: from.plus({ weeks: 1 }).toJSDate() };
}
