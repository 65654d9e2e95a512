import type { RiskSeverity } from "../../domain/conversations/signals.ts";
import type { RiskFinding } from "../../knowledge/classify/index.ts";
import type { ReplyQuality } from "../../knowledge/classify/reply/reply-quality.ts";
import type { Signals } from "./read-signals.ts";

/** One row of `conversation_events` about a message. */
export interface SignalEvent {
  eventType: "intent_signal" | "risk_signal" | "counter_question" | "quality_conversation";
  eventData: Record<string, unknown>;
  /** What it does to the customer's standing with the firm: -10 to 10. */
  impactScore: number;
}

const unspecific = new Set(["other", "greeting", "thanks", "goodbye"]);
const wanted: Record<string, number> = { account_opening: 5, deposit: 5, verification: 3, promotion: 2, fees: 1 };
const unwanted: Record<string, number> = { complaint: -4, opt_out: -4, withdrawal: -2, account_security: -2 };
const riskImpact: Record<RiskSeverity, number> = { low: -1, medium: -3, high: -6, critical: -10 };
const GOOD_QUALITY = 8;

/** One event for what was wanted, one for each risk; small talk is no event. */
export function eventsOfSignals(signals: Signals): SignalEvent[] {
  const { intent, intents, sentiment } = signals;
  const isTelling = intent !== null && !unspecific.has(intent);
  return [
    ...(isTelling
      ? [
          {
            eventType: "intent_signal" as const,
            eventData: { intent, intents, sentiment: sentiment && { label: sentiment.label, score: sentiment.score } },
            impactScore: wanted[intent] ?? unwanted[intent] ?? 0,
          },
        ]
      : []),
    ...signals.risks.map(eventOfRisk),
  ];
}

function eventOfRisk({ kind, severity, score, words }: RiskFinding): SignalEvent {
  return { eventType: "risk_signal", eventData: { kind, severity, score, words }, impactScore: riskImpact[severity] };
}

/** A question that moves the talk on, and a reply that is good all round. */
export function eventsOfReply(quality: ReplyQuality, question: { text: string } | null): SignalEvent[] {
  const events: SignalEvent[] = [];
  if (question) events.push({ eventType: "counter_question", eventData: { words: [question] }, impactScore: 1 });
  if (quality.score >= GOOD_QUALITY) {
    events.push({ eventType: "quality_conversation", eventData: { ...quality }, impactScore: 2 });
  }
  return events;
}
