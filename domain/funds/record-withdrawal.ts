import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import { loadSettings } from "../organisation/settings.ts";
import { lockCustomerForFunds } from "./customer-for-funds.ts";
import { takeFundCode } from "./fund-code.ts";
import type { FundReport, Recorded, Reporter } from "./fund-report.ts";
import { Withdrawal } from "./fund-rows.ts";
import { readFundSettings } from "./fund-settings.ts";
import type { riskLevels, withdrawalReasons } from "./fund-words.ts";
import { sayMoney } from "./money.ts";
import { settleWithdrawal } from "./move-withdrawal.ts";
import { noteFunds } from "./note-funds.ts";
import { queueAcknowledgement } from "./queue-acknowledgements.ts";
import { readReport } from "./read-report.ts";
import { refreshFunnel } from "./refresh-funnel.ts";
import { checkSameReport } from "./same-report.ts";
import { tellOfWithdrawal } from "./tell-of-funds.ts";

export interface WithdrawalReport extends FundReport {
  reason?: CodeOf<typeof withdrawalReasons> | null;
  riskLevel?: CodeOf<typeof riskLevels> | null;
}

const HOUR_MS = 60 * 60_000;

/**
 * Writes down that a customer asked for money, with the instant by which it must be settled. The same `externalRef` again
 * changes nothing but the status, which only moves on. Whoever reports it, the customer is told by a job of its own that it
 * has arrived (`bot/funds/acknowledge-withdrawal.ts`).
 * @throws InputError, NotFoundError for a customer that is not there, ConflictError when the number stands for other money.
 */
export async function recordWithdrawal(
  scope: OrgScope,
  given: WithdrawalReport,
  reporter: Reporter,
): Promise<Recorded<Withdrawal>> {
  const read = readReport(given, reporter.at);
  const { customerId, ownerId } = await lockCustomerForFunds(scope, read.customerId);
  const report = { ...read, customerId };
  const row = await insertWithdrawal(scope, report, ownerId);
  if (row === null) return takeAgain(scope, report, reporter);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: reporter.by,
    action: "withdrawal.record",
    resourceType: "withdrawal",
    resourceId: row.id,
    changes: {
      code: row.withdrawalCode,
      amount: report.amount,
      currency: report.currency,
      externalRef: report.externalRef,
      dueAt: row.dueAt.toISOString(),
    },
  });
  await noteFunds(scope, row, `${row.withdrawalCode} · ${sayMoney(row)}`);
  await queueAcknowledgement(scope, row.id);
  return finish(scope, row, report, reporter, true);
}

/** Null when its number was recorded before, also at this very moment. */
async function insertWithdrawal(
  scope: OrgScope,
  report: WithdrawalReport,
  userId: string | null,
): Promise<Withdrawal | null> {
  const { trx, orgId } = scope;
  if (report.externalRef !== null && (await findByRef(scope, report.externalRef))) return null;
  const { withdrawalHours } = readFundSettings(await loadSettings(scope));
  const id = newId();
  const inserted = await trx("withdrawals")
    .insert({
      id,
      org_id: orgId,
      withdrawal_code: await takeFundCode(trx, orgId, { kind: "withdrawal", at: report.happenedAt }),
      external_ref: report.externalRef,
      customer_id: report.customerId,
      user_id: userId,
      amount: report.amount,
      currency: report.currency,
      reason: report.reason ?? null,
      risk_level: report.riskLevel ?? null,
      requested_at: report.happenedAt,
      due_at: new Date(report.happenedAt.getTime() + withdrawalHours * HOUR_MS),
    })
    .onConflict(["org_id", "external_ref"])
    .ignore()
    .returning("id");
  return inserted.length === 0 ? null : Withdrawal.query(trx).findById(id).throwIfNotFound();
}

async function takeAgain(scope: OrgScope, report: WithdrawalReport, reporter: Reporter): Promise<Recorded<Withdrawal>> {
  const row = await findByRef(scope, report.externalRef ?? "");
  if (!row) throw new Error("a withdrawal that is in the way of another can be seen");
  checkSameReport(row.withdrawalCode, row, report);
  return finish(scope, row, report, reporter, false);
}

async function finish(
  scope: OrgScope,
  row: Withdrawal,
  { status = "pending", settledAt }: WithdrawalReport,
  reporter: Reporter,
  isNew: boolean,
): Promise<Recorded<Withdrawal>> {
  // A report that comes late says less than is known.
  const hasMoved =
    status !== "pending" && (await settleWithdrawal(scope, row, status, { ...reporter, at: settledAt ?? reporter.at }));
  if (isNew || hasMoved) await refreshFunnel(scope, [row.customerId]);
  const now = await Withdrawal.query(scope.trx).findById(row.id).throwIfNotFound();
  return tellOfWithdrawal(scope, { row: now, isNew, hasMoved });
}

async function findByRef({ trx, orgId }: OrgScope, externalRef: string): Promise<Withdrawal | undefined> {
  return Withdrawal.query(trx).findOne({ orgId, externalRef });
}
