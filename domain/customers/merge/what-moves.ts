/** Rows that belong to a customer, by table: what a merge moves, and in which column it stands. */
export const movedTables = {
  // What was kept for a case stays kept under the other name. First: a held memory only passes to who is held too.
  legal_holds: "customer_id",
  customer_identities: "customer_id",
  conversations: "customer_id",
  leads: "customer_id",
  memories: "customer_id",
  customer_contacts: "customer_id",
  customer_external_refs: "customer_id",
  deals: "customer_id",
  deposits: "customer_id",
  withdrawals: "customer_id",
  customer_activities: "customer_id",
  customer_journey: "customer_id",
  consents: "customer_id",
  script_uses: "customer_id",
  material_uses: "customer_id",
  alerts: "customer_id",
  campaign_executions: "customer_id",
  // Whom they brought.
  customers: "referrer_id",
} as const;
export type MovedTable = keyof typeof movedTables;

/** Rows that are one for each customer and what else: where both have one, the merged customer keeps theirs. */
export const oneEach: Partial<Record<MovedTable, readonly string[]>> = {
  campaign_executions: ["campaign_id", "run"],
  legal_holds: ["conversation_id", "matter", "released_at"],
};

/** What follows its conversation. */
export const followingTables = ["messages", "conversation_events"] as const;

/** What the kept customer takes over where it knows nothing. */
export const filledColumns = [
  "phone",
  "email",
  "wechat_id",
  "whatsapp_id",
  "telegram_id",
  "dingtalk_id",
  "gender",
  "birth_date",
  "country",
  "province",
  "city",
  "timezone",
  "language",
  "chinese_script",
  "company_name",
  "occupation",
  "owner_id",
] as const;

/** Ids by table; of `customer_tags` the tags'. */
export type Moved = Partial<Record<MovedTable | "customer_tags", string[]>>;

/** Something else that became different, so that it can become what it was. */
export interface Changed {
  table: "customers" | "deposits" | "customer_contacts";
  id: string;
  column: string;
  before: unknown;
  after: unknown;
}
