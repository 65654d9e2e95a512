import { Lead } from "../../domain/customers/customer.ts";
import { parseLeadSource } from "../../domain/customers/lead-source.ts";
import { joinCampaign } from "../../domain/leads/join-campaign.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization, inOrganizationAt, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { wordingOf } from "../conduct/wording.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { JoinedEvent } from "../ports/inbound-event.ts";
import { plainText } from "../ports/rich-text.ts";
import { sendToCustomer } from "./customer-outbox.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { introduceSender } from "./introduce-sender.ts";
import { languageOfSender } from "./language-of-sender.ts";
import { openConversation, type Parties, payloadOf, reserveNumbers } from "./open-conversation.ts";
import { type OrganisationRules, readRules } from "./organisation-rules.ts";
import { finishReceipt } from "./settle-receipt.ts";

/**
 * Somebody came: customer, identity and lead with its source exist from now on. Where the platform allows a welcome
 * before the customer has written (微信客服), it is sent, and says that answers are automated.
 */
export async function handleJoined(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  arrival: JoinedEvent,
): Promise<void> {
  const found = await inOrganization(deps.db, channel.orgId, async (scope) => ({
    ...(await findParties(scope, channel, arrival)),
    rules: readRules(await loadSettings(scope)),
  }));
  const event = found.identity ? arrival : await introduceSender(deps, channel, arrival);
  const numbers = await reserveNumbers(deps.db, channel.orgId, found);
  await deps.ensureMonth(deps.clock.now());
  await inOrganizationAt(deps.db, channel.orgId, "turn.joined", async (scope) => {
    const parties = await openConversation(scope, channel, event, numbers, found.rules.idleMs(channel));
    await keepSource(scope, parties, event);
    if (event.welcome) await welcome(deps, scope, channel, parties, event, found.rules);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "joined" });
  });
}

/** A later arrival fills in the source of a lead that had none; a known source is never overwritten. */
async function keepSource(scope: OrgScope, { customer }: Parties, event: JoinedEvent): Promise<void> {
  const payload = payloadOf(event.source);
  if (!payload) return;
  const lead = await Lead.query(scope.trx)
    .where({ orgId: scope.orgId, customerId: customer.id })
    .orderBy("createdAt")
    .first();
  if (!lead || lead.sourceDetail !== null) return;
  await lead
    .$query(scope.trx)
    .patch({ ...parseLeadSource(payload), rawData: { ...lead.rawData, source: event.source } });
  await joinCampaign(scope, [lead.id]);
}

async function welcome(
  deps: ConverseDeps,
  scope: OrgScope,
  channel: LiveChannel,
  { conversation, customer }: Parties,
  event: JoinedEvent,
  rules: OrganisationRules,
): Promise<void> {
  if (!event.welcome || customer.status === "blacklist") return;
  const language = customer.language ?? conversation.language ?? languageOfSender(channel, event) ?? rules.language;
  await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: plainText(wordingOf("welcome", language, rules.wording)),
    language,
    purpose: "service",
    sender: { type: "system" },
    act: { by: "bot", why: "welcome", receipt: event.externalId },
    at: deps.clock.now(),
    respondTo: event.welcome,
  });
}
