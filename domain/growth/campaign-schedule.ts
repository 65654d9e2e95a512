import { DateTime } from "luxon";
import { z } from "zod";
import { journeyStages, salesStages } from "../customers/stages.ts";

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 10:00");

/** When a recurring campaign runs: every so many days at a time of the organisation's day, through a last day. */
export const recurrenceSchema = z.strictObject({
  every_days: z.number().int().min(1).max(366),
  at: timeOfDay,
  until: z.iso.date().optional(),
});
export type Recurrence = z.output<typeof recurrenceSchema>;

// Without it a customer is written to once, however often it happens.
const everyTime = { every_time: z.literal(true).optional() };

/** After what a campaign on an event writes to a customer. */
export const campaignEventSchema = z.discriminatedUnion("on", [
  z.strictObject({
    on: z.literal("stage_change"),
    to: z.array(z.enum([...salesStages, ...journeyStages])).min(1),
    ...everyTime,
  }),
  z.strictObject({ on: z.literal("tag_added"), tag: z.string().trim().min(1).max(100), ...everyTime }),
  z.strictObject({ on: z.literal("first_deposit") }),
]);
export type CampaignEvent = z.output<typeof campaignEventSchema>;

/** The first run at or after `from`: at the time of day on the wall clock of the zone. */
export function firstRun({ at }: Recurrence, from: Date, zone: string): Date {
  const day = DateTime.fromJSDate(from, { zone });
  const today = atTime(day, at);
  return (today.toMillis() >= from.getTime() ? today : atTime(day.plus({ days: 1 }), at)).toJSDate();
}

/**
 * The run after the one that began at `last`, later than `now`: what was missed while nothing ran is not made up for.
 * Null after the last day.
 */
export function nextRun(recurrence: Recurrence, last: Date, now: Date, zone: string): Date | null {
  let next = atTime(DateTime.fromJSDate(last, { zone }).plus({ days: recurrence.every_days }), recurrence.at);
  const behind = Math.floor(DateTime.fromJSDate(now, { zone }).diff(next, "days").days / recurrence.every_days);
  if (behind > 0) next = atTime(next.plus({ days: behind * recurrence.every_days }), recurrence.at);
  while (next.toMillis() <= now.getTime()) next = atTime(next.plus({ days: recurrence.every_days }), recurrence.at);
  const isOver = recurrence.until !== undefined && (next.toISODate() ?? "") > recurrence.until;
  return isOver ? null : next.toJSDate();
}

/** A run's name: its day in the zone. */
export function runName(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toISODate() ?? at.toISOString().slice(0, 10);
}

function atTime(day: DateTime, at: string): DateTime {
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  return day.set({ hour, minute, second: 0, millisecond: 0 });
}
