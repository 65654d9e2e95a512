import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import { findReferredCustomer } from "../customers/customer-reference.ts";
import type { FollowedRecommendation } from "../customers/follow-recommendation.ts";
import type { WordList } from "../language/word-list.ts";
import type { FundReport } from "./fund-report.ts";
import { fundStatuses, riskLevels, withdrawalReasons } from "./fund-words.ts";
import type { DepositReport } from "./record-deposit.ts";
import type { WithdrawalReport } from "./record-withdrawal.ts";

type Cells = Readonly<Record<string, string>>;

/** A deposit from a file's row. @throws InputError saying which cell is wrong, NotFoundError for an unknown customer */
export async function readDepositRow(scope: OrgScope, cells: Cells, now: Date): Promise<DepositReport> {
  return {
    ...(await readBoth(scope, cells, "deposited_at", now)),
    platform: cells["platform"] || null,
    notes: cells["notes"] || null,
  };
}

/** The same of a withdrawal. */
export async function readWithdrawalRow(scope: OrgScope, cells: Cells, now: Date): Promise<WithdrawalReport> {
  return {
    ...(await readBoth(scope, cells, "requested_at", now)),
    reason: readWord(cells, "reason", withdrawalReasons),
    riskLevel: readWord(cells, "risk_level", riskLevels),
  };
}

/** A recommendation that a customer followed, from a row. */
export async function readRecommendationRow(scope: OrgScope, cells: Cells, now: Date): Promise<FollowedRecommendation> {
  const ref = cells["external_ref"];
  if (!ref || ref.length > 200) throw new InputError("external_ref is missing, or has more than 200 characters");
  const followedAt = readInstant(cells, "followed_at") ?? now;
  if (followedAt > now) throw new InputError("followed_at lies in the future");
  return {
    customerId: await findCustomer(scope, cells),
    ref,
    followedAt,
    title: cells["title"]?.slice(0, 200) || null,
  };
}

async function readBoth(scope: OrgScope, cells: Cells, whenColumn: string, now: Date): Promise<FundReport> {
  // Without one the same file imported again would record its money again.
  const externalRef = cells["external_ref"];
  if (!externalRef) throw new InputError("external_ref is missing");
  const status = readWord(cells, "status", fundStatuses);
  const settledAt = readInstant(cells, "settled_at");
  return {
    customerId: await findCustomer(scope, cells),
    amount: cells["amount"] ?? "",
    currency: cells["currency"] ?? "",
    externalRef,
    happenedAt: readInstant(cells, whenColumn) ?? now,
    ...(status ? { status } : {}),
    ...(settledAt ? { settledAt } : {}),
  };
}

/** Who was merged is who they turned out to be. */
async function findCustomer(scope: OrgScope, cells: Cells): Promise<string> {
  const { customer_code: code, system, account } = cells;
  if (code) {
    const id = await findReferredCustomer(scope, { code: code.toUpperCase() });
    if (id === null) throw new InputError(`customer_code: there is no customer ${code.slice(0, 60)}`);
    return id;
  }
  if (!system || !account) throw new InputError("customer_code is missing, or system and account");
  const id = await findReferredCustomer(scope, { system: system.toLowerCase(), ref: account });
  if (id === null) throw new InputError(`account: ${system.slice(0, 40)} knows no customer ${account.slice(0, 60)}`);
  return id;
}

function readWord<Code extends string>(cells: Cells, column: string, list: WordList<Code>): Code | null {
  const text = cells[column];
  if (!text) return null;
  const code = list.read(text);
  if (code === null) throw new InputError(`${column}: “${text.slice(0, 40)}” is none of ${list.codes.join(", ")}`);
  return code;
}

// With its zone: a time without one would mean another instant on each machine.
const instant = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})$/;

function readInstant(cells: Cells, column: string): Date | null {
  const text = cells[column];
  if (!text) return null;
  const at = instant.test(text) ? new Date(text.replace(" ", "T")) : null;
  if (!at || Number.isNaN(at.getTime())) {
    throw new InputError(`${column}: “${text.slice(0, 40)}” is no time with its zone (2026-11-22T09:30:00+08:00)`);
  }
  return at;
}
