import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** When an account was opened, as it is written down; null where there is no such account. */
export async function accountOpenedAt(
  { trx, orgId }: OrgScope,
  { platform, number }: { platform: string; number: string },
): Promise<Date | null> {
  const row = await trx("customer_external_refs")
    .where({ org_id: orgId, system: platform, external_ref: number })
    .first("account_opened_at");
  return row?.account_opened_at ?? null;
}
