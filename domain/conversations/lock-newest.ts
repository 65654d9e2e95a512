import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { Conversation } from "./conversation.ts";

/**
 * The conversation of a customer that words about them belong to, locked: an open one before the others, one in private
 * before a group's.
 */
export async function lockNewestOf({ trx, orgId }: OrgScope, customerId: string): Promise<Conversation | null> {
  const found = await Conversation.query(trx)
    .where({ orgId, customerId })
    .orderByRaw("status IN ('pending', 'active') DESC, is_group, created_at DESC")
    .forUpdate()
    .first();
  return found ?? null;
}
