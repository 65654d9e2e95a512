import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { Conversation } from "../../../domain/conversations/conversation.ts";
import { setBlacklisted } from "../../../domain/customers/blacklist.ts";
import type { Customer } from "../../../domain/customers/customer.ts";
import type { Language } from "../../../domain/language/language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { raiseAlert } from "../../alerts/raise-alert.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { stopAutomated } from "../../delivery/stop-automated.ts";
import { findDesk } from "../../desk/desk-view.ts";
import { refreshCard } from "../../desk/refresh-card.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellThread } from "../../desk/tell-thread.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandContext, RunCommand } from "../command.ts";
import { toChangeByWords } from "./may-change.ts";
import { readWhy } from "./read-why.ts";

/** `/customer block WHY`: the bot and everything automated fall silent for a customer; people still see what they write. */
export const blockCustomer: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const {
    customer,
    rest,
    reason: given,
  } = await toChangeByWords(context, args, {
    permission: "customer.block",
    by: "customer block",
    isLockingChats: true,
  });
  const ask = {
    en: "Say why: /customer block threatened our staff",
    zh: "请说明原因：/customer block 威胁员工",
  };
  const reason = maskSecrets(readWhy(rest || (given ?? ""), ask));
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  if (!(await setBlacklisted(scope, customer, { isBlacklisted: true, reason }, by))) {
    return refuse("blacklisted", {
      en: `${customer.name} is blacklisted already.`,
      zh: `${customer.name} 已在黑名单中。`,
    });
  }
  const stopped = await stopAutomated(scope, customer.id, { userId: staff.userId, at: by.at });
  const unsent = stopped > 0 ? stoppedWords(stopped) : { en: "", zh: "" };
  const words = {
    en: `⛔ ${staff.name} blacklisted ${customer.name}: ${reason}. The bot is silent; what they write waits for a person.${unsent.en}`,
    zh: `⛔ ${staff.name} 已将 ${customer.name} 列入黑名单：${reason}。机器人不再作答，客户的消息由人工处理。${unsent.zh}`,
  };
  await tellOpenConversations(context, customer, words);
  await alertBlacklisted(context, customer, reason);
  return plainText(words[language]);
};

function stoppedWords(texts: number): Record<Language, string> {
  const what = texts === 1 ? "1 automated text that waited does" : `${texts} automated texts that waited do`;
  return { en: ` ${what} not go out.`, zh: `${texts} 条待发的自动消息已取消。` };
}

/** `/customer unblock WHY`: the bot answers them again. */
export const unblockCustomer: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const {
    customer,
    rest,
    reason: given,
  } = await toChangeByWords(context, args, { permission: "customer.block", by: "customer unblock" });
  const ask = { en: "Say why: /customer unblock it was a mistake", zh: "请说明原因：/customer unblock 误操作" };
  const reason = maskSecrets(readWhy(rest || (given ?? ""), ask));
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  if (!(await setBlacklisted(scope, customer, { isBlacklisted: false, reason }, by))) {
    return refuse("not_blacklisted", {
      en: `${customer.name} is not blacklisted.`,
      zh: `${customer.name} 不在黑名单中。`,
    });
  }
  const words = {
    en: `✅ ${staff.name} took ${customer.name} off the blacklist: ${reason}.`,
    zh: `✅ ${staff.name} 已将 ${customer.name} 移出黑名单：${reason}。`,
  };
  await tellOpenConversations(context, customer, words);
  return plainText(words[language]);
};

/** Whoever has one of the customer's conversations learns of it there, unless it was asked in that very thread. */
async function tellOpenConversations(
  { scope, deps, staff, receipt }: CommandContext,
  customer: Customer,
  words: Record<Language, string>,
): Promise<void> {
  const { language } = readRules(await loadSettings(scope));
  for (const conversation of await openConversations(scope, customer.id)) {
    const desk = await findDesk(scope, deps.channels, conversation, { customer, language });
    if (!desk) continue;
    await refreshCard(scope, desk);
    const act = { by: "user" as const, userId: staff.userId, why: "desk: the customer's blacklist", receipt };
    await tellThread(scope, desk, { content: plainText(words[desk.language]), act });
  }
}

async function openConversations({ trx, orgId }: CommandContext["scope"], customerId: string): Promise<Conversation[]> {
  return Conversation.query(trx)
    .where({ orgId, customerId })
    .whereIn("status", ["pending", "active"])
    .orderBy("createdAt")
    .limit(10);
}

async function alertBlacklisted(context: CommandContext, customer: Customer, reason: string): Promise<void> {
  const { scope, staff, deps } = context;
  const at = deps.clock.now();
  const cause = {
    kind: "customer_blacklisted" as const,
    cause: `customer_blacklisted:${customer.id}:${at.getTime()}`,
    title: {
      en: `${customer.customerCode} was blacklisted by ${staff.name}`,
      zh: `${customer.customerCode} 被 ${staff.name} 列入黑名单`,
    },
    words: [reason],
    customerId: customer.id,
  };
  await raiseAlert(scope, deps.channels, cause, at);
}
