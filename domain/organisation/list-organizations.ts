import type { Knex } from "knex";

export interface OrganizationListing {
  id: string;
  code: string;
  name: string;
  logoUrl: string | null;
  plan: string;
  users: number;
  channels: number;
  createdAt: Date;
  updatedAt: Date;
}

/** Every organisation, by code. Runs as the system role. */
export async function listOrganizations(system: Knex): Promise<OrganizationListing[]> {
  const { rows } = await system.raw(
    `SELECT id, code, name, logo_url AS "logoUrl", plan, created_at AS "createdAt", updated_at AS "updatedAt",
       (SELECT count(*)::int FROM users WHERE org_id = o.id) AS users,
       (SELECT count(*)::int FROM channels WHERE org_id = o.id) AS channels
     FROM organizations o ORDER BY code`,
  );
  return rows;
}
