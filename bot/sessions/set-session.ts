import { writeAudit } from "../../domain/control/audit-log.ts";
import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChatSession } from "../ports/adapter.ts";

/**
 * Keeps whose a locked conversation's chat is at the platform. False when that is known already; `by` is who asked it
 * back, null where the platform told.
 */
export async function setSession(
  scope: OrgScope,
  conversation: Conversation,
  session: ChatSession,
  by: string | null,
): Promise<boolean> {
  const after = {
    sessionState: session.state === "ours" ? null : session.state,
    sessionHolder: session.state === "ours" ? null : (session.holder ?? null),
  };
  const before = { sessionState: conversation.sessionState, sessionHolder: conversation.sessionHolder };
  if (before.sessionState === after.sessionState && before.sessionHolder === after.sessionHolder) return false;
  await conversation.$query(scope.trx).patch(after);
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: by,
    eventType: "session_moved",
    eventData: { before, after },
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: by ? { userId: by } : { actor: "bot" },
    action: "conversation.session",
    resourceType: "conversation",
    resourceId: conversation.id,
    changes: { before, after },
  });
  return true;
}
