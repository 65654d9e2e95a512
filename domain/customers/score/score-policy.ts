import { z } from "zod";
import { defineSetting, readSetting, type Settings } from "../../organisation/settings/setting.ts";
import type { customerTiers } from "../customer-words.ts";
import { type FactKind, factKinds } from "./score-facts.ts";

export type Tier = (typeof customerTiers.codes)[number];

/** What facts are worth, for one of the sums that are made of them. */
export interface SumPolicy {
  points: Partial<Record<FactKind, number>>;
  /** Of a kind, no more than so many count. */
  most?: Partial<Record<FactKind, number>>;
  /** After so many days a fact is worth half; null: it stays what it is worth. */
  halfLifeDays: number | null;
  highest: number;
}

/** What an organisation's customers are scored by. */
export interface CustomerScorePolicy {
  /** How much they want what we offer. */
  intention: SumPolicy;
  /** How much they talk with us. */
  engagement: SumPolicy;
  tier: SumPolicy;
  /** From which sum on a tier is reached. */
  tierFrom: Record<Exclude<Tier, "C">, number>;
}

type Points = SumPolicy["points"];

const points = z.partialRecord(z.enum(factKinds), z.int().min(0).max(100));
const tierFromSchema = z
  .strictObject({ S: z.int().min(1).max(100), A: z.int().min(1).max(100), B: z.int().min(1).max(100) })
  .refine(({ S, A, B }) => S > A && A > B);

export const intentionPoints = defineSetting<Points, "customers.intention_points">(
  "customers.intention_points",
  points,
  { wish: 6, account_opened: 15, deposit: 10 },
);
export const engagementPoints = defineSetting<Points, "customers.engagement_points">(
  "customers.engagement_points",
  points,
  { day_written: 5, good_talk: 3, in_group: 10 },
);
export const tierPoints = defineSetting<Points, "customers.tier_points">("customers.tier_points", points, {
  account_opened: 20,
  deposit: 10,
  vip: 30,
  referred: 10,
});
export const factHalfLife = defineSetting("customers.half_life_days", z.number().min(1).max(365), 30);
export const tierFrom = defineSetting("customers.tier_from", tierFromSchema, { S: 70, A: 40, B: 20 });
const mostForTier = { deposit: 3, referred: 2 };

/** Settings `customers.*`; a value that does not fit counts as not set. */
export function customerScorePolicyOf(settings: Settings): CustomerScorePolicy {
  const halfLifeDays = readSetting(settings, factHalfLife);
  return {
    intention: { points: readSetting(settings, intentionPoints), halfLifeDays, highest: 60 },
    engagement: { points: readSetting(settings, engagementPoints), halfLifeDays, highest: 100 },
    tier: { points: readSetting(settings, tierPoints), most: mostForTier, halfLifeDays: null, highest: 100 },
    tierFrom: readSetting(settings, tierFrom),
  };
}

/** The tier that a sum reaches. Pure. */
export function tierOf(sum: number, from: CustomerScorePolicy["tierFrom"]): Tier {
  if (sum >= from.S) return "S";
  if (sum >= from.A) return "A";
  return sum >= from.B ? "B" : "C";
}
