import type { RiskSeverity, Sentiment, Words } from "../../domain/conversations/signals.ts";
import type { ReadText } from "./read-text.ts";

/** One question about a message, answered in the process: pure, bounded, well under a millisecond for a chat line. */
export interface Classifier<Finding> {
  classify(text: ReadText): Finding;
}

/** Best first; empty when nothing is recognised. */
export type IntentClassifier = Classifier<IntentFinding[]>;
export interface IntentFinding {
  /** One of `intents`, or an organisation's own code. */
  intent: string;
  /** 0 to 1. */
  score: number;
  words: Words[];
}

export type SentimentClassifier = Classifier<SentimentFinding>;
export interface SentimentFinding {
  label: Sentiment;
  /** -1 to 1. */
  score: number;
  isAngry: boolean;
  positive: Words[];
  negative: Words[];
  /** Those of anger, which are among the negative ones. */
  angry: Words[];
}

/** One finding a kind, most severe first. */
export type RiskClassifier = Classifier<RiskFinding[]>;
export interface RiskFinding {
  /** One of `riskKinds`, or an organisation's own code. */
  kind: string;
  severity: RiskSeverity;
  /** 0 to 1; grows with what else of the kind is said. */
  score: number;
  words: Words[];
}
