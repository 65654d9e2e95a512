import { DateTime } from "luxon";
import { z } from "zod";
import { organizationTimezone } from "../organisation/settings/organization.ts";
import { defineSetting, fitting, readSetting, type Settings } from "../organisation/settings/setting.ts";

/** When the desk works, in the organisation's time zone. */
export interface WorkingCalendar {
  /** IANA name. */
  zone: string;
  /** Openings of Monday to Sunday (index 0 to 6); null: always on, holidays aside. */
  week: readonly (readonly Opening[])[] | null;
  /** `2027-01-01`: closed all day. */
  holidays: ReadonlySet<string>;
}

/** Minutes of the day, wall clock; `to` up to 1440. */
interface Opening {
  from: number;
  to: number;
}

/** The days of the setting `sla.working_hours`, Monday first. */
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const span = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
  .transform((text): Opening => {
    const [from = "", to = ""] = text.split("-");
    return { from: minutesOf(from), to: minutesOf(to) };
  })
  .refine(({ from, to }) => from < to, "must end after it begins");

/** Per weekday `09:00-18:00`, or a list of such; a day that is not named is closed. At least one opening a week. */
export const workingHoursSchema = z
  .strictObject(Object.fromEntries(weekdays.map((day) => [day, z.union([span, z.array(span).max(6)]).optional()])))
  .transform((days) => weekdays.map((day) => [days[day] ?? []].flat()))
  .refine((week) => week.some((day) => day.length > 0), "must open at least once a week");

export const holidaysSchema = z.array(z.iso.date()).max(500);

/** Null: always on. */
export const workingHoursSetting = defineSetting("sla.working_hours", workingHoursSchema.nullable(), null);
export const holidaysSetting = defineSetting("sla.holidays", holidaysSchema, []);

/** Reads the settings that say when the desk works; one that does not fit counts as not set. */
export function workingCalendarOf(settings: Settings): WorkingCalendar {
  return {
    zone: readSetting(settings, organizationTimezone),
    week: readSetting(settings, workingHoursSetting),
    holidays: new Set(readSetting(settings, holidaysSetting)),
  };
}

const MINUTE_MS = 60_000;
/** Longer closed than this never happens with one opening a week, whatever the holidays. */
const MAX_DAYS = 20 * 366;

/** The instant at which so many minutes of working time have passed since `from`. No minutes: `from` itself. */
export function addWorkingTime(from: Date, minutes: number, calendar: WorkingCalendar): Date {
  let left = minutes * MINUTE_MS;
  if (left <= 0) return from;
  for (const { start, end } of openingsFrom(from, calendar)) {
    const begin = Math.max(start, from.getTime());
    if (end - begin >= left) return new Date(begin + left);
    if (end > begin) left -= end - begin;
  }
  return new Date(from.getTime() + MAX_DAYS * 24 * 60 * MINUTE_MS);
}

/** Minutes of working time from one instant to a later one; negative when it is an earlier one. */
export function workingTimeBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  if (to < from) return -workingTimeBetween(to, from, calendar);
  let passed = 0;
  for (const { start, end } of openingsFrom(from, calendar)) {
    if (start >= to.getTime()) break;
    passed += Math.max(0, Math.min(end, to.getTime()) - Math.max(start, from.getTime()));
  }
  return passed / MINUTE_MS;
}

/** When the desk opens next; null when it is open at `at`, or never closes. */
export function nextOpening(at: Date, calendar: WorkingCalendar): Date | null {
  for (const { start, end } of openingsFrom(at, calendar)) {
    if (end <= at.getTime()) continue;
    return start > at.getTime() ? new Date(start) : null;
  }
  return null;
}

/** The openings in order from the day of `at` on, as instants; they do not overlap. */
/** The time zone in the setting `organization.timezone`; UTC where it is not set or not one. */
export function zoneOf(setting: unknown): string {
  return fitting(organizationTimezone, setting);
}

function* openingsFrom(at: Date, { zone, week, holidays }: WorkingCalendar): Generator<{ start: number; end: number }> {
  let day = DateTime.fromJSDate(at, { zone }).startOf("day");
  let after = 0;
  for (let count = 0; count < MAX_DAYS; count++) {
    const openings = holidays.has(day.toISODate() ?? "") ? [] : (week?.[day.weekday - 1] ?? (week ? [] : allDay));
    for (const { from, to } of [...openings].sort((left, right) => left.from - right.from)) {
      // Times in the hour that clocks jump over move by the jump; the next opening never begins before this one ends.
      const start = Math.max(wallClock(day, from), after);
      const end = wallClock(day, to);
      if (end <= start) continue;
      after = end;
      yield { start, end };
    }
    day = day.plus({ days: 1 }).startOf("day");
  }
}

const allDay: readonly Opening[] = [{ from: 0, to: 24 * 60 }];

function wallClock(day: DateTime, minutes: number): number {
  if (minutes === 24 * 60) return day.plus({ days: 1 }).startOf("day").toMillis();
  if (minutes === 0) return day.toMillis();
  return day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}
