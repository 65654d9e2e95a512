import { addTag, removeTag } from "../../domain/customers/tag-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const MAX_NAME = 50;

/** Puts tags on the conversation's customer, or takes them off. */
export const tag: Command = {
  name: "tag",
  words: ["标签"],
  permission: "customer.change",
  usage: "[C1042] ±NAME",
  description: { en: "Tag a customer, or take a tag off: /tag +vip -cold", zh: "添加或移除客户标签：/tag +vip -冷淡" },
  run: async ({ scope, conversationId, staff, language }, args) => {
    const { customer, rest } = await whichConversation(scope, args, conversationId);
    const words = rest.split(/\s+/u).filter(Boolean);
    if (words.length === 0) return refuse("no_tag", { en: "Which tag? /tag +vip", zh: "哪个标签？/tag +vip" });
    const done: string[] = [];
    for (const word of words) {
      const name = word.replace(/^[+\-＋－]/u, "").slice(0, MAX_NAME);
      if (!name) continue;
      const isRemoval = /^[-－]/u.test(word);
      const changed = await (isRemoval ? removeTag : addTag)(scope, customer, name, staff.userId);
      done.push(`${isRemoval ? "-" : "+"}${name}${changed ? "" : { en: " (no change)", zh: "（无变化）" }[language]}`);
    }
    return plainText(`${customer.name}: ${done.join(" ")}`);
  },
};
