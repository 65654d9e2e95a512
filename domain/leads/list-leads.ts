import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LeadActivityType, LeadStatus } from "../customers/lead-words.ts";

/** A lead as other systems see it. */
export interface LeadListing {
  id: string;
  /** Text, because a bigint does not fit a number. */
  number: string;
  status: LeadStatus;
  statusReason: string | null;
  statusChangedAt: Date | null;
  score: number;
  /** The code of the customer whose lead it is; null: nobody has written yet. */
  customer: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  wechat: string | null;
  company: string | null;
  /** The employee code of whose it is. */
  owner: string | null;
  assignedAt: Date | null;
  source: string | null;
  detail: string | null;
  campaign: string | null;
  utm: Record<"source" | "medium" | "campaign" | "content" | "term", string | null>;
  createdAt: Date;
  convertedAt: Date | null;
}

export interface LeadFilter {
  status?: LeadStatus;
  customerId?: string;
  /** Null: those that nobody has. */
  ownerId?: string | null;
  /** The number of the last lead of the page before. */
  before?: string;
  limit: number;
}

const SELECT = `SELECT l.id, l.number, l.status, l.status_reason AS "statusReason", l.status_changed_at AS "statusChangedAt", l.score,
    c.customer_code AS customer, l.contact_name AS name, l.contact_phone AS phone, l.contact_email AS email,
    l.contact_wechat AS wechat, l.company_name AS company, u.employee_code AS owner, l.assigned_at AS "assignedAt",
    l.source_platform AS source, l.source_detail AS detail, g.campaign_code AS campaign,
    jsonb_build_object('source', l.utm_source, 'medium', l.utm_medium, 'campaign', l.utm_campaign, 'content', l.utm_content,
      'term', l.utm_term) AS utm, l.created_at AS "createdAt", l.converted_at AS "convertedAt"
  FROM leads l LEFT JOIN customers c ON c.id = l.customer_id LEFT JOIN users u ON u.id = l.assigned_to
    LEFT JOIN campaigns g ON g.id = l.campaign_id
  WHERE l.org_id = :orgId`;

/** The organisation's leads, the newest first: a page of at most `limit`. */
export async function listLeadsOf({ trx, orgId }: OrgScope, filter: LeadFilter): Promise<LeadListing[]> {
  const { status, customerId, ownerId, before, limit } = filter;
  // Only what is asked: one plan for every filter that could be there would use the index of none.
  const asked = [
    ...(status === undefined ? [] : ["l.status = :status"]),
    ...(customerId === undefined ? [] : ["l.customer_id = :customerId"]),
    ...(ownerId === undefined ? [] : [ownerId === null ? "l.assigned_to IS NULL" : "l.assigned_to = :ownerId"]),
    ...(before === undefined ? [] : ["l.number < :before::bigint"]),
  ];
  const { rows } = await trx.raw(
    `${SELECT} ${asked.map((one) => `AND ${one} `).join("")}ORDER BY l.number DESC LIMIT :limit`,
    {
      ...{ orgId, limit },
      ...{ status: status ?? null, customerId: customerId ?? null, ownerId: ownerId ?? null, before: before ?? null },
    },
  );
  return rows;
}

/** One lead; null when there is none. */
export async function findLeadListing({ trx, orgId }: OrgScope, id: string): Promise<LeadListing | null> {
  const { rows } = await trx.raw(`${SELECT} AND l.id = :id`, { orgId, id });
  return rows[0] ?? null;
}

/** Something a lead did, or that was done with it. */
export interface LeadActivityListing {
  id: string;
  type: LeadActivityType;
  description: string | null;
  /** What it was worth when it happened. */
  points: number;
  at: Date;
  /** `created_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

/**
 * What a lead did, the newest first, before `before`: a page of at most `limit`; `isCounted`: only what is worth
 * something.
 */
export async function listLeadActivities(
  { trx, orgId }: OrgScope,
  leadId: string,
  { before, isCounted, limit }: { before: { place: string; id: string } | null; isCounted: boolean; limit: number },
): Promise<LeadActivityListing[]> {
  const { rows } = await trx.raw(
    `SELECT id, type, description, score_impact AS points, created_at AS at, to_json(created_at) #>> '{}' AS place
     FROM lead_activities WHERE org_id = :orgId AND lead_id = :leadId ${isCounted ? "AND score_impact > 0" : ""}
       ${before ? "AND (created_at, id) < (:place::timestamptz, :id::uuid)" : ""}
     ORDER BY created_at DESC, id DESC LIMIT :limit`,
    { orgId, leadId, place: before?.place ?? null, id: before?.id ?? null, limit },
  );
  return rows;
}
