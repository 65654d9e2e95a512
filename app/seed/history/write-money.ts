import { takeFundCode } from "../../../domain/funds/fund-code.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import type { Transfer } from "./plan-money.ts";
import { insertRows, type Row } from "./rows.ts";

export interface MoneyOf {
  customerId: string;
  ownerId: string | null;
  deposits: readonly Transfer[];
  withdrawals: readonly Transfer[];
}

/** Writes what customers paid in and took out, each under the next number of its day. */
export async function writeMoney(scope: OrgScope, all: readonly MoneyOf[]): Promise<void> {
  const deposits: Row[] = [];
  const withdrawals: Row[] = [];
  for (const of of all) {
    const first = of.deposits.find(({ status }) => status !== "failed");
    for (const deposit of of.deposits) {
      deposits.push({
        ...(await common(scope, of, "deposit", deposit)),
        deposit_type: deposit === first ? "first" : "repeat",
        platform: "mt5",
        deposited_at: deposit.at,
        confirmed_at: deposit.status === "confirmed" ? deposit.settledAt : null,
      });
    }
    for (const withdrawal of of.withdrawals) {
      withdrawals.push({
        ...(await common(scope, of, "withdrawal", withdrawal)),
        reason: "needs_funds",
        risk_level: "low",
        requested_at: withdrawal.at,
        due_at: new Date(withdrawal.at.getTime() + 24 * 60 * 60_000),
        processed_at: withdrawal.settledAt,
      });
    }
  }
  await insertRows(scope.trx, "deposits", deposits);
  await insertRows(scope.trx, "withdrawals", withdrawals);
}

async function common(scope: OrgScope, of: MoneyOf, kind: "deposit" | "withdrawal", transfer: Transfer): Promise<Row> {
  return {
    id: newId(),
    org_id: scope.orgId,
    [`${kind}_code`]: await takeFundCode(scope.trx, scope.orgId, { kind, at: transfer.at }),
    customer_id: of.customerId,
    user_id: of.ownerId,
    amount: transfer.amount,
    currency: transfer.currency,
    status: transfer.status,
    created_at: transfer.at,
    updated_at: transfer.settledAt ?? transfer.at,
  };
}
