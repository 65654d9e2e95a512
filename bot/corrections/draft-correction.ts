import { type AuditEntry, writeAudit } from "../../domain/control/audit-log.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { sendToCustomer } from "../converse/customer-outbox.ts";
import { languageOfCustomer } from "../converse/language-of-customer.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { findDesk } from "../desk/desk-view.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { plainText } from "../ports/rich-text.ts";
import { findTold, type Told, type ToldChat, type ToldEntry } from "./find-told.ts";

export type Drafted =
  | { outcome: "drafted"; approval: number }
  /** Somebody drafted one meanwhile, or the channel is not there any more. */
  | { outcome: "already" | "no_channel" };

/**
 * Drafts one correction for a customer's chat, for all answers there that rest on the entry: held until somebody approves
 * it, and then sent as any held text. Twice is once. Locks the conversation.
 */
export async function draftCorrection(
  scope: OrgScope,
  deps: { channels: ChannelDirectory; clock: Clock },
  draft: {
    entry: ToldEntry;
    chat: ToldChat;
    text: string;
    by: AuditEntry["by"];
  },
): Promise<Drafted> {
  const { entry, chat } = draft;
  const conversation = await lockNewest(scope, chat);
  const channel = await deps.channels.byId(chat.channelId);
  if (!conversation || channel?.status !== "active") return { outcome: "no_channel" };
  const open = (await findTold(scope, entry, chat)).filter(({ correction }) => correction === null);
  if (open.length === 0) return { outcome: "already" };
  const rules = readRules(await loadSettings(scope));
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const of = entry.version === null ? entry.reference : `${entry.reference}@${entry.version}`;
  const result = await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: plainText(draft.text),
    language: (await languageOfCustomer(scope, conversation)) ?? rules.language,
    purpose: "service",
    sender: { type: "system" },
    act: { by: "job", why: "correction" },
    at: deps.clock.now(),
    correction: { of, answers: open.map(({ answerId }) => answerId) },
  });
  if (!result.held) throw new Error("A correction went out without approval.");
  await keepCorrections(scope, open, result);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: draft.by,
    action: "answer.draft_correction",
    resourceType: "conversation",
    resourceId: conversation.id,
    changes: { of, approval: result.approvalNumber, answers: open.length },
  });
  const desk = await findDesk(scope, deps.channels, conversation, { customer, language: rules.language });
  const who = { en: "✏️ Correction", zh: "✏️ 更正" }[rules.language];
  if (desk) await mirrorOutbound(scope, desk, { who, content: result.content, heldAs: result.approvalNumber });
  return { outcome: "drafted", approval: result.approvalNumber };
}

async function lockNewest(
  { trx, orgId }: OrgScope,
  { channelId, chat, customerId }: ToldChat,
): Promise<Conversation | null> {
  const found = await Conversation.query(trx)
    .where({ orgId, channelId, chat, customerId })
    .orderBy("number", "desc")
    .forUpdate()
    .first();
  return found ?? null;
}

async function keepCorrections(
  { trx, orgId }: OrgScope,
  told: Told[],
  { message, approvalNumber }: { message: { id: string; sentAt: Date }; approvalNumber: number },
): Promise<void> {
  await trx("answer_corrections").insert(
    told.map(({ answerId, conversationId }) => ({
      id: newId(),
      org_id: orgId,
      conversation_id: conversationId,
      answer_id: answerId,
      message_id: message.id,
      message_sent_at: message.sentAt,
      approval_number: approvalNumber,
    })),
  );
}
