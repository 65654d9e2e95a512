import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import { ConversationEvent } from "./conversation.ts";

export interface ConversationAct {
  conversation: { id: string; customerId?: string };
  by: { userId: string } | { actor: "job" | "bot" };
  eventType: string;
  /** Of the trail; `conversation.EVENT` unless said otherwise. */
  action?: string;
  data: Record<string, unknown>;
}

/** Writes what was done to a conversation into its events and the trail, in the caller's transaction. */
export async function recordAct(scope: OrgScope, act: ConversationAct): Promise<void> {
  const { conversation, by, eventType, action = `conversation.${eventType}`, data } = act;
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    ...(conversation.customerId ? { customerId: conversation.customerId } : {}),
    userId: "userId" in by ? by.userId : null,
    eventType,
    eventData: { ...data, ...("actor" in by ? { by: by.actor } : {}) },
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by,
    action,
    resourceType: "conversation",
    resourceId: conversation.id,
    changes: data,
  });
}
