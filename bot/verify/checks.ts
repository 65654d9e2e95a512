import type { Check } from "./check.ts";
import { faqCounters, knowledgeCounters, scriptCounters, staffTotals } from "./checks/content-counters.ts";
import { conversationCounters, customerContact } from "./checks/conversation-counters.ts";
import { answerOnce, deliveryOrder, deliveryWaiting, replyOnce, stuckSending } from "./checks/deliveries.ts";
import { funnelRows } from "./checks/funnel.ts";
import { campaignCounters, workflowCounters } from "./checks/growth-counters.ts";
import { defaultPartition, lostReferences } from "./checks/lost-references.ts";
import { outboxGap } from "./checks/outbox.ts";
import { messageReceipt, messageTwice, receiptOutcome, receiptWaiting } from "./checks/receipts.ts";
import { staffDays } from "./checks/staff-days.ts";
import { unanswered } from "./checks/unanswered.ts";

/** What always holds of an organisation's data, in the order of docs/reliability.md. */
export const checks: readonly Check[] = [
  receiptOutcome,
  receiptWaiting,
  messageReceipt,
  messageTwice,
  unanswered,
  answerOnce,
  replyOnce,
  deliveryOrder,
  stuckSending,
  deliveryWaiting,
  conversationCounters,
  customerContact,
  scriptCounters,
  faqCounters,
  knowledgeCounters,
  staffTotals,
  staffDays,
  funnelRows,
  campaignCounters,
  workflowCounters,
  outboxGap,
  lostReferences,
  defaultPartition,
];
