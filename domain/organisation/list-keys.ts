import type { OrgScope } from "../../infra/db/organization-scope.ts";

export interface KeyListing {
  id: string;
  name: string;
  /** The first characters; the key itself is not stored. */
  prefix: string;
  permissions: string[];
  isTest: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** The organisation's keys for the programming interface, by name. */
export async function listKeys({ orgId, trx }: OrgScope): Promise<KeyListing[]> {
  const { rows } = await trx.raw(
    `SELECT id, name, prefix, permissions, is_test AS "isTest", created_at AS "createdAt", last_used_at AS "lastUsedAt",
       revoked_at AS "revokedAt"
     FROM api_keys WHERE org_id = ? ORDER BY name`,
    [orgId],
  );
  return rows;
}
