export type { IntentFinding, RiskFinding, SentimentFinding } from "./classifier.ts";

import type { IntentClassifier, RiskClassifier, SentimentClassifier } from "./classifier.ts";
import { createIntentClassifier } from "./intent/intent-classifier.ts";
import type { OwnIntent } from "./intent/learn-own.ts";
import { createRiskClassifier, type OwnRiskWords } from "./risk/risk-classifier.ts";
import { createStaffRiskClassifier } from "./risk/staff-risk-classifier.ts";
import { createSentimentClassifier } from "./sentiment/sentiment-classifier.ts";

/** What reads messages for one organisation; replace a member to read better. */
export interface Classifiers {
  intent: IntentClassifier;
  sentiment: SentimentClassifier;
  risk: RiskClassifier;
  /** For what colleagues write. */
  staffRisk: RiskClassifier;
}

/** The classifiers that need no service, with an organisation's own intents and words of risk. */
export function createClassifiers(own: { intents?: OwnIntent[]; riskWords?: OwnRiskWords[] } = {}): Classifiers {
  return {
    intent: createIntentClassifier(own.intents),
    sentiment: createSentimentClassifier(),
    risk: createRiskClassifier(own.riskWords?.filter(({ kind }) => !isOfStaff(kind))),
    staffRisk: createStaffRiskClassifier(own.riskWords),
  };
}

/** What only colleagues can do: a customer who writes such words is not meant. `off_channel` goes for both. */
function isOfStaff(kind: string): boolean {
  return kind === "staff_promise" || kind === "staff_pressure";
}
