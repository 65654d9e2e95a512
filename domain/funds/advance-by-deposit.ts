import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { advanceJourney } from "../customers/change-stage.ts";
import { Customer } from "../customers/customer.ts";
import { keepRecord } from "../memory/keep-record.ts";
import type { Reporter } from "./fund-report.ts";
import { Deposit } from "./fund-rows.ts";

/**
 * A deposit that came in moves its customer along the journey: with the first, which is remembered, with later ones,
 * and as a VIP.
 */
export async function advanceByDeposit(scope: OrgScope, customerId: string, reporter: Reporter): Promise<void> {
  const { trx, orgId } = scope;
  const confirmed = await Deposit.query(trx)
    .where({ orgId, customerId, status: "confirmed" })
    .orderBy(["depositedAt", "id"])
    .limit(2);
  const [first] = confirmed;
  if (!first) return;
  const customer = await Customer.query(trx).findById(customerId).throwIfNotFound();
  await advanceJourney(scope, customer, confirmed.length === 1 ? "first_deposit" : "repeat_deposit", reporter);
  if (confirmed.length === 1) await rememberFirst(scope, first, reporter.at);
  const vip = await trx("funnel_bofu").where({ org_id: orgId, customer_id: customerId, is_vip: true }).first("id");
  if (vip) await advanceJourney(scope, customer, "became_vip", reporter);
}

async function rememberFirst(
  scope: OrgScope,
  { id, customerId, depositCode, depositedAt }: Deposit,
  at: Date,
): Promise<void> {
  const about = { customerId, recordId: id, words: depositCode, happenedAt: depositedAt, at };
  await keepRecord(scope, { ...about, subject: "first_deposit" });
}
