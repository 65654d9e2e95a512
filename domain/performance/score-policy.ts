import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";

/** What a score is made of: what was sold, and how customers were served. */
export const salesParts = ["contacts", "accounts", "deposits"] as const;
export const serviceParts = ["first_response", "resolved", "satisfaction", "quality", "answered", "deadlines"] as const;
export const scoreParts = [...salesParts, ...serviceParts] as const;
export type ScorePart = (typeof scoreParts)[number];

/** How much each part counts, and with what it is full: for one person and one day. */
export interface ScorePolicy {
  weights: Readonly<Record<ScorePart, number>>;
  targets: Readonly<Record<ScorePart, number>>;
}

const standardWeights: Record<ScorePart, number> = {
  contacts: 10,
  accounts: 10,
  deposits: 10,
  first_response: 15,
  resolved: 10,
  satisfaction: 15,
  quality: 10,
  answered: 10,
  deadlines: 10,
};

const standardTargets: Record<ScorePart, number> = {
  contacts: 5,
  accounts: 1,
  // In the base currency. What is taken out lowers nothing, so that nobody gains by talking a customer out of it.
  deposits: 1000,
  // Seconds, at most.
  first_response: 300,
  resolved: 10,
  // Of 5, and of 10.
  satisfaction: 4.5,
  quality: 8,
  // Per cent.
  answered: 95,
  deadlines: 95,
};

const highest: Partial<Record<ScorePart, number>> = { satisfaction: 5, quality: 10, answered: 100, deadlines: 100 };

const weightsSchema = z
  .partialRecord(z.enum(scoreParts), z.number().min(0).max(1000))
  .transform((own) => ({ ...standardWeights, ...own }))
  // Without service nobody would have a score.
  .refine((weights) => serviceParts.some((part) => weights[part] > 0));
const targetsSchema = z
  .partialRecord(z.enum(scoreParts), z.number().positive().max(1e12))
  .refine((own) => Object.entries(own).every(([part, target]) => target <= (highest[part as ScorePart] ?? Infinity)))
  .transform((own) => ({ ...standardTargets, ...own }));

type Parts = Record<ScorePart, number>;
export const weightsSetting = defineSetting<Parts, "kpi.weights">("kpi.weights", weightsSchema, standardWeights);
export const targetsSetting = defineSetting<Parts, "kpi.targets">("kpi.targets", targetsSchema, standardTargets);

/** Settings `kpi.weights` and `kpi.targets`; a value that does not fit counts as not set. */
export function scorePolicyOf(settings: Settings): ScorePolicy {
  return {
    weights: readSetting(settings, weightsSetting),
    targets: readSetting(settings, targetsSetting),
  };
}
