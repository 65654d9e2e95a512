import { insertOutboxEvent } from "../../domain/control/outbox-event.ts";
import { Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { endSla } from "../../domain/conversations/keep-sla.ts";
import { tellOfConversation } from "../../domain/conversations/tell-of-conversation.ts";
import { Customer, CustomerActivity, CustomerIdentity, Lead } from "../../domain/customers/customer.ts";
import { parseLeadSource } from "../../domain/customers/lead-source.ts";
import { followTagRules } from "../../domain/customers/tag-rules.ts";
import { queueAcknowledgements } from "../../domain/funds/queue-acknowledgements.ts";
import { joinCampaign } from "../../domain/leads/join-campaign.ts";
import { recordLeadActivities } from "../../domain/leads/keep-score.ts";
import { scorePolicyOf } from "../../domain/leads/score-policy.ts";
import { customerCode, nextNumber, takeNumber } from "../../domain/organisation/codes.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { waitsForPerson } from "../desk/waits-for-person.ts";
import type { ChatRef, InboundEvent, JoinedEvent } from "../ports/inbound-event.ts";
import { isAfterword } from "./afterword.ts";
import { lockOpenParties } from "./find-parties.ts";

export interface Parties {
  customer: Customer;
  identity: CustomerIdentity;
  /** Locked for the rest of the transaction. */
  conversation: Conversation;
  /** True when this message began it. */
  isNew: boolean;
  /** The conversation is resolved, and this message, which asks for nothing, was only added to it. */
  isAfterword?: boolean;
}

/** Numbers for codes, taken before the transaction so that no turn waits for another; unused ones are gaps. */
export interface ReservedNumbers {
  customer: number | null;
  conversation: number | null;
}

/** Takes the numbers that a new customer or conversation will need. */
export async function reserveNumbers(
  db: Database,
  orgId: string,
  found: { customer: unknown; conversation: unknown },
): Promise<ReservedNumbers> {
  return {
    customer: found.customer ? null : await nextNumber(db, orgId, "customer"),
    conversation: found.conversation ? null : await nextNumber(db, orgId, "conversation"),
  };
}

/**
 * Finds or makes customer, identity, lead and conversation, and locks the conversation: a customer's chat and its desk
 * thread are worked from two queues. `idleMs` is how long a conversation may be silent before a new one, linked to it,
 * begins.
 */
export async function openConversation(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  numbers: ReservedNumbers,
  idleMs: number,
): Promise<Parties> {
  const known = await lockOpenParties(scope, channel, event);
  if (known && known.customer.mergedInto === null && !isIdle(known.conversation, event, idleMs)) {
    await noteReachable(scope, known.identity);
    return { ...known, isNew: false };
  }
  const { customer, identity } = await findOrMakeCustomer(scope, channel, event, numbers);
  const open = (await openQuery(scope, channel, customer.id, event.chat).forUpdate().first()) ?? null;
  const resolvedLately = open ? null : await lastResolved(scope, channel, event, customer, idleMs);
  // Whoever was found to be somebody else meanwhile is looked for again: the merge is over, or waits for us, from here on.
  if (await isMerged(scope, customer.id)) return openConversation(scope, channel, event, numbers, idleMs);
  if (open && !isIdle(open, event, idleMs)) return { customer, identity, conversation: open, isNew: false };
  if (open) {
    await closeIdle(scope, open);
    await endSla(scope, open, new Date(event.sentAt), "silence");
  }
  if (resolvedLately) return { customer, identity, conversation: resolvedLately, isNew: false, isAfterword: true };
  const conversation = await startConversation(scope, channel, event, customer, open, numbers);
  return { customer, identity, conversation, isNew: true };
}

// A merge locks conversations before customers, as commands do; so does this.
async function isMerged({ trx, orgId }: OrgScope, customerId: string): Promise<boolean> {
  const { rows } = await trx.raw("SELECT merged_into FROM customers WHERE org_id = ? AND id = ? FOR KEY SHARE", [
    orgId,
    customerId,
  ]);
  return rows[0].merged_into !== null;
}

async function findIdentity(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
): Promise<CustomerIdentity | null> {
  const identity = await CustomerIdentity.query(scope.trx).findOne({
    orgId: scope.orgId,
    channelId: channel.id,
    platform: event.platform,
    externalUserId: event.sender.id,
  });
  return identity ?? null;
}

function openQuery(scope: OrgScope, channel: LiveChannel, customerId: string, chat: ChatRef) {
  return Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, customerId, channelId: channel.id, chat: chat.key })
    .whereIn("status", ["pending", "active"]);
}

