import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Role } from "../organisation/values.ts";

/** Those who answer for all of the organisation's customers. */
const everywhere: readonly Role[] = ["super_admin", "admin", "manager", "compliance"];
/** Those whose work customers are. */
const deskRoles: readonly Role[] = ["agent", "sales", "team_lead"];

/**
 * True when this member of staff reads the customer's data as part of their work: their own customers (they are the
 * owner, have their lead or a conversation with them, had one that is still open, or were offered it), those of their
 * teams (a conversation's team, or a team of the owner's), and those of nobody. Managers, compliance and administrators
 * read all.
 */
export async function mayReadCustomer(
  { trx, orgId }: OrgScope,
  staff: { userId: string; role: Role },
  customerId: string,
): Promise<boolean> {
  if (readsEveryCustomer(staff.role)) return true;
  const { rows } = await trx.raw(
    `WITH ${theirTeamsSql}
     SELECT FROM customers c WHERE c.org_id = :orgId AND c.id = :customerId AND ${isTheirCustomerSql}`,
    { orgId, customerId, ...readerBindings(staff) },
  );
  return rows.length > 0;
}

/** True when a role reads the customers of the whole organisation. */
export function readsEveryCustomer(role: Role): boolean {
  return everywhere.includes(role);
}

/** What the two parts of SQL below need beside `:orgId`. */
export function readerBindings({ userId, role }: { userId: string; role: Role }) {
  return { userId, isDesk: deskRoles.includes(role) };
}

/** The teams whose customers they read, for a WITH. */
export const theirTeamsSql = `theirs AS (
       SELECT team_id AS id FROM user_teams WHERE org_id = :orgId AND user_id = :userId
       UNION SELECT id FROM teams WHERE org_id = :orgId AND leader_id = :userId)`;

/** Whether the customer `c` is one whom they read. */
export const isTheirCustomerSql = `(
       c.owner_id = :userId
       OR EXISTS (SELECT FROM conversations v WHERE v.org_id = :orgId AND v.customer_id = c.id AND (
            v.agent_id = :userId OR v.offered_to = :userId OR v.team_id IN (SELECT id FROM theirs)
            OR v.status IN ('pending', 'active') AND EXISTS (
                 SELECT FROM conversation_events e WHERE e.conversation_id = v.id
                   AND e.event_type IN ('taken', 'assigned') AND e.event_data -> 'after' ->> 'agentId' = :userId)))
       OR EXISTS (SELECT FROM leads l WHERE l.org_id = :orgId AND l.customer_id = c.id AND l.assigned_to = :userId
            AND l.status <> 'lost')
       OR EXISTS (SELECT FROM user_teams o WHERE o.org_id = :orgId AND o.user_id = c.owner_id
                    AND o.team_id IN (SELECT id FROM theirs))
       OR :isDesk AND c.owner_id IS NULL AND NOT EXISTS (
            SELECT FROM conversations v WHERE v.org_id = :orgId AND v.customer_id = c.id AND v.team_id IS NOT NULL))`;
