import { readSignals } from "../../../bot/signals/read-signals.ts";
import { keywordsWithTone } from "../../../bot/signals/record-signals.ts";
import { eventsOfReply, eventsOfSignals, type SignalEvent } from "../../../bot/signals/signal-events.ts";
import type { SignalPolicy } from "../../../bot/signals/signal-policy.ts";
import type { Sentiment } from "../../../domain/conversations/signals.ts";
import type { Language } from "../../../domain/language/language.ts";
import { newId } from "../../../infra/ids.ts";
import { keywordsOf } from "../../../knowledge/classify/keywords.ts";
import { readText } from "../../../knowledge/classify/read-text.ts";
import { findCounterQuestion } from "../../../knowledge/classify/reply/counter-question.ts";
import { rateReply } from "../../../knowledge/classify/reply/reply-quality.ts";
import type { Row } from "./rows.ts";
import type { ToldLine } from "./tell-talk.ts";

export interface KeptLine extends ToldLine {
  id: string;
}

/** What of a line does not depend on who said it when; lines are said again and again, and read once. */
interface Read {
  insight: Row;
  events: SignalEvent[];
  sentiment: Sentiment | null;
}

/** Reads lines with what the product reads messages with. */
export interface Reading {
  customer(text: string): Read;
  reply(text: string, language: Language): Read;
  moodOf(text: string): Sentiment | null;
}

export function createReading(policy: SignalPolicy): Reading {
  const known = new Map<string, Read>();
  const once = (key: string, read: () => Read) => {
    const found = known.get(key) ?? read();
    known.set(key, found);
    return found;
  };
  const customer = (text: string) => once(`c:${text}`, () => readCustomer(text, policy));
  return {
    customer,
    reply: (text, language) => once(`${language}:${text}`, () => readReply(text, language, policy)),
    moodOf: (text) => customer(text).sentiment,
  };
}

/** The insight of a line and its events, dated as the line. */
export function readLine(
  { id, speaker, text, at }: KeptLine,
  of: {
    orgId: string;
    conversationId: string;
    customerId: string;
    agentId: string | null;
    language: Language;
    reading: Reading;
  },
): { insight: Row; events: Row[] } {
  const read = speaker === "customer" ? of.reading.customer(text) : of.reading.reply(text, of.language);
  const events = read.events.map(({ eventType, eventData, impactScore }) => ({
    id: newId(),
    org_id: of.orgId,
    conversation_id: of.conversationId,
    customer_id: of.customerId,
    user_id: speaker === "agent" ? of.agentId : null,
    message_id: id,
    message_sent_at: at,
    event_type: eventType,
    event_data: JSON.stringify(eventData),
    impact_score: impactScore,
    created_at: at,
  }));
  return {
    insight: { message_id: id, message_sent_at: at, org_id: of.orgId, created_at: at, ...read.insight },
    events,
  };
}

function readCustomer(text: string, policy: SignalPolicy): Read {
  const signals = readSignals(text, null, policy);
  const sentiment = signals.sentiment?.label ?? null;
  return {
    sentiment,
    events: eventsOfSignals(signals),
    insight: {
      language: signals.language,
      sentiment,
      intent: signals.intent,
      keywords: JSON.stringify(keywordsWithTone(signals)),
      intent_signals: JSON.stringify(signals.intents),
      risk_signals: JSON.stringify(signals.risks),
      is_counter_question: false,
      quality_score: null,
    },
  };
}

function readReply(text: string, language: Language, policy: SignalPolicy): Read {
  const read = readText(text);
  const quality = rateReply(read, { customerLanguage: language, isHeld: false, risks: policy.classifiers.risk });
  const question = findCounterQuestion(read);
  return {
    sentiment: null,
    events: eventsOfReply(quality, question),
    insight: {
      language: read.language,
      sentiment: null,
      intent: null,
      keywords: JSON.stringify(keywordsOf(read).map((word) => ({ word }))),
      intent_signals: "[]",
      risk_signals: "[]",
      is_counter_question: question !== null,
      quality_score: quality.score,
    },
  };
}
