import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import { ownIntentsSchema, ownIntentsSetting } from "../signals/signal-policy.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

/** The organisation's own intents, taught by examples. They count from the next message on. */
export const intent: Command = {
  name: "intent",
  words: ["意图"],
  permission: "signals.teach",
  usage: "add CODE EXAMPLE | list | remove CODE",
  description: { en: "Teach an intent of your own by an example", zh: "用例句教会机器人识别自定义意图" },
  run: async (context, args) => {
    const [, word = "list", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
    const [, code = "", example = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(rest) ?? [];
    if (["add", "添加"].includes(word)) return addExample(context, code, example.trim());
    if (["remove", "删除"].includes(word)) return remove(context, code);
    return list(context);
  },
};

async function readOwn({ scope }: CommandContext) {
  return readSetting(await loadSettings(scope), ownIntentsSetting);
}

async function addExample(context: CommandContext, code: string, example: string): Promise<CommandAnswer> {
  if (!code || !example) {
    return refuse("intent_usage", {
      en: "For example: /intent add ib_program How do I become an introducing broker?",
      zh: "例如：/intent add ib_program 怎么成为介绍经纪商？",
    });
  }
  const own = await readOwn(context);
  const others = own.filter((known) => known.code !== code);
  const known = own.find((candidate) => candidate.code === code);
  const examples = [...new Set([...(known?.examples ?? []), example])];
  const checked = ownIntentsSchema.safeParse([...others, { ...known, code, examples }]);
  if (!checked.success) {
    const problem = checked.error.issues[0]?.message ?? "";
    return refuse("intent_invalid", {
      en: `This cannot be an intent: ${problem}. A code is small letters, digits and _.`,
      zh: `无法作为意图：${problem}。编号由小写字母、数字和下划线组成。`,
    });
  }
  await saveSetting(context.scope, { userId: context.staff.userId }, { key: "signals.intents", value: checked.data });
  const count = examples.length;
  const words = {
    en: `${code} has ${count} ${count === 1 ? "example" : "examples"} and counts from the next message on.`,
    zh: `${code} 现有 ${count} 个例句，自下一条消息起生效。`,
  };
  return plainText(words[context.language]);
}

async function remove(context: CommandContext, code: string): Promise<CommandAnswer> {
  const own = await readOwn(context);
  const kept = own.filter((known) => known.code !== code);
  if (kept.length === own.length) {
    return refuse("intent_unknown", { en: `There is no intent ${code} of your own.`, zh: `没有自定义意图 ${code}。` });
  }
  await saveSetting(context.scope, { userId: context.staff.userId }, { key: "signals.intents", value: kept });
  return plainText({ en: `${code} is gone.`, zh: `已删除 ${code}。` }[context.language]);
}

async function list(context: CommandContext): Promise<CommandAnswer> {
  const own = await readOwn(context);
  if (own.length === 0) {
    return plainText(
      {
        en: "There are no intents of your own yet. /intent add CODE EXAMPLE",
        zh: "尚无自定义意图。/intent add 编号 例句",
      }[context.language],
    );
  }
  return [
    {
      type: "list",
      ordered: false,
      items: own.map(({ code, examples }) => [
        { type: "code", text: code },
        { type: "text", text: ` ${examples.slice(0, 3).join(" / ").slice(0, 200)}` },
      ]),
    },
  ];
}
