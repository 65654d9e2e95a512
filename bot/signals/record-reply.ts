import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { RiskFinding } from "../../knowledge/classify/index.ts";
import { keywordsOf } from "../../knowledge/classify/keywords.ts";
import { type ReadText, readText } from "../../knowledge/classify/read-text.ts";
import { findCounterQuestion } from "../../knowledge/classify/reply/counter-question.ts";
import { rateReply } from "../../knowledge/classify/reply/reply-quality.ts";
import { riskWordClassifier } from "../../knowledge/classify/risk/risk-classifier.ts";
import { insertInsight } from "./insert-insight.ts";
import { eventsOfReply } from "./signal-events.ts";
import { signalPolicyOf } from "./signal-policy.ts";

/** A reply of a colleague or of the bot's knowledge; what the desk says by itself is not rated. */
export interface Reply {
  message: { id: string; sentAt: Date };
  conversation: { id: string; customerId: string; language: Language | null };
  userId: string | null;
  text: string;
  /** It makes a prohibited claim and was not sent. */
  isHeld: boolean;
}

/** Keeps how well a reply is written, and whether it asks the customer something. */
export async function recordReply(scope: OrgScope, reply: Reply): Promise<void> {
  if (reply.text.trim() === "") return;
  const text = readText(reply.text);
  // Insults are insults in every organisation.
  const risks = riskWordClassifier;
  const quality = rateReply(text, { customerLanguage: reply.conversation.language, isHeld: reply.isHeld, risks });
  const question = findCounterQuestion(text);
  await insertInsight(scope, {
    message: reply.message,
    conversation: reply.conversation,
    userId: reply.userId,
    language: text.language,
    sentiment: null,
    intent: null,
    keywords: keywordsOf(text).map((word) => ({ word })),
    intentSignals: [],
    riskSignals: await staffRisks(scope, reply, text),
    isCounterQuestion: question !== null,
    qualityScore: quality.score,
    // What was held reached nobody.
    events: reply.isHeld ? [] : eventsOfReply(quality, question),
  });
}

/**
 * What a colleague should not have said. Kept with the message and told to compliance (`watch-staff-words.ts`); no event,
 * since the team reads those. What was held has an approval and reached nobody.
 */
async function staffRisks(scope: OrgScope, { userId, isHeld }: Reply, text: ReadText): Promise<RiskFinding[]> {
  if (userId === null || isHeld) return [];
  return signalPolicyOf(await loadSettings(scope)).classifiers.staffRisk.classify(text);
}
