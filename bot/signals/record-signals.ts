import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Sentiment } from "../../domain/conversations/signals.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { insertInsight } from "./insert-insight.ts";
import { moodOf } from "./mood.ts";
import type { Signals } from "./read-signals.ts";
import type { ReadMessage } from "./recent-messages.ts";
import { eventsOfSignals } from "./signal-events.ts";
import type { SignalPolicy } from "./signal-policy.ts";
import { summarise } from "./summary.ts";

/** What a customer's message told, and the conversation it was said in. */
export interface SignalRecord {
  conversation: Conversation;
  message: { id: string; sentAt: Date };
  text: string;
  signals: Signals;
  /** The customer's messages before this one, newest first. */
  earlier: readonly ReadMessage[];
  policy: SignalPolicy;
  /** The organisation's. */
  language: Language;
}

/** What the customer's last messages make of a conversation. */
export interface Reading {
  sentiment: Sentiment | null;
  summary: string | null;
}

/** Keeps what was read in a customer's message, and what it makes of the conversation's mood and summary. */
export async function recordSignals(scope: OrgScope, record: SignalRecord): Promise<void> {
  await recordInsight(scope, record);
  await updateConversation(scope, record);
}

/** The first of it, where the conversation is written by who counts the message. */
export async function recordInsight(
  scope: OrgScope,
  { conversation, message, signals }: Pick<SignalRecord, "conversation" | "message" | "signals">,
): Promise<void> {
  await insertInsight(scope, {
    message,
    conversation,
    language: signals.language,
    sentiment: signals.sentiment?.label ?? null,
    intent: signals.intent,
    keywords: keywordsWithTone(signals),
    intentSignals: signals.intents,
    riskSignals: signals.risks,
    isCounterQuestion: false,
    qualityScore: null,
    events: eventsOfSignals(signals),
  });
}

/** Topics, then the words of feeling: they are what the sentiment was read from. */
export function keywordsWithTone({ keywords, sentiment }: Signals) {
  const tones = (["positive", "negative"] as const).flatMap((tone) =>
    (sentiment?.[tone] ?? []).map(({ text, start, end }) => ({ word: text, tone, start, end })),
  );
  return [...keywords.map((word) => ({ word })), ...tones];
}

/** Writes what the customer's last messages make of the conversation. */
export async function updateConversation({ trx, orgId }: OrgScope, record: SignalRecord): Promise<void> {
  const { sentiment, summary } = readingOf(record);
  await trx("conversations")
    .where({ id: record.conversation.id, org_id: orgId })
    .update({ ai_sentiment: sentiment, ai_summary: summary });
}

/** What the customer's last messages make of their conversation, with this one. */
export function readingOf(record: Omit<SignalRecord, "conversation" | "message">): Reading {
  const { signals, text } = record;
  const newest: ReadMessage = {
    text,
    intent: signals.intent,
    sentiment: signals.sentiment?.label ?? null,
    risks: signals.risks,
  };
  const messages = [newest, ...record.earlier];
  const mood = moodOf(
    messages.map(({ sentiment, risks }) => ({ sentiment, isAngry: risks.some(({ kind }) => kind === "anger") })),
  );
  const summary = summarise({ language: record.language, messages, mood, ownLabels: record.policy.intentLabels });
  return { sentiment: mood.label, summary: storedText(summary) || null };
}
