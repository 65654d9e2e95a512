import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import { advanceByDeposit } from "./advance-by-deposit.ts";
import { noSuchFunds } from "./fund-errors.ts";
import type { FundStatus, Recorded, Reporter } from "./fund-report.ts";
import { Deposit } from "./fund-rows.ts";
import { keepDepositTypes } from "./keep-deposit-types.ts";
import { lockFunds } from "./lock-funds.ts";
import { refreshFunnel } from "./refresh-funnel.ts";
import { movesOn } from "./same-report.ts";
import { tellOfDeposit } from "./tell-of-funds.ts";

export type SettledStatus = Exclude<FundStatus, "pending">;

/** The deposit of a code. @throws NotFoundError */
export async function findDeposit({ trx, orgId }: OrgScope, code: string): Promise<Deposit> {
  const found = await Deposit.query(trx).where({ orgId }).whereRaw("deposit_code = upper(?)", [code.trim()]).first();
  if (!found) {
    const named = code.slice(0, 60);
    throw noSuchFunds({ en: `there is no deposit ${named}`, zh: `没有找到入金 ${named}` });
  }
  return found;
}

/**
 * Says that a deposit has come in, or will not. The same again changes nothing.
 * @throws NotFoundError, ConflictError when it is settled otherwise already.
 */
export async function moveDeposit(
  scope: OrgScope,
  code: string,
  to: SettledStatus,
  reporter: Reporter,
): Promise<Recorded<Deposit>> {
  const found = await findDeposit(scope, code);
  await lockFunds(scope, found.customerId);
  const hasMoved = await settleDeposit(scope, found, to, reporter);
  if (hasMoved) {
    await keepDepositTypes(scope, found.customerId);
    await refreshFunnel(scope, [found.customerId]);
    if (to === "confirmed") await advanceByDeposit(scope, found.customerId, reporter);
  }
  const row = await Deposit.query(scope.trx).findById(found.id).throwIfNotFound();
  return tellOfDeposit(scope, { row, isNew: false, hasMoved });
}

/** Moves the status alone, with its trail; the caller holds the lock and works out what follows. */
export async function settleDeposit(
  { trx, orgId }: OrgScope,
  { id, depositCode }: Deposit,
  to: SettledStatus,
  { by, at }: Reporter,
): Promise<boolean> {
  const { status } = await Deposit.query(trx).findById(id).forUpdate().throwIfNotFound();
  if (!movesOn(depositCode, status, to)) return false;
  await Deposit.query(trx)
    .findById(id)
    .patch({ status: to, updatedAt: at, ...(to === "confirmed" ? { confirmedAt: at } : {}) });
  await writeAudit(trx, {
    orgId,
    by,
    action: "deposit.move",
    resourceType: "deposit",
    resourceId: id,
    changes: { code: depositCode, before: status, after: to },
  });
  return true;
}
