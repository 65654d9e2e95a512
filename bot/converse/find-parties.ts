import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer, CustomerIdentity } from "../../domain/customers/customer.ts";
import { firstJoined } from "../../infra/db/joined-rows.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";

export interface FoundParties {
  customer: Customer | null;
  identity: CustomerIdentity | null;
  /** The open conversation of the chat. */
  conversation: Conversation | null;
  /** A message of this platform id is stored already: one human message may arrive as two events. */
  isKnown: boolean;
}

const OPEN_CONVERSATION = `v.org_id = i.org_id AND v.customer_id = i.customer_id AND v.channel_id = i.channel_id
  AND v.chat = :chat AND v.status IN ('pending', 'active')`;
const SENDER = `i.org_id = :orgId AND i.channel_id = :channelId AND i.platform = :platform
  AND i.external_user_id = :sender`;

/** The customer and the open conversation of a chat as they are now, without locks; null where there is none yet. */
export async function findParties(scope: OrgScope, channel: LiveChannel, event: InboundEvent): Promise<FoundParties> {
  const found = await firstJoined(
    scope.trx,
    [CustomerIdentity, Customer, Conversation],
    `SELECT i.*, c.*, v.*, EXISTS (SELECT FROM message_refs r WHERE r.channel_id = :channelId
         AND r.external_message_id = :messageId AND r.org_id = :orgId) AS "isKnown"
     FROM (VALUES (1)) one LEFT JOIN customer_identities i ON ${SENDER} LEFT JOIN customers c ON c.id = i.customer_id
       LEFT JOIN conversations v ON ${OPEN_CONVERSATION}`,
    { ...bindingsOf(scope, channel, event), messageId: event.kind === "message" ? event.externalMessageId : null },
  );
  const [identity, customer, conversation] = found?.models ?? [null, null, null];
  return { identity, customer, conversation, isKnown: found?.values["isKnown"] === true };
}

/**
 * The same with the conversation locked, and its customer kept from becoming somebody else for the rest of the transaction;
 * null unless all three are there. In this order, as merges and commands lock them.
 */
export async function lockOpenParties(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
): Promise<{ customer: Customer; identity: CustomerIdentity; conversation: Conversation } | null> {
  const found = await firstJoined(
    scope.trx,
    [CustomerIdentity, Customer, Conversation],
    `SELECT i.*, c.*, v.* FROM customer_identities i JOIN customers c ON c.id = i.customer_id
       JOIN conversations v ON ${OPEN_CONVERSATION}
     WHERE ${SENDER} FOR UPDATE OF v FOR KEY SHARE OF c`,
    bindingsOf(scope, channel, event),
  );
  const [identity, customer, conversation] = found?.models ?? [null, null, null];
  return identity && customer && conversation ? { identity, customer, conversation } : null;
}

function bindingsOf({ orgId }: OrgScope, channel: LiveChannel, event: InboundEvent) {
  return { orgId, channelId: channel.id, platform: event.platform, sender: event.sender.id, chat: event.chat.key };
}
