import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { keepCustomerChange } from "../../domain/customers/keep-change.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { DeliveryAct } from "../delivery/queue-delivery.ts";
import { findDesk } from "../desk/desk-view.ts";
import { recordNote } from "../desk/record-note.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { bold, paragraph } from "../ports/rich-text.ts";

export interface NoteOfCustomer {
  customer: Customer;
  /** Locked, where they have one: it keeps the whole note. Null: the timeline alone keeps its beginning. */
  conversation: Conversation | null;
  words: string;
  /** It stands in the conversation's thread already. */
  isShown: boolean;
}

export interface NoteAuthor {
  by: { userId: string } | { keyId: string };
  name: string;
  language: Language;
  at: Date;
  act: DeliveryAct;
}

/** Keeps a note about a customer, which only staff read: in their conversation, its thread, the timeline and the trail. */
export async function keepNote(
  scope: OrgScope,
  channels: ChannelDirectory,
  { customer, conversation, words, isShown }: NoteOfCustomer,
  { by, name, language, at, act }: NoteAuthor,
): Promise<void> {
  const writer = "userId" in by ? { userId: by.userId } : { userId: null, senderId: `key:${by.keyId}` };
  if (conversation) await recordNote(scope, { conversation, ...writer, text: words, at });
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by,
    type: "note_added",
    title: words,
    action: "customer.note",
    changes: conversation ? { conversationId: conversation.id } : {},
  });
  if (!conversation || isShown) return;
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  if (!desk?.isThreaded) return;
  await tellThread(scope, desk, { content: [paragraph(bold(`📝 ${name}`), `: ${words}`)], act });
}
