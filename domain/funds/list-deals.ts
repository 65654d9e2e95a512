import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { DealStage } from "./deal-stage.ts";

/** A deal as other systems see it. */
export interface DealListing {
  id: string;
  customerId: string;
  /** The customer's code. */
  customer: string;
  /** Its place among the customer's deals, from 1: what people type. */
  number: number;
  title: string;
  /** Decimal text; null while nobody has said. */
  amount: string | null;
  currency: string | null;
  stage: DealStage;
  probability: number;
  lossReason: string | null;
  expectedCloseDate: string | null;
  actualCloseDate: string | null;
  /** The employee code of whose it is. */
  owner: string | null;
  products: string[];
  competitors: string[];
  notes: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** `created_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

export interface DealFilter {
  customerId?: string;
  stage?: DealStage;
  ownerId?: string;
  before: { place: string; id: string } | null;
  limit: number;
}

const SELECT = `SELECT d.id, d.customer_id AS "customerId", c.customer_code AS customer,
    (SELECT count(*)::int FROM deals o WHERE o.org_id = :orgId AND o.customer_id = d.customer_id
       AND (o.created_at, o.id) <= (d.created_at, d.id)) AS number,
    d.title, d.amount::text AS amount, d.currency, d.stage, d.probability, d.loss_reason AS "lossReason",
    d.expected_close_date::text AS "expectedCloseDate", d.actual_close_date::text AS "actualCloseDate",
    u.employee_code AS owner, d.products, d.competitors, d.notes, d.created_at AS "createdAt", d.updated_at AS "updatedAt",
    to_json(d.created_at) #>> '{}' AS place
  FROM deals d JOIN customers c ON c.id = d.customer_id LEFT JOIN users u ON u.id = d.owner_id
  WHERE d.org_id = :orgId`;

/** The organisation's deals, the newest first: a page of at most `limit`. */
export async function listDealsOf({ trx, orgId }: OrgScope, filter: DealFilter): Promise<DealListing[]> {
  const { customerId, stage, ownerId, before, limit } = filter;
  // Only what is asked: one plan for every filter that could be there would use the index of none.
  const asked = [
    ...(customerId === undefined ? [] : ["d.customer_id = :customerId"]),
    ...(stage === undefined ? [] : ["d.stage = :stage"]),
    ...(ownerId === undefined ? [] : ["d.owner_id = :ownerId"]),
    ...(before === null ? [] : ["(d.created_at, d.id) < (:place::timestamptz, :id::uuid)"]),
  ];
  const { rows } = await trx.raw(
    `${SELECT} ${asked.map((one) => `AND ${one} `).join("")}ORDER BY d.created_at DESC, d.id DESC LIMIT :limit`,
    {
      ...{ orgId, limit, customerId: customerId ?? null, stage: stage ?? null, ownerId: ownerId ?? null },
      ...{ place: before?.place ?? null, id: before?.id ?? null },
    },
  );
  return rows;
}

/** One deal; null when there is none. */
export async function findDealListing({ trx, orgId }: OrgScope, id: string): Promise<DealListing | null> {
  const { rows } = await trx.raw(`${SELECT} AND d.id = :id`, { orgId, id });
  return rows[0] ?? null;
}
