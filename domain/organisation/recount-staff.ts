import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";

/**
 * Copies the counts of `v_employee_performance` onto `users`, where lists of staff read them quickly. One person a
 * transaction: nobody waits for all the others' sums. Returns for how many something had changed.
 */
export async function recountStaff(db: Database): Promise<number> {
  const staff: { id: string; org_id: string }[] = await db.system("users").orderBy("id").select("id", "org_id");
  return tryEach(staff, ({ id, org_id }) => inOrganization(db, org_id, (scope) => recount(scope, id)));
}

async function recount({ trx, orgId }: OrgScope, userId: string): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `UPDATE users u SET total_customers = p.total_customers, active_customers = p.active_customers,
       total_net_deposit = p.total_net_deposit
     FROM v_employee_performance p
     WHERE u.org_id = :orgId AND u.id = :userId AND p.org_id = u.org_id AND p.id = :userId
       AND (u.total_customers, u.active_customers, u.total_net_deposit)
         IS DISTINCT FROM (p.total_customers, p.active_customers, p.total_net_deposit)`,
    { orgId, userId },
  );
  return rowCount > 0;
}
