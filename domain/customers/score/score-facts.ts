import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { Words } from "../../language/word-list.ts";

/**
 * What scores and tiers are made of. What the back office saw somebody follow is not among them, nor what they took out:
 * nobody is worth more for taking advice, or less for wanting their money.
 */
export const factKinds = [
  "wish",
  "day_written",
  "good_talk",
  "in_group",
  "account_opened",
  "deposit",
  "vip",
  "referred",
] as const;
export type FactKind = (typeof factKinds)[number];

export const factWords: Record<FactKind, Words> = {
  wish: { en: "asked for something we offer", zh: "咨询业务" },
  day_written: { en: "days on which they wrote", zh: "来信天数" },
  good_talk: { en: "good replies of ours", zh: "高质量回复" },
  in_group: { en: "in a group of ours", zh: "在群中" },
  account_opened: { en: "opened an account", zh: "开户" },
  deposit: { en: "confirmed deposits", zh: "已确认入金" },
  vip: { en: "VIP by their deposits", zh: "入金达贵宾标准" },
  referred: { en: "brought a customer", zh: "推荐客户" },
};

/** Something that happened with a customer, on a day. */
export interface ScoreFact {
  kind: FactKind;
  at: Date;
}

/** How far back what fades is looked for: after a year of the standard half-life nothing of it is left. */
const LOOK_BACK = "365 days";

/** The facts of customers, by customer. */
export async function readScoreFacts(
  { trx, orgId }: OrgScope,
  customerIds: readonly string[],
  now: Date,
): Promise<Map<string, ScoreFact[]>> {
  const { rows } = await trx.raw(
    `WITH c AS (SELECT id FROM customers WHERE org_id = :orgId AND id = ANY (:customerIds::uuid[]))
     SELECT e.customer_id, CASE e.event_type WHEN 'intent_signal' THEN 'wish' ELSE 'good_talk' END AS kind, e.created_at AS at
     FROM c JOIN conversation_events e ON e.customer_id = c.id AND e.created_at > :now::timestamptz - :back::interval
     WHERE e.event_type = 'quality_conversation' OR (e.event_type = 'intent_signal' AND e.impact_score > 0)
     UNION ALL SELECT c.id, 'day_written', m.at FROM c CROSS JOIN LATERAL (
       SELECT max(m.sent_at) AS at FROM messages m WHERE m.customer_id = c.id
         AND m.sent_at > :now::timestamptz - :back::interval AND m.direction = 'inbound'
       GROUP BY (m.sent_at AT TIME ZONE 'UTC')::date) m
     UNION ALL ${firstOf("in_group", "joined_at", "funnel_tofu WHERE stayed_in_group AND")}
     UNION ALL ${firstOf("account_opened", "account_opened_at", "customer_external_refs WHERE")}
     UNION ALL SELECT d.customer_id, 'deposit', d.deposited_at FROM c JOIN deposits d ON d.customer_id = c.id
       AND d.status = 'confirmed'
     UNION ALL ${firstOf("vip", "vip_since", "funnel_bofu WHERE is_vip AND")}
     UNION ALL SELECT b.referrer_id, 'referred', b.created_at FROM c JOIN customers b ON b.referrer_id = c.id
       AND b.merged_into IS NULL`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, now, back: LOOK_BACK } as unknown as Record<string, string>,
  );
  const facts = new Map<string, ScoreFact[]>(customerIds.map((id) => [id, []]));
  for (const { customer_id, kind, at } of rows) facts.get(customer_id)?.push({ kind, at });
  return facts;
}

/** The first time in a table, of each customer by index: of a hundred at once the planner would read the whole table. */
function firstOf(kind: FactKind, at: string, from: string): string {
  return `SELECT c.id, '${kind}', f.at FROM c CROSS JOIN LATERAL (
    SELECT min(${at}) AS at FROM ${from} customer_id = c.id) f WHERE f.at IS NOT NULL`;
}
