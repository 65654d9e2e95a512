export type { IntentFinding, RiskFinding, SentimentFinding } from "./classifier.ts";

import type { IntentClassifier, RiskClassifier, SentimentClassifier } from "./classifier.ts";
import { createIntentClassifier, type OwnIntent } from "./intent/intent-classifier.ts";
import { createRiskClassifier, type OwnRiskWords } from "./risk/risk-classifier.ts";
import { createSentimentClassifier } from "./sentiment/sentiment-classifier.ts";

/** What reads messages for one organisation; replace a member to read better. */
export interface Classifiers {
  intent: IntentClassifier;
  sentiment: SentimentClassifier;
  risk: RiskClassifier;
}

/** The classifiers that need no service, with an organisation's own intents and words of risk. */
export function createClassifiers(own: { intents?: OwnIntent[]; riskWords?: OwnRiskWords[] } = {}): Classifiers {
  return {
    intent: createIntentClassifier(own.intents),
    sentiment: createSentimentClassifier(),
    risk: createRiskClassifier(own.riskWords),
  };
}
