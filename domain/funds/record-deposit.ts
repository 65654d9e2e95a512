import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { writeAudit } from "../control/audit-log.ts";
import { loadSettings } from "../organisation/settings.ts";
import { advanceByDeposit } from "./advance-by-deposit.ts";
import { lockCustomerForFunds } from "./customer-for-funds.ts";
import { takeFundCode } from "./fund-code.ts";
import type { FundReport, Recorded, Reporter } from "./fund-report.ts";
import { Deposit } from "./fund-rows.ts";
import { readFundSettings } from "./fund-settings.ts";
import { keepDepositTypes } from "./keep-deposit-types.ts";
import { sayMoney } from "./money.ts";
import { settleDeposit } from "./move-deposit.ts";
import { noteFunds } from "./note-funds.ts";
import { readReport } from "./read-report.ts";
import { refreshFunnel } from "./refresh-funnel.ts";
import { checkSameReport } from "./same-report.ts";
import { tellOfDeposit } from "./tell-of-funds.ts";

export interface DepositReport extends FundReport {
  /** Where it was paid in to: the trading platform, as the broker calls it. */
  platform?: string | null;
  notes?: string | null;
}

/**
 * Writes down what a customer paid in. The same `externalRef` again changes nothing but the status, which only moves on.
 * @throws InputError, NotFoundError for a customer that is not there, ConflictError when the number stands for other money.
 */
export async function recordDeposit(
  scope: OrgScope,
  given: DepositReport,
  reporter: Reporter,
): Promise<Recorded<Deposit>> {
  const read = readReport(given, reporter.at);
  const { customerId, ownerId } = await lockCustomerForFunds(scope, read.customerId);
  const report = { ...read, customerId };
  const row = await insertDeposit(scope, report, ownerId);
  if (row === null) return takeAgain(scope, report, reporter);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: reporter.by,
    action: "deposit.record",
    resourceType: "deposit",
    resourceId: row.id,
    changes: {
      code: row.depositCode,
      amount: report.amount,
      currency: report.currency,
      externalRef: report.externalRef,
    },
  });
  await noteFunds(scope, row, `${row.depositCode} · ${sayMoney(row)}`);
  return finish(scope, row, report, reporter, true);
}

/** Null when its number was recorded before, also at this very moment. */
async function insertDeposit(scope: OrgScope, report: DepositReport, userId: string | null): Promise<Deposit | null> {
  const { trx, orgId } = scope;
  if (report.externalRef !== null && (await findByRef(scope, report.externalRef))) return null;
  const { largeFrom } = readFundSettings(await loadSettings(scope));
  const id = newId();
  const inserted = await trx("deposits")
    .insert({
      id,
      org_id: orgId,
      deposit_code: await takeFundCode(trx, orgId, { kind: "deposit", at: report.happenedAt }),
      external_ref: report.externalRef,
      customer_id: report.customerId,
      user_id: userId,
      amount: report.amount,
      currency: report.currency,
      deposit_type: trx.raw("CASE WHEN ?::numeric >= ?::numeric THEN 'large' ELSE 'repeat' END", [
        report.amount,
        largeFrom[report.currency] ?? null,
      ]),
      platform: report.platform ?? null,
      notes: report.notes ?? null,
      deposited_at: report.happenedAt,
    })
    .onConflict(["org_id", "external_ref"])
    .ignore()
    .returning("id");
  return inserted.length === 0 ? null : Deposit.query(trx).findById(id).throwIfNotFound();
}

async function takeAgain(scope: OrgScope, report: DepositReport, reporter: Reporter): Promise<Recorded<Deposit>> {
  const row = await findByRef(scope, report.externalRef ?? "");
  if (!row) throw new Error("a deposit that is in the way of another can be seen");
  checkSameReport(row.depositCode, row, report);
  return finish(scope, row, report, reporter, false);
}

async function finish(
  scope: OrgScope,
  row: Deposit,
  { status = "pending", settledAt }: DepositReport,
  reporter: Reporter,
  isNew: boolean,
): Promise<Recorded<Deposit>> {
  const { trx } = scope;
  // A report that comes late says less than is known.
  const hasMoved =
    status !== "pending" && (await settleDeposit(scope, row, status, { ...reporter, at: settledAt ?? reporter.at }));
  if (isNew || hasMoved) {
    await keepDepositTypes(scope, row.customerId);
    await refreshFunnel(scope, [row.customerId]);
    if (hasMoved && status === "confirmed") await advanceByDeposit(scope, row.customerId, reporter);
  }
  return tellOfDeposit(scope, { row: await Deposit.query(trx).findById(row.id).throwIfNotFound(), isNew, hasMoved });
}

async function findByRef({ trx, orgId }: OrgScope, externalRef: string): Promise<Deposit | undefined> {
  return Deposit.query(trx).findOne({ orgId, externalRef });
}
