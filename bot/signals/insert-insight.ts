import type { Sentiment } from "../../domain/conversations/signals.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import type { SignalEvent } from "./signal-events.ts";

/** A row of `message_insights` and the events that come with it. */
export interface Insight {
  message: { id: string; sentAt: Date };
  conversation: { id: string; customerId: string };
  /** The member of staff whose message it is. */
  userId?: string | null;
  language: Language | null;
  sentiment: Sentiment | null;
  intent: string | null;
  keywords: unknown[];
  intentSignals: unknown[];
  riskSignals: unknown[];
  isCounterQuestion: boolean;
  qualityScore: number | null;
  events: SignalEvent[];
}

/** One statement for all of it: this is on the way of every message. */
export async function insertInsight({ trx, orgId }: OrgScope, insight: Insight): Promise<void> {
  const { message, conversation } = insight;
  const row = {
    message_id: message.id,
    message_sent_at: message.sentAt.toISOString(),
    org_id: orgId,
    conversation_id: conversation.id,
    customer_id: conversation.customerId,
    user_id: insight.userId ?? null,
    language: insight.language,
    sentiment: insight.sentiment,
    intent: insight.intent,
    keywords: insight.keywords,
    intent_signals: insight.intentSignals,
    risk_signals: insight.riskSignals,
    is_counter_question: insight.isCounterQuestion,
    quality_score: insight.qualityScore,
  };
  const events = insight.events.map((event) => ({
    id: newId(),
    event_type: event.eventType,
    event_data: event.eventData,
    impact_score: event.impactScore,
  }));
  await trx.raw(
    `WITH n AS (
       SELECT * FROM jsonb_to_record(?::jsonb) AS n(message_id uuid, message_sent_at timestamptz, org_id uuid,
         conversation_id uuid, customer_id uuid, user_id uuid, language text, sentiment text, intent text, keywords jsonb,
         intent_signals jsonb, risk_signals jsonb, is_counter_question boolean, quality_score integer)
     ), insight AS (
       INSERT INTO message_insights (message_id, message_sent_at, org_id, language, sentiment, intent, keywords,
         intent_signals, risk_signals, is_counter_question, quality_score)
       SELECT message_id, message_sent_at, org_id, language, sentiment, intent, keywords, intent_signals, risk_signals,
         is_counter_question, quality_score FROM n
     )
     INSERT INTO conversation_events (id, org_id, conversation_id, customer_id, user_id, message_id, message_sent_at,
       event_type, event_data, impact_score)
     SELECT e.id, n.org_id, n.conversation_id, n.customer_id, n.user_id, n.message_id, n.message_sent_at, e.event_type,
       e.event_data, e.impact_score
     FROM n CROSS JOIN jsonb_to_recordset(?::jsonb) AS e(id uuid, event_type text, event_data jsonb, impact_score integer)`,
    [JSON.stringify(storedJson(row)), JSON.stringify(storedJson(events))],
  );
}
