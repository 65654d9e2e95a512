import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Turn } from "../../knowledge/index.ts";

/** Enough for "and how long does that take?"; older turns mislead more than they help. */
const MAX_TURNS = 6;
const MAX_CHARACTERS = 600;

/** The last things said in a conversation, oldest first; what was held or deleted was not said, nor is the message `without`. */
export async function readContext(
  { trx, orgId }: OrgScope,
  conversationId: string,
  without?: { id: string },
): Promise<Turn[]> {
  const rows: { direction: string; content: string }[] = await trx("messages")
    .where({ org_id: orgId, conversation_id: conversationId })
    .whereIn("direction", ["inbound", "outbound"])
    .whereNotIn("status", ["held", "cancelled", "failed"])
    .whereNotNull("content")
    .whereNull("deleted_at")
    // Forgotten is what was said before they asked for it.
    .whereRaw(
      "sent_at > coalesce((SELECT v.memory_from FROM conversations v WHERE v.id = messages.conversation_id), '-infinity')",
    )
    .modify((query) => without && query.whereNot({ id: without.id }))
    .orderBy([
      { column: "sent_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(MAX_TURNS)
    .select("direction", "content");
  return rows.reverse().map((row) => ({
    from: row.direction === "inbound" ? ("customer" as const) : ("desk" as const),
    text: maskSecrets(row.content).slice(0, MAX_CHARACTERS),
  }));
}
