import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { findDesk } from "./desk-view.ts";
import { refreshCard } from "./refresh-card.ts";

/** More open conversations than one person has; the cards of others say the new name at their next change. */
const MAX_CARDS = 20;

/** Puts what a customer is called now, and all else of them, on the cards of their open conversations. */
export async function refreshCardsOf(scope: OrgScope, channels: ChannelDirectory, customerId: string): Promise<void> {
  const customer = await Customer.query(scope.trx).findById(customerId).throwIfNotFound();
  const { language } = readRules(await loadSettings(scope));
  for (const conversation of await openConversations(scope, customerId)) {
    const desk = await findDesk(scope, channels, conversation, { customer, language });
    if (desk) await refreshCard(scope, desk);
  }
}

async function openConversations({ trx, orgId }: OrgScope, customerId: string): Promise<Conversation[]> {
  return Conversation.query(trx)
    .where({ orgId, customerId })
    .whereIn("status", ["pending", "active"])
    .orderBy("createdAt")
    .limit(MAX_CARDS);
}
