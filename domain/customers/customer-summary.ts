import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type Account, listAccounts } from "./verify-account.ts";

/** A customer as other systems see them. */
export interface CustomerSummary {
  id: string;
  code: string;
  refs: { system: string; ref: string }[];
  /** Where they write from, and whether that is known to be them. */
  chatAccounts: Account[];
  type: string;
  name: string;
  status: string;
  stage: string;
  journeyStage: string;
  tier: string;
  /** 0 to 100. */
  score: number;
  intentionScore: number;
  engagementScore: number;
  /** As the back office said it: an amount in the base currency. */
  ltvPrediction: string | null;
  /** How the first look at them ended. */
  screening: { result: "passed" | "rejected"; reason: string | null } | null;
  /** The code of the customer who brought them. */
  referrer: string | null;
  /** The names of the tags they have. */
  tags: string[];
  language: string | null;
  phone: string | null;
  email: string | null;
  country: string | null;
  province: string | null;
  city: string | null;
  timezone: string | null;
  companyName: string | null;
  tradingPlatform: string | null;
  sourceChannel: string | null;
  /** Of the member of staff whose customer it is. */
  owner: string | null;
  /** The newest word on marketing; null: they never said. */
  marketing: "granted" | "withdrawn" | null;
  lastContactAt: Date | null;
  createdAt: Date;
}

/** A customer with the numbers that other systems know them by and their chat accounts; null when there is none. */
export async function findCustomerSummary(scope: OrgScope, customerId: string): Promise<CustomerSummary | null> {
  const customer = await findCustomer(scope, customerId);
  return customer && { ...customer, chatAccounts: await listAccounts(scope, customerId) };
}

async function findCustomer(
  { trx, orgId }: OrgScope,
  customerId: string,
): Promise<Omit<CustomerSummary, "chatAccounts"> | null> {
  const { rows } = await trx.raw(
    `SELECT c.id, c.customer_code AS code, c.type, c.name, c.status, c.stage, c.journey_stage AS "journeyStage", c.tier,
       c.score, c.intention_score AS "intentionScore", c.engagement_score AS "engagementScore",
       c.ltv_prediction::text AS "ltvPrediction",
       (SELECT jsonb_build_object('result', a.metadata ->> 'result', 'reason', a.metadata ->> 'reason')
          FROM customer_activities a WHERE a.customer_id = c.id AND a.org_id = c.org_id AND a.type = 'screened'
          ORDER BY a.created_at DESC, a.id DESC LIMIT 1) AS screening,
       (SELECT b.customer_code FROM customers b WHERE b.id = c.referrer_id AND b.org_id = c.org_id) AS referrer,
       coalesce((SELECT jsonb_agg(t.name ORDER BY t.name) FROM customer_tags g JOIN tags t ON t.id = g.tag_id
          WHERE g.customer_id = c.id AND g.org_id = c.org_id), '[]') AS tags,
       c.language, c.phone, c.email, c.country, c.province, c.city, c.timezone, c.company_name AS "companyName",
       c.trading_platform AS "tradingPlatform", c.source_channel AS "sourceChannel", u.employee_code AS owner,
       c.last_contact_at AS "lastContactAt", c.created_at AS "createdAt",
       (SELECT state FROM consents WHERE customer_id = c.id AND org_id = c.org_id AND kind = 'marketing'
          ORDER BY created_at DESC, id DESC LIMIT 1) AS marketing,
       coalesce((SELECT jsonb_agg(jsonb_build_object('system', r.system, 'ref', r.external_ref) ORDER BY r.created_at, r.system, r.external_ref)
          FROM customer_external_refs r WHERE r.customer_id = c.id AND r.org_id = c.org_id), '[]') AS refs
     FROM customers c LEFT JOIN users u ON u.id = c.owner_id WHERE c.org_id = ? AND c.id = ?`,
    [orgId, customerId],
  );
  return rows[0] ?? null;
}
