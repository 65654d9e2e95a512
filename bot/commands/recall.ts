import { conversationCode } from "../../domain/organisation/codes.ts";
import { plainText } from "../ports/rich-text.ts";
import { recallButtons } from "../recall/recall-buttons.ts";
import { cancelLine, type LineOf, lastLineOf, pressedLine, recallLine } from "../recall/recall-line.ts";
import { correction, recallAnswer } from "../recall/recall-words.ts";
import { reportWrongPerson } from "../recall/report-wrong-person.ts";
import type { ButtonAction, Command, CommandAnswer, CommandContext } from "./command.ts";

/** Takes back the last line that went to a customer, as far as the platform can. */
export const recall: Command = {
  name: "recall",
  words: ["撤回"],
  permission: "message.recall",
  usage: "[wrong-person] [C1042] [WHY]",
  description: {
    en: "Take back the last line to a customer, as far as the platform can",
    zh: "撤回发给客户的上一条消息",
  },
  run: async (context, args) => {
    const [, mark, rest = ""] = wrongPersonWords.exec(args.trim()) ?? [null, "", args];
    // Who should have had it may be named by their code.
    const line = await lastLineOf(context, rest, { mayNameOther: mark !== "" });
    return mark ? reportThis(context, line, line.rest) : takeBackThis(context, line, line.rest);
  },
};

const wrongPersonWords = /^(wrong[-_ ]?person|发错人|發錯人)(?![\p{L}\p{N}])\s*([\s\S]*)$/iu;

/** The same for the line under which the button stands. */
export const recallPressed: ButtonAction = {
  name: "recall",
  permission: "message.recall",
  run: async (context, messageId) => takeBackThis(context, await pressedLine(context, messageId), null),
};

/** The same for a line that another customer should have had: compliance is told. */
export const wrongPersonPressed: ButtonAction = {
  name: "wrong_person",
  permission: "message.recall",
  run: async (context, messageId) => reportThis(context, await pressedLine(context, messageId), null),
};

/** Stops a line that goes out in a moment; afterwards it can only be taken back. */
export const cancelPressed: ButtonAction = {
  name: "cancel_line",
  permission: "message.recall",
  run: async (context, messageId) => {
    const { language } = context;
    const line = await pressedLine(context, messageId);
    const to = line.customer.name;
    if (await cancelLine(context, line)) {
      return plainText(
        { en: `Cancelled: nothing was sent to ${to}.`, zh: `已取消：未向 ${to} 发送任何内容。` }[language],
      );
    }
    const tooLate = { en: `Too late: it has gone to ${to}.`, zh: `来不及了：已发送给 ${to}。` }[language];
    const buttons = await mendButtons(context, line);
    return { say: plainText(tooLate), ...(buttons.length > 0 ? { buttons: [buttons] } : {}) };
  },
};

/** Words to begin a correction with, where a line cannot be taken back. */
export const correctPressed: ButtonAction = {
  name: "correct",
  permission: "message.recall",
  run: async (context, messageId) => {
    const { conversation } = await pressedLine(context, messageId);
    return correction(conversationCode(conversation.number), context.language);
  },
};

async function takeBackThis(context: CommandContext, line: LineOf, reason: string | null): Promise<CommandAnswer> {
  const taken = await recallLine(context, line, reason);
  const { customer, conversation } = line;
  return recallAnswer(taken, { customer, code: conversationCode(conversation.number) }, context.language);
}

async function reportThis(context: CommandContext, line: LineOf, meantFor: string | null): Promise<CommandAnswer> {
  const { customer, conversation } = line;
  const { language } = context;
  const taken = await reportWrongPerson(context, line, meantFor);
  const code = conversationCode(conversation.number);
  const told = {
    en: `Compliance is told, and ${code} is flagged. Do not write to ${customer.name} about the other customer.`,
    zh: `已上报合规，${code} 已标记。请勿与 ${customer.name} 谈论另一位客户。`,
  };
  const answer = taken ? recallAnswer(taken, { customer, code }, language) : [];
  return [...answer, ...plainText(told[language])];
}

async function mendButtons({ deps, language }: CommandContext, { conversation, message }: LineOf) {
  const channel = await deps.channels.byId(message.channelId);
  const target = { chatId: conversation.externalChatId };
  return channel ? recallButtons(channel, { messageId: message.id, target }, language) : [];
}
