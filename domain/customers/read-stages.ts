import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { movesByHand } from "./journey.ts";
import type { JourneyStage, SalesStage } from "./stages.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Where a customer stands, since when, and where along the journey they may be moved by hand. */
export interface StandingStages {
  sales: { stage: SalesStage; since: Date; days: number };
  journey: { stage: JourneyStage; since: Date; days: number; moves: readonly JourneyStage[] };
}

/** The stages of a customer as they are at an instant; null when there is no such customer. */
export async function readStages(
  { trx, orgId }: OrgScope,
  customerId: string,
  now: Date,
): Promise<StandingStages | null> {
  const { rows } = await trx.raw(
    `SELECT c.stage, c.journey_stage AS journey, coalesce(c.stage_changed_at, c.created_at) AS "salesSince",
       coalesce((SELECT j.created_at FROM customer_journey j WHERE j.org_id = c.org_id AND j.customer_id = c.id
         ORDER BY j.created_at DESC LIMIT 1), c.created_at) AS "journeySince"
     FROM customers c WHERE c.org_id = ? AND c.id = ?`,
    [orgId, customerId],
  );
  const [row] = rows;
  if (!row) return null;
  const daysSince = (since: Date) => Math.max(0, Math.floor((now.getTime() - since.getTime()) / DAY_MS));
  const { stage, journey, salesSince, journeySince } = row;
  return {
    sales: { stage, since: salesSince, days: daysSince(salesSince) },
    journey: { stage: journey, since: journeySince, days: daysSince(journeySince), moves: movesByHand(journey) },
  };
}

/** A move along the journey that was made. */
export interface JourneyMove {
  id: string;
  from: JourneyStage;
  to: JourneyStage;
  /** How long they were in the stage before. */
  days: number | null;
  /** The event, or `manual`, `api`, `workflow`. */
  trigger: string | null;
  notes: string | null;
  at: Date;
  /** `created_at` to the microsecond, which a Date does not hold: where the next page begins. */
  place: string;
}

/** A customer's moves along the journey, the newest first, before `before`: a page of at most `limit`. */
export async function listJourney(
  { trx, orgId }: OrgScope,
  customerId: string,
  { before, limit }: { before: { place: string; id: string } | null; limit: number },
): Promise<JourneyMove[]> {
  const { rows } = await trx.raw(
    `SELECT id, from_stage AS "from", to_stage AS "to", duration_days AS days, trigger_event AS trigger, notes, created_at AS at,
       to_json(created_at) #>> '{}' AS place
     FROM customer_journey WHERE org_id = :orgId AND customer_id = :customerId
       ${before ? "AND (created_at, id) < (:place::timestamptz, :id::uuid)" : ""}
     ORDER BY created_at DESC, id DESC LIMIT :limit`,
    { orgId, customerId, place: before?.place ?? null, id: before?.id ?? null, limit },
  );
  return rows;
}
