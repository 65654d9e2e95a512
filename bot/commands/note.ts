import { MAX_TITLE } from "../../domain/customers/keep-change.ts";
import { keepNote } from "../customers/keep-note.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
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
    const isHere = context.isInThread && conversation?.id === context.conversationId;
    const act = { by: "user" as const, userId: staff.userId, why: "command: note", receipt: context.receipt };
    const author = { by: { userId: staff.userId }, name: staff.name, language, at: deps.clock.now(), act };
    await keepNote(scope, deps.channels, { customer, conversation, words, isShown: isHere }, author);
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
