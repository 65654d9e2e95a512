import type { Sentiment } from "../../domain/conversations/signals.ts";

/** How one message of the customer felt. */
export interface Feeling {
  sentiment: Sentiment | null;
  isAngry: boolean;
}

export interface Mood {
  label: Sentiment;
  isAngry: boolean;
}

const VALUES: Record<Sentiment, number> = { positive: 1, neutral: 0, negative: -1 };
const ANGRY = -2;
/** Each message counts this much of the one after it. */
const RECENCY = 0.7;
/** "My account is 4711" in the middle of a quarrel calms nobody. */
const NEUTRAL_WEIGHT = 0.4;
const THRESHOLD = 0.3;

/** The mood of a conversation from the customer's last messages, newest first; the newest count most. */
export function moodOf(feelings: readonly Feeling[]): Mood {
  let sum = 0;
  let total = 0;
  for (const [age, { sentiment, isAngry }] of feelings.entries()) {
    if (sentiment === null) continue;
    const weight = RECENCY ** age * (sentiment === "neutral" ? NEUTRAL_WEIGHT : 1);
    sum += weight * (isAngry ? ANGRY : VALUES[sentiment]);
    total += weight;
  }
  const mean = total === 0 ? 0 : sum / total;
  const label = mean >= THRESHOLD ? "positive" : mean <= -THRESHOLD ? "negative" : "neutral";
  return { label, isAngry: label === "negative" && feelings.slice(0, 2).some((feeling) => feeling.isAngry) };
}
