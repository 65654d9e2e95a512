import { writeAudit } from "../../domain/control/audit-log.ts";
import { findGivenAnswer, type JudgedAnswer, markAnswerWrong } from "../../domain/conversations/answer-verdict.ts";
import { Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { findDesk } from "../desk/desk-view.ts";
import { refuse } from "../desk/refuse.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { bold, paragraph, plainText, quote } from "../ports/rich-text.ts";
import type { ButtonAction, CommandContext } from "./command.ts";

/** Marks an automated answer wrong: what whoever presses writes to the customer next is taken for its correction. */
export const answerWrong: ButtonAction = {
  name: "answer_wrong",
  permission: "conversation.note",
  run: async (context, answerId) => {
    const { scope, staff, deps, language } = context;
    const answer = /^[0-9a-f-]{36}$/.test(answerId) ? await findGivenAnswer(scope, { id: answerId }) : null;
    if (!answer) {
      return refuse("answer_unknown", { en: "This answer is not there any more.", zh: "该答复已不存在。" });
    }
    const conversation = await Conversation.query(scope.trx)
      .where({ orgId: scope.orgId, id: answer.conversationId })
      .forUpdate()
      .first()
      .throwIfNotFound();
    const isNew = await markAnswerWrong(scope, answer, { userId: staff.userId, at: deps.clock.now() });
    if (!isNew) return plainText({ en: "It is marked wrong already.", zh: "已标记为答错。" }[language]);
    await keepMark(context, answer);
    await showMark(context, conversation, answer);
    return plainText(marked[language]);
  },
};

const marked: Record<Language, string> = {
  en: "Marked wrong. Your next words to the customer are kept as its correction: /gaps shows them.",
  zh: "已标记为答错。您接下来发给客户的内容会作为更正保留：/缺口 可查看。",
};

async function keepMark({ scope, staff }: CommandContext, answer: JudgedAnswer): Promise<void> {
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: answer.conversationId,
    customerId: answer.customerId,
    userId: staff.userId,
    messageId: answer.messageId,
    messageSentAt: answer.messageSentAt,
    eventType: "answer_marked",
    eventData: { answer: answer.id },
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "answer.mark_wrong",
    resourceType: "answer",
    resourceId: answer.id,
  });
}

async function showMark(context: CommandContext, conversation: Conversation, answer: JudgedAnswer): Promise<void> {
  const { scope, deps, staff, receipt } = context;
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const { language } = readRules(await loadSettings(scope));
  const desk = await findDesk(scope, deps.channels, conversation, { customer, language });
  if (!desk) return;
  const title = {
    en: `❌ ${staff.name} marked the bot's answer wrong`,
    zh: `❌ ${staff.name} 将机器人的答复标记为答错`,
  }[language];
  const act = { by: "user" as const, userId: staff.userId, why: "button: answer_wrong", receipt };
  const content = [paragraph(bold(title)), quote(answer.question, 200)];
  await tellThread(scope, desk, { content, quoting: title, act });
}
