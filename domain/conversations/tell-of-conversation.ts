import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { EventType } from "../control/event-types.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import type { Conversation } from "./conversation.ts";

/** Tells other systems what became of a conversation, as it stands now. */
export async function tellOfConversation(
  scope: OrgScope,
  type: EventType & `conversation.${string}`,
  { id, customerId, agentId, status }: Pick<Conversation, "id" | "customerId" | "agentId" | "status">,
): Promise<void> {
  await insertOutboxEvent(scope, type, id, { customerId, conversationId: id, agentId: agentId ?? null, status });
}
