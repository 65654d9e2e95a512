import { keepCustomerChange, MAX_TITLE } from "../../domain/customers/keep-change.ts";
import { findDesk } from "../desk/desk-view.ts";
import { recordNote } from "../desk/record-note.ts";
import { refuse } from "../desk/refuse.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";
import { wordsAbout } from "./customer/words-about.ts";

/** Keeps a note about the customer, which only staff read. */
export const note: Command = {
  name: "note",
  words: ["备注", "记录"],
  permission: "conversation.note",
  usage: "[C1042|CUST_00042] TEXT",
  description: { en: "Keep a note that only staff read", zh: "添加仅员工可见的备注" },
  run: async (context, args) => {
    const { scope, staff, language, deps } = context;
    const { conversation, customer, words } = await wordsAbout(context, args, "note");
    if (!words) return refuse("empty", { en: "Note what? /note TEXT", zh: "备注什么？/note 内容" });
    if (!conversation && [...words].length > MAX_TITLE) return refuseLong(customer.name);
    if (conversation) {
      await recordNote(scope, { conversation, userId: staff.userId, text: words, at: deps.clock.now() });
    }
    await keepCustomerChange(scope, {
      customerId: customer.id,
      by: { userId: staff.userId },
      type: "note_added",
      title: words,
      action: "customer.note",
      changes: conversation ? { conversationId: conversation.id } : {},
    });
    const isHere = context.isInThread && conversation?.id === context.conversationId;
    const desk =
      conversation && !isHere ? await findDesk(scope, deps.channels, conversation, { customer, language }) : null;
    if (desk?.isThreaded) {
      const content = [paragraph(bold(`📝 ${staff.name}`), `: ${words}`)];
      await tellThread(scope, desk, {
        content,
        act: { by: "user", userId: staff.userId, why: "command: note", receipt: context.receipt },
      });
    }
    return plainText({ en: "Noted. Only staff see it.", zh: "已备注，仅员工可见。" }[language]);
  },
};

// The timeline alone keeps it.
function refuseLong(name: string): never {
  return refuse("note_long", {
    en: `${name} has no conversation yet: a note about them holds ${MAX_TITLE} characters. Make several of it.`,
    zh: `${name} 暂无会话，备注最多 ${MAX_TITLE} 个字符，请分成多条。`,
  });
}
