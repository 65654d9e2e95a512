import { z } from "zod";
import { type LeadActivityType, leadActivityTypes } from "../customers/lead-words.ts";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";

/** What activities are worth to an organisation, and how fast that fades. */
export interface ScorePolicy {
  points: Readonly<Record<LeadActivityType, number>>;
  /** After so many days an activity is worth half. */
  halfLifeDays: number;
}

const standardPoints: Record<LeadActivityType, number> = {
  page_view: 1,
  form_submit: 20,
  chat_start: 5,
  email_open: 1,
  link_click: 3,
  download: 8,
  event_attend: 15,
  call: 10,
  message: 2,
  returned: 10,
  account_question: 20,
  deposit_question: 25,
  documents_question: 8,
  contact_given: 15,
  // What we do ourselves says nothing of them.
  imported: 0,
  status_change: 0,
  assigned: 0,
};

const codes = leadActivityTypes.codes as readonly [LeadActivityType, ...LeadActivityType[]];
type Points = Partial<Record<LeadActivityType, number>>;
export const leadPoints = defineSetting<Points, "leads.points">(
  "leads.points",
  z.partialRecord(z.enum(codes), z.int().min(0).max(100)),
  standardPoints,
);
export const leadHalfLife = defineSetting("leads.half_life_days", z.number().min(1).max(365), 14);

/** Settings `leads.points` and `leads.half_life_days`; a value that does not fit counts as not set. */
export function scorePolicyOf(settings: Settings): ScorePolicy {
  return {
    points: { ...standardPoints, ...readSetting(settings, leadPoints) },
    halfLifeDays: readSetting(settings, leadHalfLife),
  };
}
