import { keepCustomerChange } from "../../domain/customers/keep-change.ts";
import { findDesk } from "../desk/desk-view.ts";
import { recordNote } from "../desk/record-note.ts";
import { refuse } from "../desk/refuse.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Keeps a note about the customer, which only staff read. */
export const note: Command = {
  name: "note",
  words: ["备注", "记录"],
  permission: "conversation.note",
  usage: "[C1042] TEXT",
  description: { en: "Keep a note that only staff read", zh: "添加仅员工可见的备注" },
  run: async (context, args) => {
    const { scope, staff, language, deps } = context;
    const { conversation, customer, rest } = await whichConversation(scope, args, context.conversationId);
    if (!rest) return refuse("empty", { en: "Note what? /note TEXT", zh: "备注什么？/note 内容" });
    await recordNote(scope, { conversation, userId: staff.userId, text: rest, at: deps.clock.now() });
    await keepCustomerChange(scope, {
      customerId: customer.id,
      by: { userId: staff.userId },
      type: "note_added",
      title: rest,
      action: "customer.note",
      changes: { conversationId: conversation.id },
    });
    const desk = context.isInThread ? null : await findDesk(scope, deps.channels, conversation, { customer, language });
    if (desk?.isThreaded) {
      const content = [paragraph(bold(`📝 ${staff.name}`), `: ${rest}`)];
      await tellThread(scope, desk, {
        content,
        act: { by: "user", userId: staff.userId, why: "command: note", receipt: context.receipt },
      });
    }
    return plainText({ en: "Noted. Only staff see it.", zh: "已备注，仅员工可见。" }[language]);
  },
};
