import { z } from "zod";
import { type Priority, priorities } from "./conversation.ts";
import { type WorkingCalendar, workingCalendarOf } from "./working-hours.ts";

/** How soon an organisation promises to answer and to resolve, per priority, in working time. */
export interface SlaPolicy {
  firstResponseMinutes: Record<Priority, number>;
  nextResponseMinutes: Record<Priority, number>;
  resolutionHours: Record<Priority, number>;
  calendar: WorkingCalendar;
}

const standard = {
  "sla.first_response_minutes": { urgent: 5, high: 15, medium: 30, low: 120 },
  "sla.next_response_minutes": { urgent: 10, high: 30, medium: 60, low: 240 },
  "sla.resolution_hours": { urgent: 4, high: 8, medium: 24, low: 72 },
} satisfies Record<string, Record<Priority, number>>;

const perPriority = z.partialRecord(
  z.enum(priorities),
  z
    .number()
    .positive()
    .max(365 * 24 * 60),
);

/** Reads the settings `sla.*`; a priority that is not set has our default, and so has a value that does not fit. */
export function slaPolicyOf(settings: ReadonlyMap<string, unknown>): SlaPolicy {
  const read = (key: keyof typeof standard) => ({
    ...standard[key],
    ...(perPriority.safeParse(settings.get(key) ?? {}).data ?? {}),
  });
  return {
    firstResponseMinutes: read("sla.first_response_minutes"),
    nextResponseMinutes: read("sla.next_response_minutes"),
    resolutionHours: read("sla.resolution_hours"),
    calendar: workingCalendarOf(settings),
  };
}
