import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { RecordedMessage } from "./record-message.ts";

/** True where a message was written in this conversation, not in one before it. */
export async function wasSaidIn(
  { trx, orgId }: OrgScope,
  { id }: Pick<Conversation, "id">,
  message: RecordedMessage,
): Promise<boolean> {
  const where = { org_id: orgId, id: message.id, sent_at: message.sentAt, conversation_id: id };
  return (await trx("messages").where(where).first("id")) !== undefined;
}
