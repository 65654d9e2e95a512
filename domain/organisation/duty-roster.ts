import { DateTime } from "luxon";

/** Hours that somebody works every week, or does not although they otherwise would. */
export interface DutyShift {
  userId: string;
  kind: "duty" | "absence";
  /** 1 Monday to 7 Sunday: the days on which it begins. */
  weekdays: readonly number[];
  /** Minutes of the day, wall clock. Where it ends before it begins, it ends on the next day; 1440 is midnight. */
  from: number;
  to: number;
  /** Of the days on which it begins: `2026-12-24`; null: without an end. */
  firstDate: string | null;
  lastDate: string | null;
}

/** A team's shifts, in its time zone. */
export interface DutyRoster {
  /** IANA name. */
  zone: string;
  shifts: readonly DutyShift[];
}

/** A stretch of time, its end not in it. */
export interface Span {
  from: Date;
  to: Date;
}

/** False when no shift of a duty is to come: then nobody is off shift, and presence alone says who is on. */
export function hasRoster({ shifts, zone }: DutyRoster, at: Date): boolean {
  // A night's shift of yesterday may still run.
  const yesterday = isoDate(DateTime.fromJSDate(at, { zone }).minus({ days: 1 }));
  return shifts.some(({ kind, lastDate }) => kind === "duty" && (lastDate === null || lastDate >= yesterday));
}

/** True when the person works now: in a shift, and not in an absence. */
export function isOnShift(roster: DutyRoster, userId: string, at: Date): boolean {
  const running = roster.shifts.filter(
    (shift) => shift.userId === userId && spanAround(roster.zone, shift, at) !== null,
  );
  return running.some(({ kind }) => kind === "duty") && !running.some(({ kind }) => kind === "absence");
}

/** Everybody who works now. */
export function peopleOnShift(roster: DutyRoster, at: Date): Set<string> {
  const people = new Set(roster.shifts.map(({ userId }) => userId));
  return new Set([...people].filter((userId) => isOnShift(roster, userId, at)));
}

/** Until when somebody who works now does, or null. Shifts that follow each other without a gap are one. */
export function endOfShift(roster: DutyRoster, userId: string, at: Date): Date | null {
  if (!isOnShift(roster, userId, at)) return null;
  return changesAfter(roster, userId, at).find((instant) => !isOnShift(roster, userId, instant)) ?? null;
}

/** When somebody who does not work now begins next, within a fortnight; null when they do not. */
export function nextShift(roster: DutyRoster, userId: string, at: Date): Date | null {
  if (isOnShift(roster, userId, at)) return null;
  return changesAfter(roster, userId, at).find((instant) => isOnShift(roster, userId, instant)) ?? null;
}

/**
 * Since when somebody is off shift: the rosters that are in force have duties of theirs, and they are in none now. Null
 * for who is on, and for who has no duties: nobody expects them at set hours. Longer ago than a fortnight counts as one.
 */
export function offShiftSince(rosters: readonly DutyRoster[], userId: string, at: Date): Date | null {
  const own = rosters.filter(
    (roster) =>
      hasRoster(roster, at) && roster.shifts.some((shift) => shift.userId === userId && shift.kind === "duty"),
  );
  if (own.length === 0 || own.some((roster) => isOnShift(roster, userId, at))) return null;
  const ends = own.map((roster) => lastOnShift(roster, userId, at).getTime());
  return new Date(Math.max(...ends));
}

/** When somebody who does not work now last did. */
function lastOnShift(roster: DutyRoster, userId: string, at: Date): Date {
  const before = changesAround(roster, userId, at).filter((instant) => instant <= at);
  const end = before.findLast((instant) => isOnShift(roster, userId, new Date(instant.getTime() - 1)));
  return end ?? DateTime.fromJSDate(at).minus({ days: LOOK_AROUND_DAYS }).toJSDate();
}

/** Shifts repeat weekly; what begins later than this, or ended longer ago, nobody needs to know today. */
const LOOK_AROUND_DAYS = 15;

function changesAfter(roster: DutyRoster, userId: string, at: Date): Date[] {
  return changesAround(roster, userId, at).filter((instant) => instant > at);
}

/** The instants at which a person's shifts or absences begin or end, in order. */
function changesAround({ zone, shifts }: DutyRoster, userId: string, at: Date): Date[] {
  const today = DateTime.fromJSDate(at, { zone }).startOf("day");
  const days = Array.from({ length: 2 * LOOK_AROUND_DAYS }, (_, index) =>
    today.plus({ days: index - LOOK_AROUND_DAYS }),
  );
  const own = shifts.filter((shift) => shift.userId === userId);
  const spans = days.flatMap((day) => own.flatMap((shift) => spanOn(day, shift) ?? []));
  return spans.flatMap(({ from, to }) => [from, to]).sort((left, right) => left.getTime() - right.getTime());
}

/** The run of a shift that holds the instant: one that began on its day or the day before. */
function spanAround(zone: string, shift: DutyShift, at: Date): Span | null {
  const today = DateTime.fromJSDate(at, { zone }).startOf("day");
  const runs = [spanOn(today, shift), spanOn(today.minus({ days: 1 }), shift)];
  return runs.find((span) => span !== null && span.from <= at && at < span.to) ?? null;
}

function spanOn(day: DateTime, { weekdays, from, to, firstDate, lastDate }: DutyShift): Span | null {
  const date = isoDate(day);
  if (!weekdays.includes(day.weekday)) return null;
  if ((firstDate !== null && date < firstDate) || (lastDate !== null && date > lastDate)) return null;
  const end = to > from ? wallClock(day, to) : wallClock(day.plus({ days: 1 }), to);
  const begin = wallClock(day, from);
  return begin < end ? { from: begin, to: end } : null;
}

// Wall clock: a time in the hour that clocks jump over is the same instant wherever it stands, so that a shift that ends
// there and one that begins there still meet.
function wallClock(day: DateTime, minutes: number): Date {
  if (minutes === 24 * 60) return day.plus({ days: 1 }).startOf("day").toJSDate();
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0, millisecond: 0 }).toJSDate();
}

function isoDate(day: DateTime): string {
  return day.toISODate() ?? "";
}
