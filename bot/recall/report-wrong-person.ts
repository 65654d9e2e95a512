import { writeAudit } from "../../domain/control/audit-log.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { RuleError } from "../../infra/errors.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import { ruleLabels } from "../alerts/rules.ts";
import type { CommandContext } from "../commands/command.ts";
import { refuse } from "../desk/refuse.ts";
import { type LineOf, recallLine } from "./recall-line.ts";
import type { TakenBack } from "./take-back.ts";

/** The tag that a conversation carries in which somebody read what was meant for another. */
const FLAG = "wrong_person";

/**
 * Somebody read what was meant for another: the line is taken back where that is possible, the conversation is flagged,
 * and compliance alone hears what was said to whom, and who should have had it. Null for a line that was taken back
 * before, whose incident is opened all the same.
 */
export async function reportWrongPerson(
  context: CommandContext,
  line: LineOf,
  meantFor: string | null,
): Promise<TakenBack | null> {
  const { scope, deps, staff } = context;
  const { conversation, customer, message } = line;
  if (message.senderType !== "agent") {
    return refuse("wrong_person_bot", {
      en: "The bot wrote this line, to whoever asked. /recall takes it back.",
      zh: "此消息由机器人回复给提问者。可使用 /recall 撤回。",
    });
  }
  await refuseReported(context, line);
  const reason = meantFor === null ? "wrong person" : `wrong person, meant for ${meantFor}`;
  const taken = await takeBackIfThere(context, line, reason);
  const data = { outcome: taken?.kind ?? "recalled before", ...(meantFor ? { meantFor: storedText(meantFor) } : {}) };
  await scope.trx.raw(
    "UPDATE conversations SET tags = array_append(array_remove(tags, ?), ?) WHERE org_id = ? AND id = ?",
    [FLAG, FLAG, scope.orgId, conversation.id],
  );
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: staff.userId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: "wrong_person",
    eventData: data,
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "message.wrong_person",
    resourceType: "message",
    resourceId: message.id,
    changes: data,
  });
  const about = `${conversationCode(conversation.number)} · ${customer.name}`;
  const cause = {
    kind: "wrong_person" as const,
    cause: `wrong_person:${message.id}`,
    title: {
      en: `${ruleLabels.wrong_person.en}: ${about}, reported by ${staff.name}${meantWords(meantFor).en}. ${reach(taken).en}`,
      zh: `${ruleLabels.wrong_person.zh}：${about}，由 ${staff.name} 报告${meantWords(meantFor).zh}。${reach(taken).zh}`,
    },
    words: message.content ? [message.content] : [],
    conversationId: conversation.id,
    customerId: customer.id,
    teamId: conversation.teamId,
    // Whoever wrote it, where they are known here: they, and everybody but compliance, see nothing of it.
    subjectUserId: message.userId ?? staff.userId,
  };
  await raiseAlert(scope, deps.channels, cause, deps.clock.now());
  return taken;
}

async function refuseReported({ scope }: CommandContext, { message }: LineOf): Promise<void> {
  const known = await scope
    .trx("conversation_events")
    .where({ org_id: scope.orgId, conversation_id: message.conversationId, message_id: message.id })
    .where({ event_type: "wrong_person" })
    .first("id");
  if (!known) return;
  return refuse("wrong_person_known", {
    en: "Compliance has been told of this line already.",
    zh: "此消息已上报合规。",
  });
}

/** A line that is gone already, or never arrived, is reported all the same. */
async function takeBackIfThere(context: CommandContext, line: LineOf, reason: string): Promise<TakenBack | null> {
  try {
    return await recallLine(context, line, reason);
  } catch (error) {
    if (error instanceof RuleError && error.code === "desk.recalled_already") return null;
    throw error;
  }
}

function meantWords(meantFor: string | null): Record<Language, string> {
  return meantFor === null ? { en: "", zh: "" } : { en: `, meant for ${meantFor}`, zh: `，本应发给 ${meantFor}` };
}

function reach(taken: TakenBack | null): Record<Language, string> {
  switch (taken?.kind) {
    case "cancelled":
      return { en: "It was stopped before it went out.", zh: "在发出之前已被取消。" };
    case "asked":
      return { en: "It is being taken back; it may have been read.", zh: "正在撤回，可能已被阅读。" };
    case "perhaps_sent":
      return { en: "Whether it arrived is not known.", zh: "是否送达不得而知。" };
    case "impossible":
      return { en: "It could not be taken back: the customer has it.", zh: "无法撤回：客户仍能看到。" };
    case undefined:
      return { en: "It was taken back before; it may have been read.", zh: "此前已撤回，可能已被阅读。" };
  }
}
