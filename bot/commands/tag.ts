import { addTag, removeTag } from "../../domain/customers/tag-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";
import { toChange } from "./customer/may-change.ts";

const MAX_NAME = 50;

/** Puts tags on a customer, or takes them off. */
export const tag: Command = {
  name: "tag",
  words: ["标签"],
  permission: "customer.change",
  usage: "[C1042|CUST_00042] ±NAME",
  description: { en: "Tag a customer, or take a tag off: /tag +vip -cold", zh: "添加或移除客户标签：/tag +vip -冷淡" },
  run: async (context, args) => {
    const { scope, staff, language } = context;
    const { customer, rest } = await toChange(context, args, { permission: "customer.change", by: "tag" });
    const words = rest.split(/\s+/u).filter(Boolean);
    if (words.length === 0) return refuse("no_tag", { en: "Which tag? /tag +vip", zh: "哪个标签？/tag +vip" });
    const done: string[] = [];
    for (const word of words) {
      const name = word.replace(/^[+\-＋－]/u, "");
      if (!name) continue;
      if (name.length > MAX_NAME) return refuseLong();
      if (/^(c|cust_)\d+$/i.test(name)) return refuseCode(name);
      const isRemoval = /^[-－]/u.test(word);
      const change = await (isRemoval ? removeTag : addTag)(scope, customer, name, staff.userId);
      if (change === "kept") return refuseSystemTag(name);
      const isSame = change === "same";
      done.push(`${isRemoval ? "-" : "+"}${name}${isSame ? { en: " (no change)", zh: "（无变化）" }[language] : ""}`);
    }
    return plainText(`${customer.name}: ${done.join(" ")}`);
  },
};

function refuseLong(): never {
  return refuse("tag_long", {
    en: `A tag has at most ${MAX_NAME} characters. Nothing of the line was done.`,
    zh: `标签最多 ${MAX_NAME} 个字符。此行未执行任何更改。`,
  });
}

function refuseCode(code: string): never {
  return refuse("tag_code", {
    en: `${code} is a code, not a tag: it stands first, /tag ${code} +vip. Nothing of the line was done.`,
    zh: `${code} 是编号而非标签，请写在最前：/tag ${code} +vip。此行未执行任何更改。`,
  });
}

function refuseSystemTag(name: string): never {
  return refuse("system_tag", {
    en: `“${name}” is a tag of the system: it follows from what happens. Nothing of the line was done.`,
    zh: `“${name}” 是系统标签，由系统自动维护。此行未执行任何更改。`,
  });
}
