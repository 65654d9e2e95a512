import { connectOwner } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";

/** Notes, as `deskhand messages archive` does, that a month with messages of a conversation was taken out. */
export async function archiveMonth(
  { databaseUrl, orgId }: { databaseUrl: string; orgId: string },
  conversationId: string,
  month: string,
): Promise<void> {
  const owner = connectOwner(databaseUrl);
  const at = new Date();
  const archive = { id: newId(), month: `${month}-01`, messages: 3, state: "dropped", sha256: "0".repeat(64) };
  try {
    await owner("message_archives").insert({ ...archive, archived_at: at, archived_by: "test", changed_at: at });
    const part = { archive_id: archive.id, org_id: orgId, conversation_id: conversationId, messages: 3 };
    await owner("message_archive_parts").insert(part);
  } finally {
    await owner.destroy();
  }
}
