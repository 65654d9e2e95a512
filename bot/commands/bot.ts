import { writeAudit } from "../../domain/control/audit-log.ts";
import { type AnswersMode, answersModes } from "../../domain/conversations/answers-mode.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { tellManagers } from "../alerts/tell-managers.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { refuse } from "../desk/refuse.ts";
import { setAnswersMode } from "../desk/set-answers-mode.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command, CommandAnswer, CommandContext } from "./command.ts";

const chineseModes: Record<string, AnswersMode> = { 关闭: "off", 建议: "suggest", 自动: "auto" };

/** What the bot may do: in a conversation's thread for that conversation, elsewhere for the organisation or a channel. */
export const bot: Command = {
  name: "bot",
  words: ["机器人"],
  permission: "conversation.take",
  usage: "off|suggest|auto [CHANNEL]",
  description: {
    en: "What the bot may do: nothing, suggest to staff, or answer customers",
    zh: "机器人模式：关闭、仅建议或自动回复",
  },
  run: async (context, args) => {
    const [word = "", ...rest] = args.trim().split(/\s+/u);
    const mode = chineseModes[word] ?? answersModes.find((known) => known === word.toLowerCase());
    if (!mode) return word === "" ? showMode(context) : unknownMode(word);
    const where = rest.join(" ");
    return context.isInThread && where === "" ? setInConversation(context, mode) : setEverywhere(context, mode, where);
  },
};

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
async function setInConversation(context: CommandContext, mode: AnswersMode): Promise<CommandAnswer> {
  return actOnConversation(context, "", async ({ conversation, code }) => {
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
  const { scope, staff, deps, language } = context;
  if (!isAllowed(staff.role, "bot.mode")) {
    return refuse("bot_mode", {
      en: `Your role (${staff.role}) may set the bot only in a conversation's thread.`,
      zh: `您的角色（${staff.role}）只能在会话话题内设置机器人。`,
    });
  }
  const { label } = await setAnswersMode(scope, { userId: staff.userId }, mode, where);
  const place = label || { en: "the whole organisation", zh: "整个组织" }[language];
  await tellManagers(scope, deps.channels, {
    kind: "bot_mode",
    title: `${staff.name} set the bot to ${mode}: ${label || "everywhere"}`,
  });
  return plainText(
    { en: `The bot is set to ${mode} for ${place}.`, zh: `已将${place}的机器人设为 ${mode}。` }[language],
  );
}
