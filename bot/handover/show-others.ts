import type { Conversation } from "../../domain/conversations/conversation.ts";
import { type OtherConversation, otherConversations } from "../../domain/conversations/other-conversations.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { CommandContext } from "../commands/command.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { tellThread } from "../desk/tell-thread.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";

/** A conversation began while the same person has others open: each thread names the others. */
export async function showOthers(
  scope: OrgScope,
  channels: ChannelDirectory,
  desk: DeskView,
  receipt: string,
): Promise<void> {
  const { conversation } = desk;
  if (conversation.isGroup) return;
  const others = await otherConversations(scope, conversation);
  if (others.length === 0) return;
  const act = { by: "bot" as const, why: "the customer's other conversations", receipt };
  await tellThread(scope, desk, { content: plainText(alsoOpen(others, desk.language)), act });
  const code = conversationCode(conversation.number);
  const words = {
    en: `🔗 ${desk.customerName} also writes on ${conversation.channelType}: ${code}.`,
    zh: `🔗 ${desk.customerName} 也在 ${conversation.channelType} 上联系：${code}。`,
  };
  for (const other of others) {
    const otherDesk = await deskOf(scope, channels, other.id);
    if (!otherDesk) continue;
    await refreshCard(scope, otherDesk);
    await tellThread(scope, otherDesk, { content: plainText(words[otherDesk.language]), act });
  }
}

/** Offers who took a conversation the same person's others that nobody has. */
export async function offerOthers(
  { scope, deps, staff, receipt }: CommandContext,
  conversation: Conversation,
  customer: Customer,
): Promise<void> {
  const free = (await otherConversations(scope, conversation)).filter(({ agentId }) => agentId === null);
  if (free.length === 0) return;
  const user = await User.query(scope.trx).findById(staff.userId).throwIfNotFound();
  const language = user.language ?? "en";
  const buttons: Button[] = free.slice(0, 3).map(({ id, number }) => ({
    id: `take:${id}`,
    label: { en: `Take ${conversationCode(number)}`, zh: `接手 ${conversationCode(number)}` }[language],
  }));
  await tellPerson(scope, deps.channels, {
    user,
    words: {
      en: `🔗 ${customer.name} has more open. ${alsoOpen(free, "en")} Take them too?`,
      zh: `🔗 ${customer.name} 还有其他会话。${alsoOpen(free, "zh")}一并接手？`,
    },
    about: {
      type: "other_conversations",
      resourceType: "conversation",
      resourceId: conversation.id,
      conversationId: conversation.id,
    },
    buttons: [buttons],
    receipt,
  });
}

/** Who else the customer is talking to on another channel, for whoever takes this one; "" where nobody. */
export async function heldByOthers(
  { scope, staff }: Pick<CommandContext, "scope" | "staff">,
  conversation: Conversation,
): Promise<Record<Language, string>> {
  if (conversation.isGroup) return { en: "", zh: "" };
  const others = await otherConversations(scope, conversation);
  const held = others.filter(({ agentId }) => agentId !== null && agentId !== staff.userId);
  if (held.length === 0) return { en: "", zh: "" };
  const code = conversationCode(conversation.number);
  return {
    en: `\n🔗 A colleague talks to the same person. ${alsoOpen(held, "en")} Agree who answers; /handover ${code} WHO gives them this one.`,
    zh: `\n🔗 同事正在与同一客户沟通。${alsoOpen(held, "zh")}请商定由谁回复；/handover ${code} 姓名 可将此会话转交对方。`,
  };
}

/** `Also open: C1043 (telegram, Ann).` */
export function alsoOpen(others: readonly OtherConversation[], language: Language): string {
  const nobody = { en: "nobody has it", zh: "无人负责" }[language];
  const names = others.map(
    ({ number, channelType, agentName }) => `${conversationCode(number)} (${channelType}, ${agentName ?? nobody})`,
  );
  return language === "zh" ? `同一客户的其他会话：${names.join("、")}。` : `Also open: ${names.join(", ")}.`;
}
