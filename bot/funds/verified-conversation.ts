import { Conversation } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * The conversation in which a customer may be told of their money: the newest one alone with them on a channel where every
 * account of theirs is verified and can be reached. Null where there is none: a chat account is not yet a client, and even
 * that a request exists is the client's own affair.
 */
export async function findVerifiedConversation(
  { trx, orgId }: OrgScope,
  customerId: string,
): Promise<Conversation | null> {
  const onChannel =
    "SELECT FROM customer_identities i WHERE i.customer_id = v.customer_id AND i.channel_id = v.channel_id";
  const found = await Conversation.query(trx)
    .alias("v")
    .where({ "v.orgId": orgId, "v.customerId": customerId, "v.isGroup": false })
    .whereRaw(`EXISTS (${onChannel} AND i.unreachable_at IS NULL)`)
    .whereRaw(`NOT EXISTS (${onChannel} AND i.verified_at IS NULL)`)
    .orderByRaw("coalesce(v.last_message_at, v.created_at) DESC")
    .first();
  return found ?? null;
}
