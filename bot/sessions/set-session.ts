import type { Conversation } from "../../domain/conversations/conversation.ts";
import { recordAct } from "../../domain/conversations/record-act.ts";
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
  await recordAct(scope, {
    conversation,
    by: by ? { userId: by } : { actor: "bot" },
    eventType: "session_moved",
    action: "conversation.session",
    data: { before, after },
  });
  return true;
}
