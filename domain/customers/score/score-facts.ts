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
     UNION ALL SELECT m.customer_id, 'day_written', max(m.sent_at) FROM c JOIN messages m ON m.customer_id = c.id
       AND m.sent_at > :now::timestamptz - :back::interval AND m.direction = 'inbound'
     GROUP BY m.customer_id, (m.sent_at AT TIME ZONE 'UTC')::date
     UNION ALL SELECT f.customer_id, 'in_group', min(f.joined_at) FROM c JOIN funnel_tofu f ON f.customer_id = c.id
       AND f.stayed_in_group AND f.joined_at IS NOT NULL GROUP BY f.customer_id
     UNION ALL SELECT r.customer_id, 'account_opened', min(r.account_opened_at) FROM c
       JOIN customer_external_refs r ON r.customer_id = c.id AND r.account_opened_at IS NOT NULL GROUP BY r.customer_id
     UNION ALL SELECT d.customer_id, 'deposit', d.deposited_at FROM c JOIN deposits d ON d.customer_id = c.id
       AND d.status = 'confirmed'
     UNION ALL SELECT b.customer_id, 'vip', min(b.vip_since) FROM c JOIN funnel_bofu b ON b.customer_id = c.id AND b.is_vip
     GROUP BY b.customer_id
     UNION ALL SELECT b.referrer_id, 'referred', b.created_at FROM c JOIN customers b ON b.referrer_id = c.id
       AND b.merged_into IS NULL`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, customerIds, now, back: LOOK_BACK } as unknown as Record<string, string>,
  );
  const facts = new Map<string, ScoreFact[]>(customerIds.map((id) => [id, []]));
  for (const { customer_id, kind, at } of rows) facts.get(customer_id)?.push({ kind, at });
  return facts;
}
