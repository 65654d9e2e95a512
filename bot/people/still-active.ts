import type { OrgScope } from "../../infra/db/organization-scope.ts";

/**
 * True while somebody who was recognised a moment ago may still act. Holds off a suspension until the caller's
 * transaction ends; whoever comes after the suspension is told no.
 */
export async function isStillActive({ trx, orgId }: OrgScope, userId: string): Promise<boolean> {
  const { rows } = await trx.raw("SELECT FROM users WHERE org_id = ? AND id = ? AND status = 'active' FOR KEY SHARE", [
    orgId,
    userId,
  ]);
  return rows.length > 0;
}
