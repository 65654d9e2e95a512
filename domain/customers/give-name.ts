import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { Customer } from "./customer.ts";

/** Sets the name that a member of staff knows a customer by; from then on it counts as confirmed. */
export async function giveCustomerName(
  { trx, orgId }: OrgScope,
  customer: Customer,
  name: string,
  userId: string,
): Promise<void> {
  await trx("customers")
    .where({ org_id: orgId, id: customer.id })
    .update({ name, name_set_by: userId, updated_at: trx.fn.now() });
  await writeAudit(trx, {
    orgId,
    by: { userId },
    action: "customer.name",
    resourceType: "customer",
    resourceId: customer.id,
    changes: { name: { from: customer.name, to: name } },
  });
}
