import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";

// A customer whose conversation the owner has open goes with that conversation.
const IDLE = `NOT EXISTS (SELECT FROM conversations v WHERE v.customer_id = customers.id AND v.agent_id = ?
  AND v.status IN ('pending', 'active'))`;

/** How many customers somebody owns with whom they have nothing open. */
export async function countIdleCustomers({ trx, orgId }: OrgScope, ownerId: string): Promise<number> {
  const [row] = await trx("customers").where({ org_id: orgId, owner_id: ownerId }).whereRaw(IDLE, [ownerId]).count();
  return Number(row?.["count"] ?? 0);
}

/** Gives customers with whom their owner has nothing open to another, who accepted them. Returns how many they were. */
export async function passIdleCustomers(scope: OrgScope, from: string, to: string, at: Date): Promise<number> {
  const count = await scope
    .trx("customers")
    .where({ org_id: scope.orgId, owner_id: from })
    .whereRaw(IDLE, [from])
    .update({ owner_id: to, assigned_at: at });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: to },
    action: "customers.handed_over",
    resourceType: "user",
    resourceId: from,
    changes: { from, to, count },
  });
  return count;
}
