import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { wordingOf } from "../conduct/wording.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { budgetLeft } from "../desk/reply-budget.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { sendToCustomer } from "./customer-outbox.ts";
import type { ConverseDeps } from "./deps.ts";
import { readRules } from "./organisation-rules.ts";
import { hasSlotFor } from "./reply-slots.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOT_AGAIN_MS = 7 * DAY_MS;

/** Whether customers are asked at all. */
export const satisfactionEnabled = defineSetting("satisfaction.enabled", z.boolean(), true);

/** Begins the id of a button under the question; then the conversation and the score. */
export const RATING_BUTTON = "rate";

/**
 * Asks the customer of a conversation that was just resolved, and is locked, how satisfied they are; where a person
 * helped them and nothing in it forbids. True when it was asked.
 */
export async function askSatisfaction(
  scope: OrgScope,
  { channels, clock }: Pick<ConverseDeps, "channels" | "clock">,
  conversation: Conversation,
  why: { receipt?: string } = {},
): Promise<boolean> {
  const now = clock.now();
  const settings = await loadSettings(scope);
  const rules = readRules(settings);
  const channel = await channels.byId(conversation.channelId);
  const customer = await Customer.query(scope.trx).findById(conversation.customerId);
  if (!channel || !customer) return false;
  const mayAsk =
    readSetting(settings, satisfactionEnabled) &&
    !conversation.isGroup &&
    customer.status !== "blacklist" &&
    rules.modeFor({ channelId: channel.id, teamId: conversation.teamId }) === "auto";
  if (!mayAsk || !(await isFit(scope, conversation, now)) || !(await canReach(scope, channel, conversation, now))) {
    return false;
  }
  const language = customer.language ?? conversation.language ?? rules.language;
  const buttons = hasButtons(channel, conversation) ? { buttons: [scoreButtons(conversation.id)] } : {};
  const content = plainText(wordingOf("satisfaction_question", language, rules.wording));
  if (!(await hasSlotFor(scope, channel, conversation, { kind: "question", content }))) return false;
  const result = await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content,
    language,
    purpose: "satisfaction",
    sender: { type: "system" },
    act: { by: "bot", why: "satisfaction", ...why },
    at: now,
    ...buttons,
  });
  if (result.held) return false;
  await conversation.$query(scope.trx).patch({ satisfactionAskedAt: now });
  const desk = await findDesk(scope, channels, conversation, { customer, language: rules.language });
  const who = { en: "🤖 Bot", zh: "🤖 机器人" }[rules.language];
  if (desk) await mirrorOutbound(scope, desk, { who, content: result.content, ...why });
  return true;
}

/** A person helped, nothing in it was bitter, the customer takes such questions and was not asked a short while ago. */
async function isFit(scope: OrgScope, conversation: Conversation, now: Date): Promise<boolean> {
  if (await hasOptedOut(scope, conversation.customerId)) return false;
  const { rows } = await scope.trx.raw(
    `SELECT
       EXISTS (SELECT FROM messages WHERE conversation_id = :id AND direction = 'outbound' AND sender_type = 'agent'
         AND status NOT IN ('held', 'cancelled', 'failed')) AS helped,
       EXISTS (SELECT FROM conversation_events WHERE conversation_id = :id AND (
         event_type = 'opted_out'
         OR (event_type = 'risk_signal' AND coalesce(event_data->>'kind', event_data->>'rule') = ANY(:risks))
         OR (event_type = 'intent_signal' AND event_data->>'intent' = ANY(:intents)))) AS bitter,
       EXISTS (SELECT FROM conversations WHERE org_id = :orgId AND customer_id = :customerId
         AND satisfaction_asked_at > :notAgain) AS asked`,
    {
      id: conversation.id,
      orgId: scope.orgId,
      customerId: conversation.customerId,
      risks: bitterRisks,
      intents: bitterIntents,
      notAgain: new Date(now.getTime() - NOT_AGAIN_MS),
    },
  );
  const [{ helped, bitter, asked }] = rows;
  return helped && !bitter && !asked;
}

const bitterIntents = ["complaint", "withdrawal", "account_security"];
const bitterRisks = [
  "distress",
  "fraud_on_customer",
  "account_security",
  "threat",
  "complaint_escalation",
  "withdrawal_pressure",
  "vulnerable",
];

// A question that the platform would refuse is not asked: its failure would call a colleague.
async function canReach(
  scope: OrgScope,
  channel: LiveChannel,
  conversation: Conversation,
  now: Date,
): Promise<boolean> {
  const gone = await scope
    .trx("customer_identities")
    .where({ org_id: scope.orgId, channel_id: channel.id, customer_id: conversation.customerId })
    .whereNotNull("unreachable_at")
    .first("id");
  if (gone || channel.status !== "active") return false;
  const budget = await budgetLeft(scope, channel, conversation.id, conversation.externalChatId);
  return budget === null || (budget.left > 0 && budget.until > now);
}

function hasButtons({ adapter }: LiveChannel, { externalChatId }: Conversation): boolean {
  return (adapter.capabilitiesFor?.(externalChatId) ?? adapter.capabilities).buttons;
}

function scoreButtons(conversationId: string): Button[] {
  return [1, 2, 3, 4, 5].map((score) => ({ id: `${RATING_BUTTON}:${conversationId}:${score}`, label: String(score) }));
}
