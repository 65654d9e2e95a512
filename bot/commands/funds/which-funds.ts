import { Customer } from "../../../domain/customers/customer.ts";
import { readFundSettings } from "../../../domain/funds/fund-settings.ts";
import { lockFunds } from "../../../domain/funds/lock-funds.ts";
import { sayMoney } from "../../../domain/funds/money.ts";
import { isAllowed, type Permission } from "../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { whichCustomer } from "../../customers/which-customer.ts";
import { lookAtCustomer } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { CommandContext } from "../command.ts";
import type { SaidAt } from "./fund-words-of.ts";

/** The customer whose money it is, where the asker may look at them. @throws RuleError with words for the person. */
export async function whoseFunds(
  context: CommandContext,
  { who, reason, by }: { who: string; reason: string | null; by: string },
): Promise<Customer> {
  const customer = await whichCustomer(context, who);
  await lookAtCustomer(context.scope, { staff: context.staff, customer, reason, by });
  return customer;
}

/** The same for money that was found by its own code. @throws RuleError with words for the person. */
export async function mayLookAt(
  { scope, staff }: CommandContext,
  customerId: string,
  { reason, by }: { reason: string | null; by: string },
): Promise<void> {
  const customer = await Customer.query(scope.trx).findOne({ orgId: scope.orgId, id: customerId }).throwIfNotFound();
  await lookAtCustomer(scope, { staff, customer, reason, by });
}

/** Refuses who may not. @throws RuleError with words for the person. */
export function allowOnly({ staff }: CommandContext, permission: Permission): void {
  if (isAllowed(staff.role, permission)) return;
  refuse("role", {
    en: `Your role (${staff.role}) may not do this (${permission}).`,
    zh: `您的角色（${staff.role}）无权执行此操作（${permission}）。`,
  });
}

export async function saidNow({ scope, deps, language }: CommandContext): Promise<SaidAt> {
  const { timezone } = readFundSettings(await loadSettings(scope));
  return { now: deps.clock.now(), zone: timezone, language };
}

/** What of a kind is confirmed, by currency: `1,200.00 USD + 300.00 EUR`; a dash for nothing. */
export async function saySums(
  { trx, orgId }: OrgScope,
  table: "deposits" | "withdrawals",
  customerId: string,
): Promise<string> {
  const rows: { currency: string; amount: string }[] = await trx(table)
    .where({ org_id: orgId, customer_id: customerId, status: "confirmed" })
    .groupBy("currency")
    .orderBy("currency")
    .select("currency")
    .sum("amount as amount");
  return rows.map(sayMoney).join(" + ") || "–";
}

/** How long the same words again without a number are taken for a slip of the finger. */
const SLIP_MS = 10 * 60_000;

/**
 * The code of the same money that somebody typed just now without a number of the back office: nothing tells whether a
 * second one is meant. Whoever types it at this moment waits for the customer's lock, and is seen.
 */
export async function typedJustNow(
  scope: OrgScope,
  table: "deposits" | "withdrawals",
  money: { customerId: string; amount: string; currency: string },
  now: Date,
): Promise<string | null> {
  const { trx, orgId } = scope;
  await lockFunds(scope, money.customerId);
  const code = table === "deposits" ? "deposit_code" : "withdrawal_code";
  const row: { code: string } | undefined = await trx(table)
    .where({ org_id: orgId, customer_id: money.customerId, currency: money.currency, external_ref: null })
    .whereRaw("amount = ?::numeric", [money.amount])
    .where(table === "deposits" ? "deposited_at" : "requested_at", ">", new Date(now.getTime() - SLIP_MS))
    .first({ code });
  return row?.code ?? null;
}

/** @throws RuleError saying how a second one is recorded. */
export function refuseSlip(code: string): never {
  return refuse("fund_twice", {
    en: `Not recorded: ${code} is the same and was recorded just now. If this is another one, add its reference.`,
    zh: `未记录：刚刚已记录相同的 ${code}。如确为另一笔，请附上参考编号。`,
  });
}
