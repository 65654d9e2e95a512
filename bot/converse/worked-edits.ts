import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { MessageVersion } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { asksAnew } from "../../knowledge/text/asks-anew.ts";
import type { EditJob } from "./edit-job.ts";

/**
 * True when an edit is still to be worked: it was not yet, the message still stands, and (unless it must not be missed)
 * it is the message's last wording and asks something else than the wording that was worked last.
 */
export async function asksForAnswer(scope: OrgScope, job: EditJob, text: string): Promise<boolean> {
  const versions = await MessageVersion.query(scope.trx).where({ messageId: job.messageId }).orderBy("version");
  const worked = await workedVersions(scope, job);
  if (worked.includes(job.version)) return false;
  if (job.isUrgent) return true;
  const last = versions.at(-1);
  if (last?.kind !== "edited" || last.version !== job.version) return false;
  const basis = versions.find(({ version }) => version === Math.max(1, ...worked));
  return asksAnew(basis?.content ?? "", text);
}

/** Writes down that a wording is worked, in the transaction that works it. Returns the event's id. */
export async function noteHeeded(scope: OrgScope, conversation: Conversation, job: EditJob): Promise<string> {
  const { id } = await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    messageId: job.messageId,
    messageSentAt: new Date(job.sentAt),
    eventType: "edit_heeded",
    eventData: { version: job.version, isUrgent: job.isUrgent },
  });
  return id;
}

async function workedVersions({ trx, orgId }: OrgScope, { messageId, sentAt }: EditJob): Promise<number[]> {
  const { rows } = await trx.raw(
    `SELECT (e.event_data ->> 'version')::int AS version FROM messages m
       JOIN conversation_events e ON e.customer_id = m.customer_id AND e.message_id = m.id
     WHERE m.org_id = ? AND m.id = ? AND m.sent_at = ? AND e.event_type = 'edit_heeded'`,
    [orgId, messageId, sentAt],
  );
  return rows.map((row: { version: number }) => row.version);
}
