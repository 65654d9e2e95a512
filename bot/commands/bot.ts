import { writeAudit } from "../../domain/control/audit-log.ts";
import { type AnswersMode, answersModes } from "../../domain/conversations/answers-mode.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { parseConversationCode } from "../../domain/organisation/codes.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { refuse } from "../desk/refuse.ts";
import { setAnswersMode } from "../desk/set-answers-mode.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

const chineseModes: Record<string, AnswersMode> = { 关闭: "off", 建议: "suggest", 自动: "auto" };

/** What the bot may do: in a conversation's thread or with its code for it alone, else for the organisation or a channel. */
export const bot: Command = {
  name: "bot",
  words: ["机器人"],
  permission: "conversation.take",
  usage: "[C1042] off|suggest|auto [CHANNEL]",
  description: {
    en: "What the bot may do: nothing, suggest to staff, or answer customers",
    zh: "机器人模式：关闭、仅建议或自动回复",
  },
  run: async (context, args) => {
    const { code, words } = readCode(args);
    const [word = "", ...rest] = words;
    const mode = chineseModes[word] ?? answersModes.find((known) => known === word.toLowerCase());
    if (!mode) return word === "" ? showMode(context) : unknownMode(word);
    const where = rest.join(" ");
    if (code !== "") return where === "" ? setInConversation(context, mode, code) : refuseBoth(code, where);
    return context.isInThread && where === "" ? setInConversation(context, mode) : setEverywhere(context, mode, where);
  },
};

/** A conversation's code stands first or last, as with every command. */
function readCode(args: string): { code: string; words: string[] } {
  const words = args.trim().split(/\s+/u);
  const code = [words[0], words.at(-1)].find((word) => word && parseConversationCode(word) !== null) ?? "";
  return { code, words: words.filter((word) => word !== code) };
}

function refuseBoth(code: string, where: string): never {
  return refuse("mode_where", {
    en: `One at a time: /bot ${code} off for the conversation, or /bot off ${where} for the channel.`,
    zh: `请分别设置：会话用 /bot ${code} off，渠道用 /bot off ${where}。`,
  });
}

async function showMode({ scope, language }: CommandContext): Promise<CommandAnswer> {
  const settings = await loadSettings(scope);
  const set = [...settings].filter(([key]) => key.startsWith("answers.mode"));
  const lines = set.map(([key, value]) => `${key} = ${String(value)}`);
  const standard = { en: "answers.mode = auto (nothing is set)", zh: "answers.mode = auto（未设置）" }[language];
  return plainText(lines.length > 0 ? lines.join("\n") : standard);
}

function unknownMode(word: string): never {
  return refuse("mode", {
    en: `“${word}” is no mode: off (silent), suggest (drafts for staff), auto (answers customers).`,
    zh: `“${word}”不是有效模式：off（静默）、suggest（仅给员工建议）、auto（自动回复客户）。`,
  });
}

/** In one conversation only whether the bot answers can be set; drafts come while a person has it anyway. */
async function setInConversation(context: CommandContext, mode: AnswersMode, about = ""): Promise<CommandAnswer> {
  return actOnConversation(context, about, async ({ conversation, code }) => {
    const { scope, staff } = context;
    if (conversation.agentId && mode === "auto") {
      return refuse("has_person", {
        en: `${code} is with a person; /release gives it to the bot.`,
        zh: `${code} 由人工负责；请使用 /release 交还机器人。`,
      });
    }
    await conversation.$query(scope.trx).patch({ aiEnabled: mode === "auto" });
    await ConversationEvent.query(scope.trx).insert({
      orgId: scope.orgId,
      conversationId: conversation.id,
      customerId: conversation.customerId,
      userId: staff.userId,
      eventType: "bot_mode",
      eventData: { mode },
    });
    const by = { userId: staff.userId };
    const changes = { mode };
    const what = { orgId: scope.orgId, by, action: "conversation.bot", resourceType: "conversation", changes };
    await writeAudit(scope.trx, { ...what, resourceId: conversation.id });
    return mode === "auto"
      ? { en: `The bot answers in ${code} again.`, zh: `机器人已恢复在 ${code} 中回复。` }
      : { en: `The bot is silent in ${code}.`, zh: `机器人在 ${code} 中已静默。` };
  });
}

async function setEverywhere(context: CommandContext, mode: AnswersMode, where: string): Promise<CommandAnswer> {
  const { scope, staff, language } = context;
  if (!isAllowed(staff.role, "bot.mode")) {
    return refuse("bot_mode", {
      en: `Your role (${staff.role}) may set the bot in one conversation alone: in its thread, or with its code, as in /bot C1042 ${mode}.`,
      zh: `您的角色（${staff.role}）只能为单个会话设置机器人：在其话题内，或附上会话编号，如 /bot C1042 ${mode}。`,
    });
  }
  const { label } = await setAnswersMode(scope, { userId: staff.userId }, mode, where);
  const place = label || { en: "the whole organisation", zh: "整个组织" }[language];
  return plainText(
    { en: `The bot is set to ${mode} for ${place}.`, zh: `已将${place}的机器人设为 ${mode}。` }[language],
  );
}
