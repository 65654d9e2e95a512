import type { LeadActivityType } from "../customers/lead-words.ts";

/** Something a lead did, and what it was worth when they did it. */
export interface DatedActivity {
  type: LeadActivityType;
  points: number;
  at: Date;
}

/** What activities of one kind still give. */
export interface ScoreReason {
  type: LeadActivityType;
  count: number;
  /** To a tenth. */
  points: number;
  lastAt: Date;
}

export interface LeadScore {
  /** 0 to 100. */
  score: number;
  /** What it is made of, the weightiest first. */
  reasons: ScoreReason[];
}

const DAY_MS = 24 * 60 * 60_000;
const HIGHEST = 100;

/**
 * The score of a lead: the points of what they did, each halved with every half-life since, added up and held between 0
 * and 100. The same activities give the same score in whichever order they come.
 */
export function scoreLead(activities: readonly DatedActivity[], halfLifeDays: number, now: Date): LeadScore {
  const kinds = new Map<LeadActivityType, { count: number; thousandths: number; lastAt: Date }>();
  for (const activity of activities) {
    if (activity.points <= 0) continue;
    const kind = kinds.get(activity.type) ?? { count: 0, thousandths: 0, lastAt: activity.at };
    kinds.set(activity.type, {
      count: kind.count + 1,
      thousandths: kind.thousandths + worth(activity, halfLifeDays, now),
      lastAt: activity.at > kind.lastAt ? activity.at : kind.lastAt,
    });
  }
  const reasons = [...kinds].map(([type, { count, thousandths, lastAt }]) => ({
    type,
    count,
    points: Math.round(thousandths / 100) / 10,
    lastAt,
  }));
  const sum = [...kinds.values()].reduce((total, { thousandths }) => total + thousandths, 0);
  return {
    score: Math.min(HIGHEST, Math.round(sum / 1000)),
    reasons: reasons
      .filter(({ points }) => points > 0)
      .sort((left, right) => right.points - left.points || (left.type < right.type ? -1 : 1)),
  };
}

/** What one activity still gives, to a hundredth. */
export function worthNow(activity: DatedActivity, halfLifeDays: number, now: Date): number {
  return Math.round(worth(activity, halfLifeDays, now) / 10) / 100;
}

// Whole thousandths: sums of fractions depend on their order. What a fast clock dates ahead counts from now.
function worth({ points, at }: DatedActivity, halfLifeDays: number, now: Date): number {
  const days = Math.max(0, (now.getTime() - at.getTime()) / DAY_MS);
  return Math.round(points * 0.5 ** (days / halfLifeDays) * 1000);
}
