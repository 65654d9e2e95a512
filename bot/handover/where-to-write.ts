import { Conversation } from "../../domain/conversations/conversation.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { type Customer, CustomerIdentity } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { budgetLeft } from "../desk/reply-budget.ts";
import { sayTime } from "../desk/say-time.ts";
import { whyNotOurs } from "../sessions/why-not-ours.ts";

/** A chat of a customer, with what its platform lets us do there now. */
export interface ChatState {
  /** The newest in that chat. */
  conversation: Conversation;
  canWrite: boolean;
  words: Record<Language, string>;
}

/** Every private chat of a customer, newest first, with whether something may be sent there now and why not. */
export async function whereToWrite(
  scope: OrgScope,
  channels: ChannelDirectory,
  customer: Customer,
  { now, zone }: { now: Date; zone: string },
): Promise<ChatState[]> {
  const states: ChatState[] = [];
  for (const conversation of await newestOfChats(scope, customer.id)) {
    const { canWrite, words } = await stateOf(scope, channels, conversation, { now, zone });
    const platform = conversation.channelType;
    states.push({ conversation, canWrite, words: { en: `${platform}: ${words.en}`, zh: `${platform}：${words.zh}` } });
  }
  return states;
}

/** What besides the platform limits a text to them. */
export async function saysOptedOut(scope: OrgScope, customerId: string): Promise<Record<Language, string> | null> {
  if (!(await hasOptedOut(scope, customerId))) return null;
  return {
    en: "Opted out: only replies to what they ask, nothing unasked.",
    zh: "客户已退订：只可回复其询问，不得主动发送推广内容。",
  };
}

async function newestOfChats({ trx, orgId }: OrgScope, customerId: string): Promise<Conversation[]> {
  const all = await Conversation.query(trx)
    .where({ orgId, customerId, isGroup: false })
    .orderByRaw("status IN ('pending', 'active') DESC, created_at DESC")
    .limit(50);
  const seen = new Set<string>();
  return all.filter(({ channelId, chat }) => {
    const key = `${channelId} ${chat}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

async function stateOf(
  scope: OrgScope,
  channels: ChannelDirectory,
  conversation: Conversation,
  { now, zone }: { now: Date; zone: string },
): Promise<{ canWrite: boolean; words: Record<Language, string> }> {
  const no = (en: string, zh: string) => ({ canWrite: false, words: { en: `✗ ${en}`, zh: `✗ ${zh}` } });
  const channel = await channels.byId(conversation.channelId);
  if (channel?.status !== "active") return no("the channel is not connected", "渠道未连接");
  const identity = await CustomerIdentity.query(scope.trx)
    .where({ orgId: scope.orgId, channelId: conversation.channelId, customerId: conversation.customerId })
    .orderBy("unreachableAt", "desc")
    .first();
  if (identity?.unreachableAt) return no("they cannot be reached: blocked, or gone", "无法送达：客户已屏蔽或注销");
  const session = await whyNotOurs(scope, conversation);
  if (session) return no(session.en, session.zh);
  const budget = await budgetLeft(scope, channel, conversation.id, conversation.externalChatId);
  if (!budget) return { canWrite: true, words: { en: "✓ you can write now", zh: "✓ 现在可以发送" } };
  if (budget.until <= now || budget.left === 0) {
    return no("nothing can be sent until they write again", "客户再次发来消息前无法发送");
  }
  const until = sayTime(budget.until, now, zone);
  const { left, of } = budget;
  return {
    canWrite: true,
    words: {
      en: `✓ you can write now: ${left} of ${of} left, until ${until}`,
      zh: `✓ 现在可以发送：剩余 ${left}/${of} 条，截至 ${until}`,
    },
  };
}
