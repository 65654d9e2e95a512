/** What is counted of a member of staff on a day: the columns of `employee_kpis` that are not worked out of others. */
export interface KpiFigures {
  /** Customers who came that day and are theirs, and those of them who are in a group. */
  tofu_contacts: number;
  tofu_retained: number;
  /** Conversations with a good reply of theirs, and questions that they asked. */
  mofu_quality_conversations: number;
  mofu_counter_question_count: number;
  mofu_accounts_opened: number;
  bofu_deposits_count: number;
  /** Decimal text in the base currency; null while a rate is missing, which `currencies_without_rate` names. */
  bofu_deposit_amount: string | null;
  bofu_withdrawal_amount: string | null;
  currencies_without_rate: string[];
  first_responses: number;
  first_response_median_seconds: string | null;
  conversations_handled: number;
  conversations_resolved: number;
  satisfaction_count: number;
  satisfaction_sum: number;
  quality_count: number;
  quality_sum: number;
  waits: number;
  waits_unanswered: number;
  sla_promises: number;
  sla_met: number;
}

/** Part of somebody's figures, as one statement counts them. */
export type CountedFigures = Partial<KpiFigures> & { user_id: string };

export const noFigures: KpiFigures = {
  tofu_contacts: 0,
  tofu_retained: 0,
  mofu_quality_conversations: 0,
  mofu_counter_question_count: 0,
  mofu_accounts_opened: 0,
  bofu_deposits_count: 0,
  bofu_deposit_amount: "0",
  bofu_withdrawal_amount: "0",
  currencies_without_rate: [],
  first_responses: 0,
  first_response_median_seconds: null,
  conversations_handled: 0,
  conversations_resolved: 0,
  satisfaction_count: 0,
  satisfaction_sum: 0,
  quality_count: 0,
  quality_sum: 0,
  waits: 0,
  waits_unanswered: 0,
  sla_promises: 0,
  sla_met: 0,
};
