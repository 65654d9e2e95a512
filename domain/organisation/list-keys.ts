import type { OrgScope } from "../../infra/db/organization-scope.ts";

export interface KeyListing {
  id: string;
  name: string;
  /** The first characters; the key itself is not stored. */
  prefix: string;
  permissions: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/** The organisation's keys for the programming interface, by name. */
export async function listKeys({ orgId, trx }: OrgScope): Promise<KeyListing[]> {
  return trx("api_keys").where({ org_id: orgId }).orderBy("name").select({
    id: "id",
    name: "name",
    prefix: "prefix",
    permissions: "permissions",
    createdAt: "created_at",
    lastUsedAt: "last_used_at",
    revokedAt: "revoked_at",
  });
}
