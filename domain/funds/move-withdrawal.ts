import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { resolveAlert } from "../control/alert.ts";
import { writeAudit } from "../control/audit-log.ts";
import { noSuchFunds } from "./fund-errors.ts";
import type { Recorded, Reporter } from "./fund-report.ts";
import { Withdrawal } from "./fund-rows.ts";
import { lockFunds } from "./lock-funds.ts";
import type { SettledStatus } from "./move-deposit.ts";
import { refreshFunnel } from "./refresh-funnel.ts";
import { movesOn } from "./same-report.ts";
import { tellOfWithdrawal } from "./tell-of-funds.ts";

/** The causes of the alerts that a withdrawal's deadline is near, and that it is past. */
export const withdrawalCauses = (withdrawalId: string) =>
  ({ due: `withdrawal_due:${withdrawalId}`, missed: `withdrawal_missed:${withdrawalId}` }) as const;

/** The withdrawal of a code. @throws NotFoundError */
export async function findWithdrawal({ trx, orgId }: OrgScope, code: string): Promise<Withdrawal> {
  const found = await Withdrawal.query(trx)
    .where({ orgId })
    .whereRaw("withdrawal_code = upper(?)", [code.trim()])
    .first();
  if (!found) {
    const named = code.slice(0, 60);
    throw noSuchFunds({ en: `there is no withdrawal ${named}`, zh: `没有找到出金 ${named}` });
  }
  return found;
}

/**
 * Says that the money has left, or that the back office has turned the request down. The same again changes nothing.
 * @throws NotFoundError, ConflictError when it is settled otherwise already.
 */
export async function moveWithdrawal(
  scope: OrgScope,
  code: string,
  to: SettledStatus,
  reporter: Reporter,
): Promise<Recorded<Withdrawal>> {
  const found = await findWithdrawal(scope, code);
  await lockFunds(scope, found.customerId);
  const hasMoved = await settleWithdrawal(scope, found, to, reporter);
  if (hasMoved) await refreshFunnel(scope, [found.customerId]);
  const row = await Withdrawal.query(scope.trx).findById(found.id).throwIfNotFound();
  return tellOfWithdrawal(scope, { row, isNew: false, hasMoved });
}

/** Moves the status alone, with its trail, and ends its alerts; the caller holds the lock and works out what follows. */
export async function settleWithdrawal(
  { trx, orgId }: OrgScope,
  { id, withdrawalCode }: Withdrawal,
  to: SettledStatus,
  { by, at }: Reporter,
): Promise<boolean> {
  const { status } = await Withdrawal.query(trx).findById(id).forUpdate().throwIfNotFound();
  if (!movesOn(withdrawalCode, status, to)) return false;
  await Withdrawal.query(trx).findById(id).patch({ status: to, processedAt: at, updatedAt: at });
  for (const cause of Object.values(withdrawalCauses(id))) await resolveAlert({ trx, orgId }, cause, at);
  await writeAudit(trx, {
    orgId,
    by,
    action: "withdrawal.move",
    resourceType: "withdrawal",
    resourceId: id,
    changes: { code: withdrawalCode, before: status, after: to },
  });
  return true;
}
