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
  /** When a customer is asked which of two or three they mean; absent: never. */
  choice?: ChoiceRules;
  /** The entry that the customer chose of those they were asked about, or `noneChosen`. */
  chosen?: string;
}

/** From which confidence a finding answers. */
export function neededOf({ entry }: Found, { threshold, thresholds = {} }: AnswerRules): number {
  return thresholds[entry.kbId] ?? threshold;
}

export interface ChoiceRules {
  /** Confidence of the best from which is asked back, where it is not enough for an answer. */
  threshold: number;
  /** What is less sure is not among the options. */
  least: number;
  /** Two answers that are good enough and this near to each other are asked about as well. */
  tie: number;
}

/**
 * A customer is asked back from this confidence on, unless the organisation sets another. On the development sets the
 * right one was among the options in 72 % of the cases for FAQs, in 67 % with passages (docs/quality.md, Asking back).
 */
export const defaultChoiceThreshold = 0.4;

/** Stands for an entry where the customer chose none of those they were asked about. */
export const noneChosen = "none";

/** The shipped rules. More passages answered no more questions in trials and cost tokens and time. */
export function rulesWith(
  threshold: number,
  { choiceThreshold, chosen }: { choiceThreshold?: number; chosen?: string } = {},
): AnswerRules {
  return {
    threshold,
    nearlyAsSure: 0.1,
    passages: 5,
    minPassageConfidence: 0.2,
    ...(choiceThreshold === undefined || choiceThreshold >= 1
      ? {}
      : { choice: { threshold: choiceThreshold, least: 0.05, tie: 0.1 } }),
    ...(chosen === undefined ? {} : { chosen }),
  };
}
