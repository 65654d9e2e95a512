import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import type { Signals } from "./read-signals.ts";
import { keywordsWithTone, type SignalRecord, updateConversation } from "./record-signals.ts";
import { eventsOfSignals } from "./signal-events.ts";

/** What another wording of a customer's message told. */
export interface EditRecord extends SignalRecord {
  /** Of `message_versions`. */
  version: number;
  /** Of `signals` what the wording before did not tell. */
  news: Signals;
}

/**
 * Keeps what was read in an edit: all of it as the wording's insight, what is new as events of the message, and what it
 * makes of the conversation's mood and summary.
 */
export async function recordSignalsOfEdit(scope: OrgScope, record: EditRecord): Promise<void> {
  await insertEditInsight(scope, record);
  await insertEvents(scope, record);
  await updateConversation(scope, record);
}

async function insertEditInsight({ trx, orgId }: OrgScope, { message, version, signals }: EditRecord): Promise<void> {
  await trx("message_edit_insights").insert({
    message_id: message.id,
    version,
    message_sent_at: message.sentAt,
    org_id: orgId,
    language: signals.language,
    sentiment: signals.sentiment?.label ?? null,
    intent: signals.intent,
    keywords: JSON.stringify(storedJson(keywordsWithTone(signals))),
    intent_signals: JSON.stringify(storedJson(signals.intents)),
    risk_signals: JSON.stringify(storedJson(signals.risks)),
  });
}

async function insertEvents({ trx, orgId }: OrgScope, record: EditRecord): Promise<void> {
  const { conversation, message, news, version } = record;
  const events = eventsOfSignals(news).map(({ eventType, eventData, impactScore }) => ({
    id: newId(),
    org_id: orgId,
    conversation_id: conversation.id,
    customer_id: conversation.customerId,
    message_id: message.id,
    message_sent_at: message.sentAt,
    event_type: eventType,
    event_data: JSON.stringify(storedJson({ ...eventData, version })),
    impact_score: impactScore,
  }));
  if (events.length > 0) await trx("conversation_events").insert(events);
}
