import type { Found } from "../retrieve/search-result.ts";

/** What decides between findings; kept with each answer, so that it can be given again by the rules of its day. */
export interface AnswerRules {
  /** Confidence from which an answer is given. */
  threshold: number;
  /** Instead of that, for what a knowledge base of this id says. */
  thresholds?: Record<string, number>;
  /** How much less sure an entry in the customer's language may be than one in the other. */
  nearlyAsSure: number;
  /** How many passages a model is given at most. */
  passages: number;
  /** Passages far less likely than the best only mislead. */
  minPassageConfidence: number;
}

/** From which confidence a finding answers. */
export function neededOf({ entry }: Found, { threshold, thresholds = {} }: AnswerRules): number {
  return thresholds[entry.kbId] ?? threshold;
}

/** The shipped rules. More passages answered no more questions in trials and cost tokens and time. */
export function rulesWith(threshold: number): AnswerRules {
  return { threshold, nearlyAsSure: 0.1, passages: 5, minPassageConfidence: 0.2 };
}
