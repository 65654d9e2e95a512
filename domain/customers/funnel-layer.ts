import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { funnelLayers } from "./funnel-words.ts";

/** In which part of the funnel a customer is by now: the lowest that they have come to, or VIP. */
export async function funnelLayerOf(
  { orgId, trx }: OrgScope,
  customerId: string,
): Promise<CodeOf<typeof funnelLayers>> {
  const { rows } = await trx.raw(
    `SELECT CASE
       WHEN EXISTS (SELECT FROM funnel_bofu WHERE org_id = :orgId AND customer_id = :customerId AND is_vip) THEN 'vip'
       WHEN EXISTS (SELECT FROM funnel_bofu WHERE org_id = :orgId AND customer_id = :customerId AND deposit_count > 0) THEN 'bofu'
       WHEN EXISTS (SELECT FROM funnel_mofu WHERE org_id = :orgId AND customer_id = :customerId) THEN 'mofu'
       ELSE 'tofu' END AS layer`,
    { orgId, customerId },
  );
  return rows[0].layer;
}
