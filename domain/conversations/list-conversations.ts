import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { conversationStatuses } from "./conversation.ts";

export interface ConversationListing {
  id: string;
  /** Text, because a bigint does not fit a number. */
  number: string;
  customerCode: string | null;
  platform: string | null;
  channel: string | null;
  isGroup: boolean;
  status: (typeof conversationStatuses)[number];
  priority: string;
  language: string | null;
  team: string | null;
  agent: string | null;
  messageCount: number;
  waitingSince: Date | null;
  createdAt: Date;
  lastMessageAt: Date | null;
  resolvedAt: Date | null;
}

/** The organisation's conversations, the newest first, below `before`: a page of at most `limit`. */
export async function listConversations(
  { trx, orgId }: OrgScope,
  filter: { customerId?: string; status?: string; before?: string; limit: number },
): Promise<ConversationListing[]> {
  const { rows } = await trx.raw(
    `SELECT v.id, v.number, c.customer_code AS "customerCode", v.channel_type AS platform, h.name AS channel,
       v.is_group AS "isGroup", v.status, v.priority, v.language, t.name AS team, u.employee_code AS agent,
       v.message_count AS "messageCount", v.waiting_since AS "waitingSince", v.created_at AS "createdAt",
       v.last_message_at AS "lastMessageAt", v.resolved_at AS "resolvedAt"
     FROM conversations v LEFT JOIN customers c ON c.id = v.customer_id LEFT JOIN channels h ON h.id = v.channel_id
       LEFT JOIN teams t ON t.id = v.team_id LEFT JOIN users u ON u.id = v.agent_id
     WHERE v.org_id = :orgId AND (:customerId::uuid IS NULL OR v.customer_id = :customerId::uuid)
       AND (:status::text IS NULL OR v.status = :status) AND (:before::bigint IS NULL OR v.number < :before::bigint)
     ORDER BY v.number DESC LIMIT :limit`,
    {
      orgId,
      customerId: filter.customerId ?? null,
      status: filter.status ?? null,
      before: filter.before ?? null,
      limit: filter.limit,
    },
  );
  return rows;
}
