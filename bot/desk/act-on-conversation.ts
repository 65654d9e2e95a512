import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { plainText } from "../ports/rich-text.ts";
import { type DeskView, findDesk } from "./desk-view.ts";
import { refreshCard } from "./refresh-card.ts";
import { tellThread } from "./tell-thread.ts";
import { whichConversation } from "./which-conversation.ts";

export interface ActOn {
  conversation: Conversation;
  customer: Customer;
  /** Where the conversation is shown; null without a desk. */
  desk: DeskView | null;
  code: string;
  /** What the line said besides the conversation's code. */
  rest: string;
}

/** What an act tells: everybody at the conversation, and, where that is another place, who asked. */
export type Told = Record<Language, string>;

/**
 * Does something with a conversation, locked: the card shows its new state, the thread says who did what, and who asked
 * elsewhere is answered there. `act` ends with `refuse` when it may not be done.
 */
export async function actOnConversation(
  context: CommandContext,
  args: string,
  act: (on: ActOn) => Promise<Told>,
): Promise<CommandAnswer> {
  const { scope, deps, language, isInThread } = context;
  const which = await whichConversation(scope, args, context.conversationId);
  const rules = readRules(await loadSettings(scope));
  const { conversation, customer, rest } = which;
  const find = () => findDesk(scope, deps.channels, conversation, { customer, language: rules.language });
  const before = await find();
  const told = await act({ conversation, customer, desk: before, rest, code: conversationCode(conversation.number) });
  // An act may have moved it to another team's desk, which hears of it as well.
  const desk = before && (await find());
  const isMoved = desk !== null && desk.thread.id !== before?.thread.id;
  if (desk) {
    await refreshCard(scope, desk, !isMoved && isCardPress(context, desk) ? context.respondTo : undefined);
    const isToldHere = isInThread && !isMoved;
    if (desk.isThreaded && !isToldHere) await sayInThread(context, desk, told);
  }
  const say = isMoved && isInThread ? `${told[language]}\n${goOnThere[language]}` : told[language];
  return { say: plainText(say), to: isInThread ? "here" : "asker" };
}

const goOnThere: Told = {
  en: "It is shown at another team's desk now: go on there. Nothing written here reaches the customer.",
  zh: "会话已显示在另一团队的工作台，请在那里继续。此处的内容不会发送给客户。",
};

async function sayInThread({ scope, receipt, staff }: CommandContext, desk: DeskView, told: Told): Promise<void> {
  const act = { by: "user" as const, userId: staff.userId, why: "desk: an act on the conversation", receipt };
  await tellThread(scope, desk, { content: plainText(told[desk.language]), act });
}

// A card on a surface without threads can be changed with the press on it alone.
function isCardPress({ respondTo, channel }: CommandContext, desk: DeskView): boolean {
  return respondTo !== undefined && channel.id === desk.channel.id && !desk.isThreaded;
}
