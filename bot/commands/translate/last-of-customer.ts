import type { OrgScope } from "../../../infra/db/organization-scope.ts";

export interface CustomerWords {
  id: string;
  content: string;
}

/** The last words of the customer in a conversation that still stand; null when they sent none. */
export async function lastOfCustomer({ trx, orgId }: OrgScope, conversationId: string): Promise<CustomerWords | null> {
  const row = await trx("messages")
    .where({ org_id: orgId, conversation_id: conversationId, direction: "inbound", deleted_at: null })
    .whereRaw("coalesce(content, '') <> ''")
    .orderBy([
      { column: "sent_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .first("id", "content");
  return row ?? null;
}
