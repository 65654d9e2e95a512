import { DeskThread } from "../../domain/conversations/desk-thread.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChatRef } from "../ports/inbound-event.ts";

/** The thread at this place, when its conversation is shown at another team's desk by now; else null. */
export async function findLeftThread(
  { trx, orgId }: OrgScope,
  channelId: string,
  { id: chatId, threadId }: Pick<ChatRef, "id" | "threadId">,
): Promise<DeskThread | null> {
  if (threadId === undefined) return null;
  const thread = await DeskThread.query(trx)
    .where({ orgId, channelId, chatId, threadId })
    .whereNotNull("movedAt")
    .first();
  return thread ?? null;
}
