import { type CodeOf, wordList } from "../language/word-list.ts";
import type { LeadAnalysis } from "./lead-analysis.ts";

/** What is best done next with a lead. */
export const leadSteps = wordList({
  see_to_concern: {
    en: "see to their concern first, and sell nothing until it is settled",
    zh: "先处理客户的顾虑，解决之前不推介",
  },
  settle_withdrawal: {
    en: "a withdrawal waits: settle it first, and sell nothing until it is",
    zh: "有待处理的出金申请：先办理，办结之前不推介",
  },
  wait: {
    en: "they opted out: answer what they ask, write nothing unasked",
    zh: "客户已退订：只答其所问，不主动推送",
  },
  answer_complaint: { en: "answer their complaint", zh: "先答复客户的投诉" },
  answer_withdrawal: { en: "answer what they asked about withdrawals", zh: "答复客户关于出金的问题" },
  explain_deposit: { en: "explain how to deposit", zh: "说明如何入金" },
  help_documents: { en: "help with documents and verification", zh: "协助客户准备资料、完成认证" },
  open_account: { en: "help them to open an account", zh: "协助客户开户" },
  explain_fees: { en: "answer what they asked about fees", zh: "说明客户询问的费用" },
  ask_contact: { en: "ask how else to reach them", zh: "请客户留下其他联系方式" },
  follow_up: { en: "follow up", zh: "继续跟进" },
});
export type LeadStep = CodeOf<typeof leadSteps>;

const stepOf = new Map<string, LeadStep>([
  ["complaint", "answer_complaint"],
  ["withdrawal", "answer_withdrawal"],
  ["deposit", "explain_deposit"],
  ["verification", "help_documents"],
  ["account_opening", "open_account"],
  ["fees", "explain_fees"],
]);

/** How things stand with a lead's customer now. */
export interface LeadStanding {
  hasWithdrawal: boolean;
  hasOptedOut: boolean;
  hasContact: boolean;
}

/** What protects the customer comes before what sells; then what they asked last. */
export function nextStep(
  { topics, concerns }: Pick<LeadAnalysis, "topics" | "concerns">,
  { hasWithdrawal, hasOptedOut, hasContact }: LeadStanding,
): LeadStep {
  if (concerns.some(({ severity }) => severity === "high" || severity === "critical")) return "see_to_concern";
  if (hasWithdrawal) return "settle_withdrawal";
  if (topics.some(({ intent }) => intent === "complaint")) return "answer_complaint";
  if (hasOptedOut) return "wait";
  for (const { intent } of topics) {
    const step = stepOf.get(intent);
    if (step) return step;
  }
  return hasContact ? "follow_up" : "ask_contact";
}