async function findOrMakeCustomer(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  numbers: ReservedNumbers,
): Promise<{ customer: Customer; identity: CustomerIdentity }> {
  const identity = await findIdentity(scope, channel, event);
  if (identity) {
    const customer = await Customer.query(scope.trx).findById(identity.customerId).throwIfNotFound();
    await noteReachable(scope, identity);
    return { customer, identity };
  }
  return makeCustomer(scope, channel, event, numbers.customer ?? (await takeLate(scope, "customer")));
}

/** Who writes can be written to again. */
async function noteReachable(scope: OrgScope, identity: CustomerIdentity): Promise<void> {
  if (!identity.unreachableAt) return;
  await identity.$query(scope.trx).patch({ unreachableAt: null, unreachableReason: null });
  await queueAcknowledgements(scope, identity.customerId);
}

async function makeCustomer(scope: OrgScope, channel: LiveChannel, event: InboundEvent, number: number) {
  const { trx, orgId } = scope;
  const code = customerCode(number);
  const customer = await Customer.query(trx).insertAndFetch({
    orgId,
    customerCode: code,
    name: event.sender.displayName?.slice(0, 200) || code,
    avatarUrl: event.sender.avatarUrl ?? null,
    languages: event.sender.language ? [event.sender.language] : [],
    sourceChannel: event.platform,
  });
  await insertOutboxEvent(scope, "customer.created", customer.id, { customerId: customer.id });
  const identity = await CustomerIdentity.query(trx).insertAndFetch({
    orgId,
    channelId: channel.id,
    platform: event.platform,
    externalUserId: event.sender.id,
    customerId: customer.id,
    displayName: event.sender.displayName ?? null,
    username: event.sender.username ?? null,
    language: event.sender.language ?? null,
  });
  await followTagRules(scope, customer.id);
  // Whoever asks something in a group is a bystander until they come in private.
  if (event.chat.kind !== "group") await makeLead(scope, channel, event, customer);
  return { customer, identity };
}

async function makeLead(scope: OrgScope, channel: LiveChannel, event: InboundEvent, customer: Customer): Promise<void> {
  const source = event.kind === "joined" ? event.source : undefined;
  const lead = await Lead.query(scope.trx).insert({
    orgId: scope.orgId,
    channelId: channel.id,
    customerId: customer.id,
    sourcePlatform: event.platform,
    contactName: customer.name,
    ...parseLeadSource(payloadOf(source)),
    rawData: source ? { source } : {},
  });
  await joinCampaign(scope, [lead.id]);
  await insertOutboxEvent(scope, "lead.created", lead.id, { leadId: lead.id, customerId: customer.id });
  const policy = scorePolicyOf(await loadSettings(scope));
  const started = { type: "chat_start" as const, at: new Date(event.sentAt), metadata: { platform: event.platform } };
  await recordLeadActivities(scope, lead.id, [started], policy);
}

/** The raw source of an arrival: a Telegram payload, or 微信客服's scene parameter, else its scene. */
export function payloadOf(source: JoinedEvent["source"]): string | undefined {
  return source?.payload ?? source?.sceneParam ?? source?.scene;
}

