import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { AuditEntry } from "../control/audit-log.ts";
import { advanceJourney } from "./change-stage.ts";
import { Customer } from "./customer.ts";
import { keepCustomerChange } from "./keep-change.ts";

export type ReferrerChange = "set" | "same" | "circle";

/**
 * Keeps who brought a customer, and moves who did along the journey. `circle`: the referrer is the customer, or was brought
 * by them, and nothing is changed.
 */
export async function setReferrer(
  scope: OrgScope,
  customerId: string,
  referrerId: string,
  { by, at }: { by: AuditEntry["by"]; at: Date },
): Promise<ReferrerChange> {
  const { trx, orgId } = scope;
  // In one order, so that two who name each other at once cannot wait for each other.
  const locked = await Customer.query(trx)
    .where({ orgId })
    .whereIn("id", [customerId, referrerId])
    .orderBy("id")
    .forUpdate();
  const customer = locked.find(({ id }) => id === customerId);
  const referrer = locked.find(({ id }) => id === referrerId);
  if (!customer || !referrer || (await bringsBack(scope, customerId, referrerId))) return "circle";
  if (customer.referrerId === referrerId) return "same";
  await trx("customers").where({ org_id: orgId, id: customerId }).update({ referrer_id: referrerId, updated_at: at });
  await keepCustomerChange(scope, {
    customerId,
    by,
    type: "referrer_change",
    title: `${referrer.customerCode} → ${customer.customerCode}`,
    action: "customer.referrer",
    changes: { before: customer.referrerId, after: referrerId, code: referrer.customerCode },
  });
  await advanceJourney(scope, referrer, "referred_customer", { by, at });
  return "set";
}

/** True when the referrer is the customer, or was brought, however indirectly, by them. */
async function bringsBack({ trx, orgId }: OrgScope, customerId: string, referrerId: string): Promise<boolean> {
  const { rows } = await trx.raw(
    `WITH RECURSIVE chain AS (
       SELECT id, referrer_id FROM customers WHERE org_id = :orgId AND id = :referrerId
       UNION SELECT c.id, c.referrer_id FROM customers c JOIN chain ON c.id = chain.referrer_id WHERE c.org_id = :orgId)
     SELECT EXISTS (SELECT FROM chain WHERE id = :customerId) AS found`,
    { orgId, customerId, referrerId },
  );
  return rows[0].found;
}
