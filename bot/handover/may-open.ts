import type { Customer } from "../../domain/customers/customer.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";

/**
 * True when somebody may open this customer's conversation without more ado: their own, a colleague's of one of their
 * teams, nobody's, or, for managers, anybody's.
 */
export async function mayOpen(scope: OrgScope, staff: Staff, customer: Customer): Promise<boolean> {
  if (!isAllowed(staff.role, "customer.read")) return false;
  if (isAllowed(staff.role, "conversation.assign") && staff.role !== "team_lead") return true;
  if (customer.ownerId === staff.userId) return true;
  return customer.ownerId === null
    ? !(await isWithOthers(scope, staff, customer))
    : areTeammates(scope, staff.userId, customer.ownerId);
}

/** A customer whom nobody owns is the affair of the team that talks to them. */
async function isWithOthers({ trx, orgId }: OrgScope, staff: Staff, { id }: Customer): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT v.team_id IS NOT NULL AND v.agent_id IS DISTINCT FROM :user::uuid AND NOT EXISTS
       (SELECT FROM user_teams t WHERE t.team_id = v.team_id AND t.user_id = :user::uuid) AS is_others
     FROM conversations v WHERE v.org_id = :orgId AND v.customer_id = :id ORDER BY v.created_at DESC LIMIT 1`,
    { orgId, id, user: staff.userId },
  );
  return rows[0]?.is_others ?? false;
}

async function areTeammates({ trx, orgId }: OrgScope, one: string, other: string): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT 1 FROM user_teams a JOIN user_teams b ON b.team_id = a.team_id
     WHERE a.org_id = ? AND a.user_id = ? AND b.user_id = ? LIMIT 1`,
    [orgId, one, other],
  );
  return rows.length > 0;
}
