/** A day on the wall clock of a time zone, as instants. */
export interface DayWindow {
  /** `2026-03-02`. */
  day: string;
  from: Date;
  to: Date;
}

const HOUR_MS = 60 * 60_000;

/** The day that `at` lies in (`daysAgo` 0), or an earlier one; 23 or 25 hours long where the clocks change. */
export function dayWindow(timezone: string, at: Date, daysAgo: number): DayWindow {
  const today = new Date(`${localDay(timezone, at)}T00:00:00Z`);
  today.setUTCDate(today.getUTCDate() - daysAgo);
  const next = new Date(today);
  next.setUTCDate(next.getUTCDate() + 1);
  return { day: dayOf(today), from: startOf(timezone, dayOf(today)), to: startOf(timezone, dayOf(next)) };
}

/** `2026-03-02` on the wall clock of a time zone. */
export function localDay(timezone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

/** 0 to 23 on the wall clock of a time zone. */
export function localHour(timezone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", hourCycle: "h23" }).format(at));
}

// The first quarter of an hour that is that day there: zones differ from UTC by multiples of one, at most by 14 hours.
function startOf(timezone: string, day: string): Date {
  const middle = new Date(`${day}T00:00:00Z`).getTime();
  for (let at = middle - 14 * HOUR_MS; at <= middle + 14 * HOUR_MS; at += HOUR_MS / 4) {
    if (localDay(timezone, new Date(at)) === day) return new Date(at);
  }
  return new Date(middle);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
