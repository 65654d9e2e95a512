import { Conversation } from "../../domain/conversations/conversation.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { alertHeld } from "../alerts/alert-of-held.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { budgetLeft } from "../desk/reply-budget.ts";
import { plainText } from "../ports/rich-text.ts";
import { type GateResult, sendToCustomer } from "./customer-outbox.ts";
import type { ConverseDeps } from "./deps.ts";
import { languageOfCustomer } from "./language-of-customer.ts";
import { readRules } from "./organisation-rules.ts";
import { hasSlotFor } from "./reply-slots.ts";

/** A text that another system of the organisation wants a customer to have. */
export interface SystemText {
  /** In this conversation, or in the customer's newest private one. */
  to: { conversationId: string } | { customerId: string };
  text: string;
  /** `account`: about the customer's own account, so that it goes only to a chat that is proved to be theirs. */
  purpose: "account" | "service" | "marketing";
  /** What it is written in; absent: the customer's. */
  language?: Language;
  /** The key of the interface that it came with. */
  key: { id: string; name: string };
}

/** Why a system's text cannot go out, by the name that its sender is told. */
export const systemTextRules = {
  unreachable: {
    en: "The customer has no private chat with us, or the platform says that nothing reaches them.",
    zh: "该客户没有与我们的私聊，或平台提示消息无法送达。",
  },
  blacklist: { en: "The customer is on the blacklist.", zh: "该客户在黑名单中。" },
  unverified: {
    en: "Nobody has verified that this chat is the client's own; nothing about their account is said in it.",
    zh: "此聊天账号尚未核实为客户本人，不能在其中提及其账户信息。",
  },
  consent: { en: "The customer has opted out of marketing.", zh: "该客户已退订营销消息。" },
  channel: { en: "The channel of the chat is paused or does not work.", zh: "该会话的渠道已暂停或故障。" },
  session: {
    en: "The platform's own people have the chat, or have ended it and the customer has not written since.",
    zh: "该会话正由平台侧的人工接待，或已在平台上结束且客户尚未再次发来消息。",
  },
  window: {
    en: "The platform lets us write only for some time and some messages after the customer's last one; there is no room now.",
    zh: "平台仅允许在客户最后一条消息后的限定时间和条数内发送，目前已无余量。",
  },
} as const satisfies Record<string, Record<Language, string>>;

/**
 * Sends a system's text to a customer through the gate, in the name of the organisation: it is labelled as automated, is
 * held where it makes a prohibited claim, and the desk sees it. Locks the conversation.
 * @throws RuleError, one of `systemTextRules`.
 */
export async function sendForSystem(
  scope: OrgScope,
  deps: Pick<ConverseDeps, "channels" | "clock">,
  wanted: SystemText,
): Promise<GateResult & { conversation: Conversation }> {
  const { key, purpose } = wanted;
  const at = deps.clock.now();
  const conversation = await lockTarget(scope, wanted.to);
  if (!conversation || conversation.isGroup) return refuse("unreachable");
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const channel = await requireWay(scope, deps, conversation, customer);
  if (purpose === "account" && !(await isVerified(scope, channel, customer))) refuse("unverified");
  if (purpose === "marketing" && (await hasOptedOut(scope, customer.id))) refuse("consent");
  await requireRoom(scope, channel, conversation, wanted.text, at);
  const rules = readRules(await loadSettings(scope));
  const result = await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: plainText(wanted.text),
    language: wanted.language ?? (await languageOfCustomer(scope, conversation)) ?? rules.language,
    purpose: purpose === "marketing" ? "marketing" : "service",
    sender: { type: "system" },
    act: { by: "job", why: `api: ${key.name}`, key: key.id },
    at,
  });
  const desk = await findDesk(scope, deps.channels, conversation, { customer, language: rules.language });
  const held = result.held ? { heldAs: result.approvalNumber } : {};
  if (desk) await mirrorOutbound(scope, desk, { who: `🔗 ${key.name}`, content: result.content, ...held });
  if (result.held) await alertHeld(scope, deps.channels, result.approvalNumber, at);
  return { ...result, conversation };
}

async function lockTarget({ trx, orgId }: OrgScope, to: SystemText["to"]): Promise<Conversation | null> {
  const query = Conversation.query(trx).where({ orgId }).forUpdate();
  const found =
    "conversationId" in to
      ? await query.findById(to.conversationId)
      : await query.where({ customerId: to.customerId, isGroup: false }).orderBy("number", "desc").first();
  return found ?? null;
}

/** The channel of a chat that something can be sent to. */
async function requireWay(
  { trx, orgId }: OrgScope,
  { channels }: Pick<ConverseDeps, "channels">,
  conversation: Conversation,
  customer: Customer,
): Promise<LiveChannel> {
  if (customer.status === "blacklist") refuse("blacklist");
  const channel = await channels.byId(conversation.channelId);
  if (channel?.status !== "active") return refuse("channel");
  const gone = await trx("customer_identities")
    .where({ org_id: orgId, channel_id: channel.id, customer_id: customer.id })
    .whereNotNull("unreachable_at")
    .first("id");
  if (gone) refuse("unreachable");
  if (conversation.sessionState !== null) refuse("session");
  return channel;
}

async function isVerified({ trx, orgId }: OrgScope, { id }: LiveChannel, customer: Customer): Promise<boolean> {
  const verified = await trx("customer_identities")
    .where({ org_id: orgId, channel_id: id, customer_id: customer.id })
    .whereNotNull("verified_at")
    .first("id");
  return verified !== undefined;
}

/** What the platform counts has room for it, and leaves people their own. */
async function requireRoom(
  scope: OrgScope,
  channel: LiveChannel,
  conversation: Conversation,
  text: string,
  at: Date,
): Promise<void> {
  const budget = await budgetLeft(scope, channel, conversation.id, conversation.externalChatId);
  if (budget && budget.until <= at) refuse("window");
  const hasRoom = await hasSlotFor(scope, channel, conversation, { kind: "note", content: plainText(text) });
  if (!hasRoom) refuse("window");
}

function refuse(rule: keyof typeof systemTextRules): never {
  const words = systemTextRules[rule];
  throw new RuleError(rule, words.en, { words });
}
