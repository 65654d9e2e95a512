import { z } from "zod";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Withdrawal } from "../../domain/funds/fund-rows.ts";
import { sayMoney } from "../../domain/funds/money.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { sendToCustomer } from "../converse/customer-outbox.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { languageOfCustomer } from "../converse/language-of-customer.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { plainText } from "../ports/rich-text.ts";
import { findVerifiedConversation } from "./verified-conversation.ts";

export const AcknowledgeJob = z.object({ orgId: z.uuid(), withdrawalId: z.uuid() });

/**
 * Tells a customer that their withdrawal has arrived, with its reference, once: also while the bot answers nothing, because
 * it is no answer. Where no chat of theirs is verified nobody is told anything.
 */
export async function acknowledgeWithdrawal(
  { db, channels, clock, ensureMonth }: Pick<ConverseDeps, "db" | "channels" | "clock" | "ensureMonth">,
  { orgId, withdrawalId }: z.infer<typeof AcknowledgeJob>,
): Promise<void> {
  const at = clock.now();
  await ensureMonth(at);
  const customerId = await inOrganization(db, orgId, (scope) => customerOf(scope, withdrawalId));
  if (customerId === null) return;
  await inOrganization(db, orgId, async (scope) => {
    // A conversation is locked before anything of its customer's money.
    const found = await findVerifiedConversation(scope, customerId);
    const channel = found ? await channels.byId(found.channelId) : null;
    if (!found || !channel) return;
    const conversation = await Conversation.query(scope.trx).findById(found.id).forUpdate().throwIfNotFound();
    const withdrawal = await Withdrawal.query(scope.trx).findById(withdrawalId).forUpdate().throwIfNotFound();
    if (withdrawal.acknowledgedAt !== null || withdrawal.status !== "pending") return;
    // A merge, or its undoing, moved one of them meanwhile: the chat may be somebody else's. It has queued this job anew.
    if (withdrawal.customerId !== customerId || conversation.customerId !== customerId) return;
    const rules = readRules(await loadSettings(scope));
    const language = (await languageOfCustomer(scope, conversation)) ?? rules.language;
    const { message } = await sendToCustomer(scope, rules, {
      channel,
      conversation,
      content: plainText(wordsOf(withdrawal, language)),
      language,
      purpose: "service",
      sender: { type: "system" },
      act: { by: "job", why: `withdrawal: ${withdrawal.withdrawalCode} has arrived` },
      at,
    });
    await Withdrawal.query(scope.trx)
      .findById(withdrawalId)
      .patch({ acknowledgedAt: at, acknowledgedMessageId: message.id });
    await writeAudit(scope.trx, {
      orgId,
      by: { actor: "job" },
      action: "withdrawal.acknowledge",
      resourceType: "withdrawal",
      resourceId: withdrawalId,
      changes: { code: withdrawal.withdrawalCode, conversationId: conversation.id, messageId: message.id },
    });
  });
}

async function customerOf({ trx, orgId }: OrgScope, withdrawalId: string): Promise<string | null> {
  const row = await Withdrawal.query(trx).findOne({ orgId, id: withdrawalId, status: "pending" });
  return row?.customerId ?? null;
}

function wordsOf(withdrawal: Withdrawal, language: Language): string {
  const { withdrawalCode, externalRef } = withdrawal;
  const reference = externalRef === null ? withdrawalCode : `${withdrawalCode} (${externalRef})`;
  return {
    en: `Your withdrawal request for ${sayMoney(withdrawal)} has arrived. Its reference is ${reference}.`,
    zh: `您的出金申请（${sayMoney(withdrawal)}）已收到，参考编号：${reference}。`,
  }[language];
}
