import { z } from "zod";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/**
 * Setting `alerts.quiet_hours`: from when until when, in the time zone of the alert's team or else the organisation's;
 * may span midnight.
 */
export const quietHoursSchema = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, "from and to are the same");
export type QuietHours = z.infer<typeof quietHoursSchema>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When the quiet hours that `at` lies in end; null outside them. */
export function endOfQuietHours(hours: QuietHours | null, timezone: string, at: Date): Date | null {
  if (!hours) return null;
  const now = minuteOfDay(timezone, at);
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const isQuiet = from < to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return null;
  const left = (to - now + DAY_MINUTES) % DAY_MINUTES;
  const end = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS + left * MINUTE_MS);
  // The clocks may have been changed on the way: then the end is what the wall clock says.
  const off = minuteOfDay(timezone, end) - to;
  const shift = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off < -DAY_MINUTES / 2 ? off + DAY_MINUTES : off;
  return new Date(Math.max(end.getTime() - shift * MINUTE_MS, at.getTime() + 1));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Minutes since midnight on the wall clock of a time zone. */
export function minuteOfDay(timezone: string, at: Date): number {
  return minutesOf(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: timezone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(at),
  );
}
