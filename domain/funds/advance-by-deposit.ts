import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { advanceJourney } from "../customers/change-stage.ts";
import { Customer } from "../customers/customer.ts";
import type { Reporter } from "./fund-report.ts";
import { Deposit } from "./fund-rows.ts";

/** A deposit that came in moves its customer along the journey: with the first, with later ones, and as a VIP. */
export async function advanceByDeposit(scope: OrgScope, customerId: string, reporter: Reporter): Promise<void> {
  const { trx, orgId } = scope;
  const settled = await Deposit.query(trx).where({ orgId, customerId, status: "confirmed" }).resultSize();
  if (settled === 0) return;
  const customer = await Customer.query(trx).findById(customerId).throwIfNotFound();
  await advanceJourney(scope, customer, settled === 1 ? "first_deposit" : "repeat_deposit", reporter);
  const vip = await trx("funnel_bofu").where({ org_id: orgId, customer_id: customerId, is_vip: true }).first("id");
  if (vip) await advanceJourney(scope, customer, "became_vip", reporter);
}
