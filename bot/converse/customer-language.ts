import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { type Customer, CustomerActivity } from "../../domain/customers/customer.ts";
import { clearLanguage } from "../../domain/language/clear-language.ts";
import {
  type CustomerLanguage,
  nextLanguage,
  type SaidLanguage,
  unknownLanguage,
} from "../../domain/language/customer-language.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { recogniseLanguageRequest } from "../conduct/requests/language-request.ts";
import type { RecordedMessage } from "./record-message.ts";

/** What a message says of the language its writer is to be answered in. */
export interface ReadLanguage extends SaidLanguage {
  /** Nothing else is said: there is nothing to answer but the request. */
  isOnlyRequest: boolean;
}

export interface LanguageChange {
  from: CustomerLanguage;
  to: CustomerLanguage;
  /** Nothing was known before: set, not changed. */
  isFirst: boolean;
}

/** Reads in a message which language it is in and which it asks for. */
export function readLanguage(text: string): ReadLanguage {
  const request = recogniseLanguageRequest(text);
  return { asks: request?.asks ?? null, clear: clearLanguage(text), isOnlyRequest: request?.isWhole ?? false };
}

/** What is known of a customer's language before anything more is said. */
export function languageStateOf(customer: Customer | null): CustomerLanguage {
  if (!customer) return unknownLanguage;
  return { language: customer.language, script: customer.chineseScript, pending: customer.languagePending };
}

/**
 * Takes a customer's message into account for their language: the customer keeps it, for every chat of theirs, and their
 * locked conversation follows. Returns what is different now, if anything. `guess` is what the
 * words look like, for a conversation in which nothing clear was said.
 */
export async function followLanguage(
  scope: OrgScope,
  { conversation, customer }: { conversation: Conversation; customer: Customer },
  message: RecordedMessage,
  { said, guess }: { said: SaidLanguage; guess: Language | null },
): Promise<LanguageChange | null> {
  const from = languageStateOf(customer);
  const to = nextLanguage(from, said);
  if (to.language !== from.language || to.script !== from.script || to.pending !== from.pending) {
    await customer
      .$query(scope.trx)
      .patch({ language: to.language, chineseScript: to.script, languagePending: to.pending });
  }
  const spoken = to.language ?? conversation.language ?? guess;
  if (spoken !== conversation.language) await conversation.$query(scope.trx).patch({ language: spoken });
  if (to.language === from.language && to.script === from.script) return null;
  const change = { from, to, isFirst: !isChange(from, to, said) };
  if (!change.isFirst) await keepChange(scope, { conversation, customer }, message, change, said);
  return change;
}

function isChange(from: CustomerLanguage, to: CustomerLanguage, { asks }: SaidLanguage): boolean {
  const isOther = (before: string | null, after: string | null) =>
    before !== after && (before !== null || asks !== null);
  return isOther(from.language, to.language) || isOther(from.script, to.script);
}

async function keepChange(
  { trx, orgId }: OrgScope,
  { conversation, customer }: { conversation: Conversation; customer: Customer },
  message: RecordedMessage,
  { from, to }: LanguageChange,
  { asks }: SaidLanguage,
): Promise<void> {
  const change = { from: tagOf(from), to: tagOf(to), by: asks === null ? "two messages" : "request" };
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: conversation.id,
    customerId: customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "language_changed",
    eventData: change,
  });
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: customer.id,
    type: "language_change",
    title: `${change.from ?? "–"} → ${change.to}`,
    metadata: { ...change, conversationId: conversation.id, messageId: message.id },
  });
}

function tagOf({ language, script }: CustomerLanguage): string | null {
  if (language !== "zh" || script === null) return language;
  return script === "hant" ? "zh-Hant" : "zh-Hans";
}
