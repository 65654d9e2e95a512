import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * Says of leads which campaign brought them: the one whose code or name is their `utm_campaign`, the newest of several. A
 * lead that has a campaign keeps it. Returns how many have one now that had none.
 */
export async function joinCampaign({ trx, orgId }: OrgScope, leadIds: readonly string[]): Promise<number> {
  const { rowCount } = await trx.raw(
    `UPDATE leads l SET campaign_id = found.id FROM (
       SELECT DISTINCT ON (b.id) b.id AS lead_id, c.id
       FROM leads b JOIN campaigns c ON c.org_id = b.org_id
         AND lower(b.utm_campaign) IN (lower(c.campaign_code), lower(c.name))
       WHERE b.org_id = :orgId AND b.id = ANY (:leadIds::uuid[]) AND b.campaign_id IS NULL
       ORDER BY b.id, c.created_at DESC, c.id
     ) found WHERE l.id = found.lead_id AND l.org_id = :orgId`,
    // knex's type knows no arrays as bindings, its code passes them on
    { orgId, leadIds: [...leadIds] } as unknown as Record<string, string>,
  );
  return rowCount;
}
