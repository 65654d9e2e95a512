import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Turn } from "../../knowledge/index.ts";

/** Enough for "and how long does that take?"; older turns mislead more than they help. */
const MAX_TURNS = 6;
const MAX_CHARACTERS = 600;

/**
 * The last things said in a conversation, oldest first; what was held or deleted was not said, nor is the message
 * `without`.
 */
export async function readContext(
  { trx, orgId }: OrgScope,
  conversationId: string,
  without?: { id: string },
): Promise<Turn[]> {
  const { rows } = await trx.raw(
    `SELECT direction, content FROM messages
     WHERE org_id = :orgId AND conversation_id = :conversationId AND direction IN ('inbound', 'outbound')
       AND status NOT IN ('held', 'cancelled', 'failed') AND content IS NOT NULL AND deleted_at IS NULL
       -- Forgotten is what was said before they asked for it.
       AND sent_at > coalesce((SELECT v.memory_from FROM conversations v WHERE v.id = messages.conversation_id), '-infinity')
       ${without ? "AND id <> :without" : ""}
     ORDER BY sent_at DESC, id DESC LIMIT ${MAX_TURNS}`,
    { orgId, conversationId, ...(without ? { without: without.id } : {}) },
  );
  return rows.reverse().map((row: { direction: string; content: string }) => ({
    from: row.direction === "inbound" ? ("customer" as const) : ("desk" as const),
    text: maskSecrets(row.content).slice(0, MAX_CHARACTERS),
  }));
}
