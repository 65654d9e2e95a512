import { Conversation } from "../../domain/conversations/conversation.ts";
import { beginWait } from "../../domain/conversations/keep-sla.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorCustomer } from "../desk/mirror.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import type { ConverseDeps } from "./deps.ts";
import type { EditJob } from "./edit-job.ts";
import { readRules } from "./organisation-rules.ts";
import type { HeardEdit } from "./read-edit.ts";
import { wasSaidIn } from "./was-said-in.ts";
import { asksForAnswer, noteHeeded } from "./worked-edits.ts";

/**
 * Beside a person the bot answers no edit: it is at the desk, and where it asks something new the customer waits for that
 * person from when we heard of it, once. Who has written since has answered. False where the edit is the bot's to work.
 */
export async function leaveEditToPerson(
  scope: OrgScope,
  deps: ConverseDeps,
  of: { conversation: Conversation | null; customer: Customer | null },
  { job, event, heardAt }: HeardEdit & { job: EditJob },
): Promise<boolean> {
  if (job.isUrgent || !of.conversation || !of.customer || !isOfPerson(of.conversation)) return false;
  const conversation = await Conversation.query(scope.trx).findById(of.conversation.id).forUpdate();
  if (!conversation || !isOfPerson(conversation)) return false;
  if (!(await asksForAnswer(scope, job, event.text))) return true;
  await noteHeeded(scope, conversation, job);
  const message = { id: job.messageId, sentAt: new Date(job.sentAt) };
  const { language } = readRules(await loadSettings(scope));
  const desk = await findDesk(scope, deps.channels, conversation, { customer: of.customer, language });
  // In the conversation of the message it was shown as an edit when it came.
  if (desk && !(await wasSaidIn(scope, conversation, message))) await mirrorCustomer(scope, desk, event, message);
  if (await hasWrittenSince(scope, conversation, heardAt)) return true;
  await beginWait(scope, conversation, heardAt);
  if (desk) await refreshCard(scope, desk);
  return true;
}

/** Somebody has it, or it waits in the queue for somebody; the bot is silent. */
function isOfPerson({ status, agentId, aiEnabled, handoffAt }: Conversation): boolean {
  const isOpen = status === "pending" || status === "active";
  return isOpen && (agentId !== null || (!aiEnabled && handoffAt !== null));
}

async function hasWrittenSince({ trx, orgId }: OrgScope, { id }: Conversation, since: Date): Promise<boolean> {
  const line = await trx("messages")
    .where({ org_id: orgId, conversation_id: id, direction: "outbound", sender_type: "agent" })
    .where("sent_at", ">=", since)
    .whereNotIn("status", ["held", "cancelled", "failed"])
    .first("id");
  return line !== undefined;
}
