import type { OrgScope } from "../../../infra/db/organization-scope.ts";

export interface PendingApproval {
  number: number;
  kind: "claim" | "script" | "campaign" | "knowledge" | "file" | "material" | "workflow";
  /** Null: the bot wrote it. */
  authorId: string | null;
  authorName: string | null;
  /** The conversation's number without its C; null where there is none. */
  conversation: string | null;
  customerName: string | null;
  /** Whose conversation a held text is from, for who may see its words; null where it is from none. */
  about: { teamId: string | null; customerId: string } | null;
  /** What was found in it, with the reason. */
  reason: string;
  /** A held text's words, or a drafted FAQ's; null for other kinds. */
  content: string | null;
  /** The answers whose questions are a drafted FAQ's words; none for other kinds. */
  wordsOf: string[];
  /** The line whose files wait, and how many they are; null for other kinds. */
  files: { note: string; count: number } | null;
  /** The version of the material that waits; null for other kinds. */
  material: string | null;
  askedAt: Date;
}

const MAX_LISTED = 100;

/** What waits for a decision, oldest first. */
export async function listPendingApprovals({ trx, orgId }: OrgScope): Promise<PendingApproval[]> {
  const rows = await trx("approvals as a")
    .leftJoin("users as u", "u.id", "a.requested_by")
    .leftJoin("conversations as c", "c.id", "a.conversation_id")
    .leftJoin("customers as k", "k.id", "c.customer_id")
    .leftJoin("messages as m", (join) =>
      join
        .on("m.id", "a.resource_id")
        .andOn("m.sent_at", trx.raw("(a.details->>'sentAt')::timestamptz"))
        .andOnIn("a.kind", ["claim", "file"]),
    )
    .where({ "a.org_id": orgId, "a.status": "pending" })
    .orderBy("a.number")
    .limit(MAX_LISTED)
    .select(
      trx.raw(
        "a.details -> 'release' AS release, a.details ->> 'version_id' AS version_id, a.details ->> 'words' AS words, coalesce(a.details -> 'wordsOf', a.details -> 'answers') AS words_of",
      ),
    )
    .select("a.number", "a.kind", "a.requested_by", "a.reason", "a.created_at", "m.content")
    .select({ author: "u.name", customer: "k.name", conversation: "c.number" })
    .select({ team_id: "c.team_id", customer_id: "c.customer_id" });
  return rows.map((row) => ({
    number: Number(row.number),
    kind: row.kind,
    authorId: row.requested_by,
    authorName: row.author,
    conversation: row.conversation,
    customerName: row.customer,
    about: row.customer_id === null ? null : { teamId: row.team_id, customerId: row.customer_id },
    reason: row.reason,
    content: row.content ?? row.words,
    wordsOf: row.kind === "knowledge" ? (row.words_of ?? []) : [],
    files: row.release ? { note: row.release.note, count: row.release.files.length } : null,
    material: row.kind === "material" ? row.version_id : null,
    askedAt: row.created_at,
  }));
}
