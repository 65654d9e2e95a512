import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { User } from "../../domain/organisation/user.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { whichCustomer } from "../customers/which-customer.ts";
import { giveTo, reopen } from "../desk/conversation-acts.ts";
import { type DeskView, openDesk } from "../desk/desk-view.ts";
import { setFocus } from "../desk/focus.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { refuse } from "../desk/refuse.ts";
import { showMissed } from "../desk/show-missed.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { followOwner } from "../handover/follow-owner.ts";
import { mayOpen } from "../handover/may-open.ts";
import { type ChatState, saysOptedOut, whereToWrite } from "../handover/where-to-write.ts";
import { bold, type Inline, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";

/** Opens a customer's conversation at the desk and says where they can be written to now. Sends them nothing. */
export const open: Command = {
  name: "open",
  words: ["打开", "发起"],
  permission: "conversation.open",
  usage: "WHO",
  description: {
    en: "Open a customer's conversation and see where you can write to them; sends nothing",
    zh: "打开客户会话并查看现在可在何处回复；不会发送任何内容",
  },
  run: async (context, args) => {
    const { scope, staff, deps, language } = context;
    const customer = await whichCustomer(context, args);
    if (!(await mayOpen(scope, staff, customer))) return refuseOthers(scope, customer);
    refuseBlacklisted(customer);
    const now = deps.clock.now();
    const zone = await readingZone(scope, staff);
    const states = await whereToWrite(scope, deps.channels, customer, { now, zone });
    const chosen = states.find(({ canWrite }) => canWrite) ?? states[0];
    if (!chosen) return refuseUnknown(customer);
    const { conversation } = await whichConversation(scope, "", chosen.conversation.id);
    const isGiven = await haveIt(context, conversation);
    if (isGiven) await followOwner(scope, deps.channels, { conversation, ...ownOf(staff) });
    const desk = await showAtDesk(context, conversation, customer);
    if (desk && isGiven) await showMissed(scope, desk);
    const optedOut = await saysOptedOut(scope, customer.id);
    const lines = [...states.map(({ words }) => words), ...(optedOut ? [optedOut] : [])];
    await tellState(context, desk, lines);
    return answer(await ownerLine(context, conversation), { conversation, customer, desk, lines, language });
  },
};

const ownOf = ({ userId }: CommandContext["staff"]) => ({ userId, byUserId: userId });

/** Opens it again where it was resolved; what nobody has is the asker's: true where it became theirs now. */
async function haveIt(context: CommandContext, conversation: Conversation): Promise<boolean> {
  const { scope, staff, deps } = context;
  const isOpen = conversation.status === "pending" || conversation.status === "active";
  const now = deps.clock.now();
  const by = { userId: staff.userId };
  if (!isOpen) await reopen(scope, conversation, by);
  const isGiven = !isOpen || conversation.agentId === null;
  if (isGiven) await giveTo(scope, conversation, staff.userId, by, now);
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: staff.userId,
    eventType: "opened",
    eventData: { by: "desk" },
  });
  if (context.chat.kind === "staff" && conversation.agentId === staff.userId) {
    const focus = { channelId: context.channel.id, userId: staff.userId, conversationId: conversation.id };
    await setFocus(scope, { ...focus, at: now });
  }
  return isGiven;
}

async function showAtDesk(
  { scope, deps }: CommandContext,
  conversation: Conversation,
  customer: Customer,
): Promise<DeskView | null> {
  const { language, deskSurface: surface } = readRules(await loadSettings(scope));
  const desk = await openDesk(scope, deps.channels, { conversation, customer, surface, language });
  if (desk) await refreshCard(scope, desk);
  return desk;
}

async function tellState(
  { scope, staff, receipt }: CommandContext,
  desk: DeskView | null,
  lines: ChatState["words"][],
): Promise<void> {
  if (!desk?.isThreaded) return;
  const { language } = desk;
  const title = { en: `${staff.name} opened this conversation.`, zh: `${staff.name} 打开了此会话。` }[language];
  await tellThread(scope, desk, {
    content: plainText([title, ...lines.map((words) => words[language])].join("\n")),
    act: { by: "user", userId: staff.userId, why: "command: open", receipt },
  });
}

async function ownerLine(
  { scope, staff }: CommandContext,
  { agentId }: Conversation,
): Promise<Record<Language, string>> {
  if (agentId === staff.userId) {
    return { en: "You have it. Nothing was sent.", zh: "由您负责。未发送任何内容。" };
  }
  const owner = agentId ? await User.query(scope.trx).findById(agentId) : null;
  const name = owner?.name ?? "–";
  return { en: `${name} has it. Nothing was sent.`, zh: `由 ${name} 负责。未发送任何内容。` };
}

function answer(
  whose: Record<Language, string>,
  about: {
    conversation: Conversation;
    customer: Customer;
    desk: DeskView | null;
    lines: Record<Language, string>[];
    language: Language;
  },
): RichText {
  const { conversation, customer, desk, lines, language } = about;
  const code = conversationCode(conversation.number);
  const title: Inline = desk?.thread.url
    ? { type: "link", url: desk.thread.url, children: [{ type: "text", text: code }] }
    : bold(code);
  return [
    paragraph(title, ` · ${customer.name}`),
    paragraph([whose[language], ...lines.map((words) => words[language])].join("\n")),
  ];
}

async function refuseOthers(scope: CommandContext["scope"], customer: Customer): Promise<never> {
  const owner = customer.ownerId ? await User.query(scope.trx).findById(customer.ownerId) : null;
  const who = owner ? { en: owner.name, zh: owner.name } : { en: "another team", zh: "其他团队" };
  return refuse("open_others", {
    en: `${customer.name} is with ${who.en}. Ask them to /handover, or a lead to /assign.`,
    zh: `${customer.name} 由 ${who.zh} 负责。请对方 /转接，或由主管 /分配。`,
  });
}

function refuseBlacklisted({ name, status }: Customer): void {
  if (status !== "blacklist") return;
  refuse("open_blacklisted", {
    en: `${name} is blacklisted: no conversation is opened from here.`,
    zh: `${name} 已列入黑名单，不能主动打开会话。`,
  });
}

function refuseUnknown({ name }: Customer): never {
  return refuse("open_no_chat", {
    en: `${name} has not written to us in private on any channel yet. Platforms let us write only after they do.`,
    zh: `${name} 尚未在任何渠道与我们私聊。平台只允许在客户先发消息后回复。`,
  });
}
