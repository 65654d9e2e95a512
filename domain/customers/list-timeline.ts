import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { customerActivityTypes } from "./customer-words.ts";

export type CustomerActivityType = CodeOf<typeof customerActivityTypes>;

/** Something that was changed or done about a customer. */
export interface TimelineEntry {
  id: string;
  type: CustomerActivityType;
  title: string | null;
  /** Who did it, by name and employee code; null: no person. */
  by: string | null;
  byCode: string | null;
  at: Date;
  /** `created_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

export interface TimelinePage {
  type?: CustomerActivityType;
  before?: { place: string; id: string } | null;
  limit: number;
}

/** What was changed and done about a customer, the newest first: a page of at most `limit`. */
export async function listTimeline(
  { trx, orgId }: OrgScope,
  customerId: string,
  { type, before, limit }: TimelinePage,
): Promise<TimelineEntry[]> {
  const { rows } = await trx.raw(
    `SELECT a.id, a.type, a.title, u.name AS by, u.employee_code AS "byCode", a.created_at AS at,
       to_json(a.created_at) #>> '{}' AS place
     FROM customer_activities a LEFT JOIN users u ON u.id = a.user_id
     WHERE a.org_id = :orgId AND a.customer_id = :customerId ${type ? "AND a.type = :type" : ""}
       ${before ? "AND (a.created_at, a.id) < (:place::timestamptz, :id::uuid)" : ""}
     ORDER BY a.created_at DESC, a.id DESC LIMIT :limit`,
    { orgId, customerId, type: type ?? null, place: before?.place ?? null, id: before?.id ?? null, limit },
  );
  return rows;
}
