import { loadSettings } from "../../domain/organisation/settings.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { refuse } from "../desk/refuse.ts";
import { sendAsAgent } from "../desk/send-as-agent.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { codesOfOthers } from "../desk/whom-line-names.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Sends words to the customer by saying so: the way where plain lines are internal. */
export const send: Command = {
  name: "send",
  words: ["发送", "回复"],
  permission: "conversation.take",
  usage: "[C1042] TEXT",
  description: { en: "Send text to the customer of a conversation you have", zh: "向您负责的会话的客户发送内容" },
  run: async (context, args) => {
    const { scope, deps, staff, language } = context;
    const { conversation, customer, rest } = await whichConversation(scope, args, context.conversationId);
    if (!rest) return refuse("empty", { en: "Send what? /send TEXT", zh: "发送什么？/send 内容" });
    const [other] = await codesOfOthers(scope, rest, conversation);
    if (other) return refuseOther(other, customer.name);
    const rules = readRules(await loadSettings(scope));
    const desk = await findDesk(scope, deps.channels, conversation, { customer, language: rules.language });
    const content = plainText(rest);
    const to = customer.name;
    const after = desk && {
      kind: "mark_line" as const,
      deskThreadId: desk.thread.id,
      replyTo: null,
      language: rules.language,
      to,
    };
    const result = await sendAsAgent(scope, deps, {
      conversation,
      staff,
      content,
      why: "command: send",
      receipt: context.receipt,
      ...(after ? { after } : {}),
    });
    if (desk) {
      const heldAs = result.held ? { heldAs: result.approvalNumber } : {};
      await mirrorOutbound(scope, desk, { who: `🧑‍💼 ${staff.name}`, content, receipt: context.receipt, ...heldAs });
    }
    if (!result.held) return plainText({ en: `On its way to ${to}.`, zh: `正在发送给 ${to}。` }[language]);
    const why = result.hits.map((hit) => `“${hit.words}”: ${hit.reason[language]}`).join("; ");
    return plainText(
      {
        en: `Held, not sent to ${to}: it waits for a manager's approval ${result.approvalNumber}. ${why}`,
        zh: `已拦截，未发送给 ${to}：等待经理审批 ${result.approvalNumber}。${why}`,
      }[language],
    );
  },
};

/** It may be meant for the other, whose money is nobody else's business. */
function refuseOther(code: string, to: string): never {
  return refuse("names_other", {
    en: `Not sent to ${to}: the text names ${code}, a conversation with somebody else. For them, begin with the code: /send ${code} TEXT`,
    zh: `未发送给 ${to}：内容提到了其他客户的会话 ${code}。如要发给对方，请先写编号：/send ${code} 内容`,
  });
}