/** True when a message comes so late that a new conversation begins with it; never while the customer waits in the last. */
export function isIdle(conversation: Conversation, event: InboundEvent, idleMs: number): boolean {
  if (waitsForPerson(conversation)) return false;
  const last = conversation.lastMessageAt?.getTime();
  return last !== undefined && Date.parse(event.sentAt) - last > idleMs;
}

async function closeIdle(scope: OrgScope, conversation: Conversation): Promise<void> {
  await scope
    .trx("conversations")
    .where({ id: conversation.id })
    .update({ status: "resolved", resolved_at: scope.trx.fn.now(), updated_at: scope.trx.fn.now() });
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    eventType: "resolved",
    eventData: { by: "idle" },
  });
  await tellOfConversation(scope, "conversation.resolved", {
    id: conversation.id,
    customerId: conversation.customerId,
    agentId: conversation.agentId,
    status: "resolved",
  });
}

async function startConversation(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  customer: Customer,
  idle: Conversation | null,
  numbers: ReservedNumbers,
): Promise<Conversation> {
  const { trx, orgId } = scope;
  const previous = idle ?? (await lastConversation(scope, channel, customer.id, event.chat));
  const conversation = await Conversation.query(trx).insertAndFetch({
    orgId,
    number: String(numbers.conversation ?? (await takeLate(scope, "conversation"))),
    customerId: customer.id,
    channelId: channel.id,
    channelType: event.platform,
    externalChatId: event.chat.id,
    chat: event.chat.key,
    externalThreadId: event.chat.threadId ?? null,
    isGroup: event.chat.kind === "group",
    previousId: previous?.id ?? null,
    // What still waits for a person is not forgotten because it became late.
    aiEnabled: idle?.aiEnabled ?? true,
    handoffAt: idle?.handoffAt ?? null,
    handoffReason: idle?.handoffReason ?? null,
    language: customer.language ?? previous?.language ?? null,
  });
  if (event.chat.kind !== "group" && (await isKnownFromGroups(scope, customer.id, conversation.id))) {
    await makeLead(scope, channel, event, customer);
  }
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: conversation.id,
    customerId: customer.id,
    eventType: "opened",
    eventData: { platform: event.platform },
  });
  // A new row comes back with what the database made of it.
  await tellOfConversation(scope, "conversation.opened", conversation);
  await CustomerActivity.query(trx).insert({
    orgId,
    customerId: customer.id,
    type: "conversation_started",
    title: `C${conversation.number}`,
    metadata: { conversationId: conversation.id, platform: event.platform },
  });
  return conversation;
}

/** They have asked something in groups, and this is their first conversation elsewhere. */
async function isKnownFromGroups(
  { trx, orgId }: OrgScope,
  customerId: string,
  conversationId: string,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT bool_and(is_group) AS only_groups FROM conversations
     WHERE org_id = ? AND customer_id = ? AND id <> ?
       AND NOT EXISTS (SELECT FROM leads l WHERE l.org_id = conversations.org_id AND l.customer_id = conversations.customer_id)`,
    [orgId, customerId, conversationId],
  );
  return rows[0].only_groups === true;
}

/** The conversation that was resolved a short while ago, where the message asks for nothing new. */
async function lastResolved(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  customer: Customer,
  idleMs: number,
): Promise<Conversation | null> {
  if (!isAfterword(event)) return null;
  const last = await lastConversation(scope, channel, customer.id, event.chat);
  if (last?.status !== "resolved" || isIdle(last, event, idleMs)) return null;
  return (await Conversation.query(scope.trx).findById(last.id).forUpdate()) ?? null;
}

async function lastConversation(scope: OrgScope, channel: LiveChannel, customerId: string, chat: ChatRef) {
  return Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, customerId, channelId: channel.id, chat: chat.key })
    .orderBy("createdAt", "desc")
    .first();
}

// Only when somebody else used up what was reserved between the look and the lock.
async function takeLate(scope: OrgScope, name: "customer" | "conversation"): Promise<number> {
  return takeNumber(scope.trx, scope.orgId, name);
}
