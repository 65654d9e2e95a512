import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { type AudienceMember, type Reach, readMember } from "../../domain/growth/audience.ts";
import { type CampaignContent, languagesOf } from "../../domain/growth/campaign-definition.ts";
import type { GrowthSettings } from "../../domain/growth/growth-settings.ts";
import type { Language } from "../../domain/language/language.ts";
import { organizationTimezone } from "../../domain/organisation/settings/organization.ts";
import { fitting } from "../../domain/organisation/settings/setting.ts";
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
import { writeCampaignText } from "./write-campaign-text.ts";

export interface WriteDeps {
  channels: ChannelDirectory;
  clock: { now(): Date };
  /** Takes one of a channel's texts of this minute; false when there is none left. */
  takeRate(channelId: string): boolean;
}

/** What a plan says to one customer. */
export interface PlannedText {
  customerId: string;
  content: CampaignContent;
  reach: Reach;
  settings: GrowthSettings;
  /** Kept with the send. */
  why: string;
  /** Before the text at the desk. */
  shownAs: string;
  /** Where a link of the text leads through; null: links stay as they were written. */
  linkFor: ((url: string) => Promise<string>) | null;
  /** Of the delivery of its first part: what would be sent a second time is not. */
  deliveryId?: string;
}

export type Written =
  | { outcome: "sent"; conversation: Conversation; message: { id: string; sentAt: Date } }
  /** Not now; `until`: not before. */
  | { outcome: "later"; until: Date | null }
  /** They will not be written to, and why. */
  | { outcome: "refused"; reason: string };

/** Undoes what was written for a text that a channel has no room for in this minute. */
export class NoRateLeft extends Error {}

/**
 * Writes to one customer by plan, through the gate, or says why not; all in the caller's transaction. Who they are and
 * what holds of them is looked at anew. Locks the conversation.
 * @throws NoRateLeft when the channel has no room in this minute: the transaction must be undone.
 */
export async function writeToCustomer(scope: OrgScope, deps: WriteDeps, planned: PlannedText): Promise<Written> {
  const { settings } = planned;
  const now = deps.clock.now();
  const member = await readMember(scope, planned.customerId, planned.reach, now);
  if (!member) return refused("merged");
  if (member.exclusion) return refused(member.exclusion);
  const zone = fitting({ ...organizationTimezone, standard: settings.zone }, member.timezone);
  const quietUntil = endOfQuietHours(settings.quietHours, zone, now);
  if (quietUntil) return { outcome: "later", until: quietUntil };
  const way = await lockWay(scope, deps, member);
  if (!way) return refused("unreachable");
  return write(scope, deps, planned, way, now);
}

async function write(scope: OrgScope, deps: WriteDeps, planned: PlannedText, way: Way, at: Date): Promise<Written> {
  const rules = readRules(await loadSettings(scope));
  if (rules.modeFor({ channelId: way.channel.id, teamId: way.conversation.teamId }) !== "auto") {
    return { outcome: "later", until: null };
  }
  const chosen = await chooseText(scope, planned.content, way.conversation, rules.language);
  if (!chosen) return refused("other_language");
  const values = await readPlaceholderValues(scope, way.conversation, "");
  const text = await writeCampaignText(chosen.template, values, chosen.language, planned.linkFor);
  if (text.missing.length > 0) return refused("unfilled");
  const content = plainText(text.text);
  // A held text would wait for a manager once for each customer.
  if (!checkClaims(text.text, rules.claims).ok) return refused("prohibited_claim");
  if (!(await hasSlotFor(scope, way.channel, way.conversation, { kind: "note", content }))) return refused("window");
  if (!deps.takeRate(way.channel.id)) throw new NoRateLeft();
  try {
    const { channel, conversation } = way;
    const sent = await sendToCustomer(scope, rules, {
      ...{ channel, conversation, content, language: chosen.language, at },
      ...{ purpose: "marketing", sender: { type: "system" } },
      act: { by: "bot", why: planned.why },
      ...(planned.deliveryId ? { deliveryId: planned.deliveryId } : {}),
    });
    await mirror(scope, deps, way, rules, { shownAs: planned.shownAs, content: sent.content });
    return { outcome: "sent", conversation, message: sent.message };
  } catch (error) {
    if (error instanceof RuleError) return refused(error.rule);
    throw error;
  }
}

function refused(reason: string): Written {
  return { outcome: "refused", reason };
}

interface Way {
  channel: LiveChannel;
  conversation: Conversation;
}

async function lockWay(
  { trx, orgId }: OrgScope,
  { channels }: WriteDeps,
  { conversationId }: AudienceMember,
): Promise<Way | null> {
  if (!conversationId) return null;
  const conversation = await Conversation.query(trx).findOne({ orgId, id: conversationId }).forUpdate();
  const channel = conversation && (await channels.byId(conversation.channelId));
  return conversation && channel ? { conversation, channel } : null;
}

/** The text in the customer's language; where nothing tells it, in the organisation's or the one there is. */
async function chooseText(
  scope: OrgScope,
  content: CampaignContent,
  conversation: Conversation,
  fallback: Language,
): Promise<{ template: string; language: Language } | null> {
  const known = await languageOfCustomer(scope, conversation);
  const [only] = languagesOf(content);
  const language = known ?? (content[fallback] !== undefined ? fallback : only);
  const template = language && content[language];
  return language && template !== undefined ? { template, language } : null;
}

async function mirror(
  scope: OrgScope,
  { channels }: WriteDeps,
  { conversation }: Way,
  { language }: OrganisationRules,
  { shownAs, content }: { shownAs: string; content: ReturnType<typeof plainText> },
): Promise<void> {
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  if (desk) await mirrorOutbound(scope, desk, { who: shownAs, content });
}
