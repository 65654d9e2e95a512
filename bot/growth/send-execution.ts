import { Conversation } from "../../domain/conversations/conversation.ts";
import { zoneOf } from "../../domain/conversations/working-hours.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { type AudienceMember, type Reach, readMember } from "../../domain/growth/audience.ts";
import { type Campaign, lockCampaign } from "../../domain/growth/campaign.ts";
import { languagesOf } from "../../domain/growth/campaign-definition.ts";
import { makeCampaignLink } from "../../domain/growth/campaign-links.ts";
import type { GrowthSettings } from "../../domain/growth/growth-settings.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import { endOfQuietHours } from "../alerts/quiet-hours.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { checkClaims } from "../conduct/prohibited-claims.ts";
import { sendToCustomer } from "../converse/customer-outbox.ts";
import { languageOfCustomer } from "../converse/language-of-customer.ts";
import { type OrganisationRules, readRules } from "../converse/organisation-rules.ts";
import { hasSlotFor } from "../converse/reply-slots.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { plainText } from "../ports/rich-text.ts";
import { readPlaceholderValues } from "../scripts/placeholder-values.ts";
import { type CampaignText, writeCampaignText } from "./write-campaign-text.ts";

export interface SendDeps {
  channels: ChannelDirectory;
  clock: { now(): Date };
  /** Where links of ours lead through: `https://desk.example.com`; null: links stay as they were written. */
  linkBase: string | null;
  /** Takes one of a channel's texts of this minute; false when there is none left. */
  takeRate(channelId: string): boolean;
}

/** `later`: they wait on. `ended`: they will not be written to, and their row says why. */
export type SendOutcome = "sent" | "later" | "ended";

interface Execution {
  id: string;
  customer_id: string;
  variant: string | null;
  run: string;
}

/**
 * Writes to one customer of a campaign through the gate, or says in their row why not; all in the caller's transaction,
 * so that who was written to once never is again. Locks their row and the conversation.
 */
export async function sendExecution(
  scope: OrgScope,
  deps: SendDeps,
  {
    campaignId,
    executionId,
    reach,
    settings,
  }: { campaignId: string; executionId: string; reach: Reach; settings: GrowthSettings },
): Promise<SendOutcome> {
  const execution = await lockExecution(scope, executionId);
  // Whoever pauses or cancels waits for us, or we see it.
  const campaign = execution && (await lockCampaign(scope, campaignId, { share: true }));
  if (!execution || campaign?.status !== "running") return "later";
  const now = deps.clock.now();
  const member = await readMember(scope, execution.customer_id, reach, now);
  if (!member || (await wasReached(scope, campaign, execution))) return end(scope, execution, "merged");
  if (member.exclusion) return end(scope, execution, member.exclusion);
  const quietUntil = endOfQuietHours(
    settings.quietHours,
    member.timezone ? zoneOf(member.timezone) : settings.zone,
    now,
  );
  if (quietUntil) return putOff(scope, execution, quietUntil);
  return write(scope, deps, { campaign, execution, member, at: now });
}

interface Writing {
  campaign: Campaign;
  execution: Execution;
  member: AudienceMember;
  at: Date;
}

async function write(scope: OrgScope, deps: SendDeps, writing: Writing): Promise<SendOutcome> {
  const { campaign, execution, at } = writing;
  const way = await lockWay(scope, deps, writing.member);
  if (!way) return end(scope, execution, "unreachable");
  const rules = readRules(await loadSettings(scope));
  if (rules.modeFor({ channelId: way.channel.id, teamId: way.conversation.teamId }) !== "auto") return "later";
  const chosen = await chooseText(scope, writing, way.conversation, rules.language);
  if (!chosen) return end(scope, execution, "other_language");
  const text = await fill(scope, deps, execution, way.conversation, chosen);
  if (text.missing.length > 0) return end(scope, execution, "unfilled");
  const content = plainText(text.text);
  // A held text would wait for a manager once for each customer.
  if (!checkClaims(text.text, rules.claims).ok) return end(scope, execution, "prohibited_claim");
  if (!(await hasSlotFor(scope, way.channel, way.conversation, { kind: "note", content }))) {
    return end(scope, execution, "window");
  }
  if (!deps.takeRate(way.channel.id)) throw new NoRateLeft();
  try {
    const sent = await sendToCustomer(scope, rules, {
      ...{ channel: way.channel, conversation: way.conversation, content, language: chosen.language, at },
      ...{ purpose: "marketing", sender: { type: "system" } },
      act: { by: "bot", why: `campaign: ${campaign.campaign_code}` },
    });
    await noteSent(scope, execution, way.conversation, sent.message);
    await mirror(scope, deps, way, rules, { code: campaign.campaign_code, content: sent.content });
    return "sent";
  } catch (error) {
    if (error instanceof RuleError) return end(scope, execution, error.rule);
    throw error;
  }
}

