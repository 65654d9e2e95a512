import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";
import { resolveAlert } from "../control/alert.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { Recorded, Reporter } from "./fund-report.ts";
import { Withdrawal } from "./fund-rows.ts";
import { lockFunds } from "./lock-funds.ts";
import type { SettledStatus } from "./move-deposit.ts";
import { refreshFunnel } from "./refresh-funnel.ts";
import { movesOn } from "./same-report.ts";

/** The cause of the alert that a withdrawal's deadline is near or past. */
export const withdrawalCause = (withdrawalId: string): string => `withdrawal_due:${withdrawalId}`;

/** The withdrawal of a code. @throws NotFoundError */
export async function findWithdrawal({ trx, orgId }: OrgScope, code: string): Promise<Withdrawal> {
  const found = await Withdrawal.query(trx)
    .where({ orgId })
    .whereRaw("withdrawal_code = upper(?)", [code.trim()])
    .first();
  if (!found) throw new NotFoundError(`there is no withdrawal ${code.slice(0, 60)}`);
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
  return { row: await Withdrawal.query(scope.trx).findById(found.id).throwIfNotFound(), isNew: false, hasMoved };
}

/** Moves the status alone, with its trail, and ends its alert; the caller holds the lock and works out what follows. */
export async function settleWithdrawal(
  { trx, orgId }: OrgScope,
  { id, withdrawalCode }: Withdrawal,
  to: SettledStatus,
  { by, at }: Reporter,
): Promise<boolean> {
  const { status } = await Withdrawal.query(trx).findById(id).forUpdate().throwIfNotFound();
  if (!movesOn(withdrawalCode, status, to)) return false;
  await Withdrawal.query(trx).findById(id).patch({ status: to, processedAt: at, updatedAt: at });
  await resolveAlert({ trx, orgId }, withdrawalCause(id), at);
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
