import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { readFactsByRules } from "../../knowledge/index.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";

/**
 * Lets a job read what a customer's message says of them, behind the answer. Nothing in a group is remembered, nor what
 * somebody else wrote and was passed on; without a model only what the rules read asks for a job at all.
 */
export async function rememberLater(
  scope: OrgScope,
  { services }: Pick<ConverseDeps, "services">,
  event: MessageEvent,
  message: { id: string; sentAt: Date },
): Promise<void> {
  if (event.chat.kind === "group" || event.forwarded || event.text.trim() === "") return;
  if (services.model === null && readFactsByRules(event.text).length === 0) return;
  await enqueue(scope, message);
}

/** The same for a message that was reworded or taken back: what it no longer says is no longer remembered. */
export async function rememberAgain(scope: OrgScope, message: { id: string; sentAt: Date }): Promise<void> {
  await enqueue(scope, message);
}

async function enqueue({ trx, orgId }: OrgScope, message: { id: string; sentAt: Date }): Promise<void> {
  await enqueueJob(trx, {
    task: "remember",
    payload: { orgId, messageId: message.id, sentAt: message.sentAt.toISOString() },
    key: `remember:${message.id}`,
    maxAttempts: 8,
  });
}
