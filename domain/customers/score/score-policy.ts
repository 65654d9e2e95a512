import { z } from "zod";
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

const STANDARD_HALF_LIFE_DAYS = 30;
const standardIntention = { wish: 6, account_opened: 15, deposit: 10 };
const standardEngagement = { day_written: 5, good_talk: 3, in_group: 10 };
const standardTier = { account_opened: 20, deposit: 10, vip: 30, referred: 10 };
const mostForTier = { deposit: 3, referred: 2 };
const standardTierFrom = { S: 70, A: 40, B: 20 };

const points = z.partialRecord(z.enum(factKinds), z.int().min(0).max(100));
const halfLife = z.number().min(1).max(365);
const tierFrom = z
  .strictObject({ S: z.int().min(1).max(100), A: z.int().min(1).max(100), B: z.int().min(1).max(100) })
  .refine(({ S, A, B }) => S > A && A > B);

/** Settings `customers.*`; a value that does not fit counts as not set. */
export function customerScorePolicyOf(settings: ReadonlyMap<string, unknown>): CustomerScorePolicy {
  const read = <T>(key: string, schema: z.ZodType<T>): T | undefined =>
    schema.safeParse(settings.get(`customers.${key}`)).data;
  const halfLifeDays = read("half_life_days", halfLife) ?? STANDARD_HALF_LIFE_DAYS;
  return {
    intention: { points: read("intention_points", points) ?? standardIntention, halfLifeDays, highest: 60 },
    engagement: { points: read("engagement_points", points) ?? standardEngagement, halfLifeDays, highest: 100 },
    tier: { points: read("tier_points", points) ?? standardTier, most: mostForTier, halfLifeDays: null, highest: 100 },
    tierFrom: read("tier_from", tierFrom) ?? standardTierFrom,
  };
}

/** The tier that a sum reaches. Pure. */
export function tierOf(sum: number, from: CustomerScorePolicy["tierFrom"]): Tier {
  if (sum >= from.S) return "S";
  if (sum >= from.A) return "A";
  return sum >= from.B ? "B" : "C";
}