/** Undoes what was written for a text that a channel has no room for in this minute. */
export class NoRateLeft extends Error {}

async function lockExecution({ trx, orgId }: OrgScope, id: string): Promise<Execution | null> {
  const row = await trx("campaign_executions")
    .where({ org_id: orgId, id, status: "pending" })
    .forUpdate()
    .skipLocked()
    .first("id", "customer_id", "variant", "run");
  return row ?? null;
}

/** True when this run has written to the same person under another name, which was merged into this one since. */
async function wasReached(
  { trx, orgId }: OrgScope,
  { id }: Campaign,
  { customer_id, run }: Execution,
): Promise<boolean> {
  const row = await trx("campaign_executions as e")
    .join("customers as m", "m.id", "e.customer_id")
    .where({ "e.org_id": orgId, "e.campaign_id": id, "e.run": run, "m.merged_into": customer_id })
    .whereNotNull("e.sent_at")
    .first("e.id");
  return row !== undefined;
}

interface Way {
  channel: LiveChannel;
  conversation: Conversation;
}

async function lockWay(
  { trx, orgId }: OrgScope,
  { channels }: SendDeps,
  { conversationId }: AudienceMember,
): Promise<Way | null> {
  if (!conversationId) return null;
  const conversation = await Conversation.query(trx).findOne({ orgId, id: conversationId }).forUpdate();
  const channel = conversation && (await channels.byId(conversation.channelId));
  return conversation && channel ? { conversation, channel } : null;
}

/** The variant's text in the customer's language; where nothing tells it, in the organisation's or the one there is. */
async function chooseText(
  scope: OrgScope,
  { campaign, execution }: Writing,
  conversation: Conversation,
  fallback: Language,
): Promise<{ template: string; language: Language } | null> {
  const variant = campaign.ab_variants.find(({ name }) => name === execution.variant);
  const content = variant?.content ?? campaign.content_template;
  const known = await languageOfCustomer(scope, conversation);
  const [only] = languagesOf(content);
  const language = known ?? (content[fallback] !== undefined ? fallback : only);
  const template = language && content[language];
  return language && template !== undefined ? { template, language } : null;
}

async function fill(
  scope: OrgScope,
  { linkBase }: SendDeps,
  execution: Execution,
  conversation: Conversation,
  { template, language }: { template: string; language: Language },
): Promise<CampaignText> {
  const values = await readPlaceholderValues(scope, conversation, "");
  const linkFor = async (url: string) =>
    `${linkBase}/r/${await makeCampaignLink(scope, { executionId: execution.id, url })}`;
  return writeCampaignText(template, values, language, linkBase === null ? null : linkFor);
}

async function noteSent(
  { trx, orgId }: OrgScope,
  { id }: Execution,
  conversation: Conversation,
  message: { id: string; sentAt: Date },
): Promise<void> {
  await trx("campaign_executions").where({ org_id: orgId, id }).update({
    status: "sent",
    sent_at: message.sentAt,
    conversation_id: conversation.id,
    message_id: message.id,
    message_sent_at: message.sentAt,
    channel_type: conversation.channelType,
    error_message: null,
  });
}

async function end({ trx, orgId }: OrgScope, { id }: Execution, reason: string): Promise<SendOutcome> {
  await trx("campaign_executions").where({ org_id: orgId, id }).update({ status: "failed", error_message: reason });
  return "ended";
}

async function putOff({ trx, orgId }: OrgScope, { id }: Execution, until: Date): Promise<SendOutcome> {
  await trx("campaign_executions").where({ org_id: orgId, id }).update({ due_at: until });
  return "later";
}

async function mirror(
  scope: OrgScope,
  { channels }: SendDeps,
  { conversation }: Way,
  { language }: OrganisationRules,
  { code, content }: { code: string; content: ReturnType<typeof plainText> },
): Promise<void> {
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  if (desk) await mirrorOutbound(scope, desk, { who: `📣 ${code}`, content });
}
