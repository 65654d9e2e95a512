import { type JudgedAnswer, judgeAnswer } from "../../domain/conversations/answer-verdict.ts";
import { Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { findDesk } from "../desk/desk-view.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { bold, paragraph, quote } from "../ports/rich-text.ts";
import { countFaqsLater } from "./count-faq.ts";

/** What came in. */
interface Said {
  isHelpful: boolean;
  by: "button" | "word";
  at: Date;
  receipt: string;
}

/**
 * Keeps what a customer says of an answer: one event, the counts of what it rests on, and a line at the desk. The same
 * again changes nothing. The conversation is locked.
 */
export async function takeVerdict(
  scope: OrgScope,
  channels: ChannelDirectory,
  answer: JudgedAnswer,
  said: Said,
): Promise<boolean> {
  const { isHelpful, by, at } = said;
  if (!(await judgeAnswer(scope, answer, { isHelpful, at }))) return false;
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: answer.conversationId,
    customerId: answer.customerId,
    messageId: answer.messageId,
    messageSentAt: answer.messageSentAt,
    eventType: "answer_judged",
    eventData: { isHelpful, by, answer: answer.id },
  });
  await countFaqsLater(scope, answer.faqIds);
  await showVerdict(scope, channels, answer, said);
  return true;
}

async function showVerdict(
  scope: OrgScope,
  channels: ChannelDirectory,
  { conversationId, question }: JudgedAnswer,
  { isHelpful, receipt }: Said,
): Promise<void> {
  const conversation = await Conversation.query(scope.trx).findById(conversationId).throwIfNotFound();
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const { language } = readRules(await loadSettings(scope));
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  if (!desk) return;
  const title = titles[isHelpful ? "helpful" : "unhelpful"][language];
  const act = { by: "bot" as const, why: "desk: answer judged", receipt };
  const content = [paragraph(bold(title)), quote(question, 200)];
  await tellThread(scope, desk, { content, quoting: title, act });
}

const titles: Record<"helpful" | "unhelpful", Record<Language, string>> = {
  helpful: { en: "👍 The answer was useful", zh: "👍 客户认为答复有用" },
  unhelpful: { en: "👎 The answer was not useful", zh: "👎 客户认为答复没用" },
};
