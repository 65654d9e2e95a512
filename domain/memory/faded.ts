import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { FADED } from "./weight.ts";

/** How long what a newer fact closed is kept as history. */
const HISTORY_DAYS = 730;

/**
 * Memories of customers that nobody would miss: faded (`weightOf` in SQL), or closed for two years. What a legal hold
 * keeps is not among them. In the order of their ids, those after `after`. Only what was kept with a subject: rows from
 * elsewhere are not ours to judge.
 */
export async function fadedMemories(
  { trx, orgId }: OrgScope,
  { now, after, limit }: { now: Date; after: string; limit: number },
): Promise<{ id: string; customerId: string }[]> {
  const { rows } = await trx.raw(
    `SELECT m.id, m.customer_id AS "customerId" FROM memories m
     WHERE m.org_id = :orgId AND m.id > :after AND m.customer_id IS NOT NULL AND m.subject IS NOT NULL AND m.forgotten_at IS NULL
       AND (m.importance * power(m.decay_factor, greatest(0, extract(epoch FROM :now::timestamptz - m.last_accessed_at)) / 86400) < :faded
         OR coalesce(m.valid_to, m.created_at) < :now::timestamptz - make_interval(days => ${HISTORY_DAYS}) AND m.superseded_by IS NOT NULL)
       AND NOT is_held(m.org_id, m.customer_id, NULL)
     ORDER BY m.id LIMIT :limit`,
    { orgId, now, after, limit, faded: FADED },
  );
  return rows;
}
