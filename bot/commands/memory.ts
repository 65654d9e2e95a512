import { nameFirst } from "../customers/named-customer.ts";
import type { Command, RunCommand } from "./command.ts";
import { correctOne } from "./memory/correct.ts";
import { findSaid } from "./memory/find-said.ts";
import { forgetAll, forgetOne } from "./memory/forget.ts";
import { showMemories } from "./memory/show.ts";

const acts: Record<string, RunCommand> = {
  correct: correctOne,
  更正: correctOne,
  forget: (context, args) => {
    const [, rest] = /^\s*(?:all|全部)(?:\s+([\s\S]*))?$/iu.exec(args) ?? [];
    return /^\s*(?:all|全部)(?:\s|$)/iu.test(args) ? forgetAll(context, rest ?? "") : forgetOne(context, args);
  },
  find: findSaid,
  查找: findSaid,
};
acts["忘记"] = acts["forget"] as RunCommand;

const lineWithAct = new RegExp(String.raw`^\s*(${nameFirst}\s+)?(\S+)(?:\s+([\s\S]*))?$`, "iu");

/** What is remembered of a customer: shown, corrected, forgotten; and what they said before. */
export const memory: Command = {
  name: "memory",
  words: ["记忆"],
  permission: "customer.read",
  usage: "[WHO] [reason: WHY] | find WORDS | correct NUMBER TEXT | forget NUMBER | forget all [WHO]",
  description: {
    en: "What is remembered of a customer; find what they said, correct or forget a memory",
    zh: "查看客户记忆；查找其说过的话，更正或忘记一条记忆",
  },
  run: async (context, args) => {
    const [, code = "", word = "", rest = ""] = lineWithAct.exec(args) ?? [];
    const act = Object.hasOwn(acts, word.toLowerCase()) ? acts[word.toLowerCase()] : undefined;
    if (!act) return showMemories(context, args);
    // `C1042 forget all`: where there are no threads the code stands first.
    return act(context, /^\s*(?:all|全部)/iu.test(rest) && code ? `${rest} ${code}` : `${code}${rest}`);
  },
};
