import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";
import { type Priority, priorities } from "./conversation.ts";
import { type WorkingCalendar, workingCalendarOf } from "./working-hours.ts";

/** How soon an organisation promises to answer and to resolve, per priority, in working time. */
export interface SlaPolicy {
  firstResponseMinutes: Record<Priority, number>;
  nextResponseMinutes: Record<Priority, number>;
  resolutionHours: Record<Priority, number>;
  calendar: WorkingCalendar;
}

const perPriority = z.partialRecord(
  z.enum(priorities),
  z
    .number()
    .positive()
    .max(365 * 24 * 60),
);

type Times = Partial<Record<Priority, number>>;
const standard = {
  firstResponse: { urgent: 5, high: 15, medium: 30, low: 120 },
  nextResponse: { urgent: 10, high: 30, medium: 60, low: 240 },
  resolution: { urgent: 4, high: 8, medium: 24, low: 72 },
} satisfies Record<string, Record<Priority, number>>;

export const firstResponseMinutes = defineSetting<Times, "sla.first_response_minutes">(
  "sla.first_response_minutes",
  perPriority,
  standard.firstResponse,
);
export const nextResponseMinutes = defineSetting<Times, "sla.next_response_minutes">(
  "sla.next_response_minutes",
  perPriority,
  standard.nextResponse,
);
export const resolutionHours = defineSetting<Times, "sla.resolution_hours">(
  "sla.resolution_hours",
  perPriority,
  standard.resolution,
);

/** Reads the settings `sla.*`; a priority that is not set has our default, and so has a value that does not fit. */
export function slaPolicyOf(settings: Settings): SlaPolicy {
  return {
    firstResponseMinutes: { ...standard.firstResponse, ...readSetting(settings, firstResponseMinutes) },
    nextResponseMinutes: { ...standard.nextResponse, ...readSetting(settings, nextResponseMinutes) },
    resolutionHours: { ...standard.resolution, ...readSetting(settings, resolutionHours) },
    calendar: workingCalendarOf(settings),
  };
}
