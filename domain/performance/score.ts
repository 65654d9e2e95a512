import type { KpiFigures } from "./kpi-figures.ts";
import { type ScorePart, type ScorePolicy, salesParts, serviceParts } from "./score-policy.ts";

/** What was sold makes up to so much of a score, whatever the weights say. */
const SALES_AT_MOST = 0.5;

/**
 * A day's score from 0 to 100: of each part how much of its target was reached, at most all of it, weighted. Parts of which
 * nothing is known (no rating, no rate for a currency) leave their weight to the others of their kind. Null where nobody
 * was served: a day is never told by what was sold alone.
 */
export function scoreOf(figures: KpiFigures, { weights, targets }: ScorePolicy): number | null {
  const reached = reachedParts(figures, targets);
  const sales = meanOf(salesParts, reached, weights);
  const service = meanOf(serviceParts, reached, weights);
  if (service === null) return null;
  if (sales === null) return round(service);
  const total = sumOf(salesParts, weights) + sumOf(serviceParts, weights);
  const share = Math.min(SALES_AT_MOST, sumOf(salesParts, weights) / total);
  return round(share * sales + (1 - share) * service);
}

/** Each part's share of its target, 0 to 1; null where it is not known. */
export function reachedParts(figures: KpiFigures, targets: ScorePolicy["targets"]): Record<ScorePart, number | null> {
  const of = (part: ScorePart, value: number | null) => (value === null ? null : Math.min(1, value / targets[part]));
  const median = figures.first_response_median_seconds;
  const hasServed = figures.conversations_handled + figures.conversations_resolved + figures.waits > 0;
  const mean = (sum: number, count: number) => (count === 0 ? null : sum / count);
  return {
    contacts: of("contacts", figures.tofu_contacts),
    accounts: of("accounts", figures.mofu_accounts_opened),
    deposits: of("deposits", figures.bofu_deposit_amount === null ? null : Number(figures.bofu_deposit_amount)),
    // An answer in no time is full.
    first_response: median === null ? null : Math.min(1, targets.first_response / Math.max(Number(median), 1e-3)),
    resolved: of("resolved", hasServed ? figures.conversations_resolved : null),
    satisfaction: of("satisfaction", mean(figures.satisfaction_sum, figures.satisfaction_count)),
    quality: of("quality", mean(figures.quality_sum, figures.quality_count)),
    answered: of("answered", mean(100 * (figures.waits - figures.waits_unanswered), figures.waits)),
    deadlines: of("deadlines", mean(100 * figures.sla_met, figures.sla_promises)),
  };
}

function meanOf(
  parts: readonly ScorePart[],
  reached: Record<ScorePart, number | null>,
  weights: ScorePolicy["weights"],
): number | null {
  const known = parts.filter((part) => reached[part] !== null && weights[part] > 0);
  if (known.length === 0) return null;
  return known.reduce((sum, part) => sum + weights[part] * (reached[part] ?? 0), 0) / sumOf(known, weights);
}

function sumOf(parts: readonly ScorePart[], weights: ScorePolicy["weights"]): number {
  return parts.reduce((sum, part) => sum + weights[part], 0);
}

function round(share: number): number {
  return Math.round(share * 10_000) / 100;
}
