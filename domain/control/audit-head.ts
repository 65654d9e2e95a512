import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditHead } from "./audit-chain.ts";

/** The end of an organisation's chain; null when nothing was sealed yet. */
export async function auditHead({ trx, orgId }: OrgScope): Promise<AuditHead | null> {
  const { rows } = await trx.raw(
    `SELECT seq::float8 AS seq, encode(chain_hash, 'hex') AS "chainHash" FROM audit_seals
     WHERE org_id = ? ORDER BY audit_seals.seq DESC LIMIT 1`,
    [orgId],
  );
  return rows[0] ?? null;
}
