import type { Deposit, Withdrawal } from "../../../domain/funds/fund-rows.ts";
import { depositTypes, fundStatuses, riskLevels, withdrawalReasons } from "../../../domain/funds/fund-words.ts";
import { sayMoney } from "../../../domain/funds/money.ts";
import type { Language } from "../../../domain/language/language.ts";
import { sayDeadline, sayTime } from "../../desk/say-time.ts";

export interface SaidAt {
  now: Date;
  zone: string;
  language: Language;
}

/** `DEP_20261122_001 · 500.00 USD · first deposit · pending · 11-22 09:00 · BO-7`. */
export function sayDeposit(deposit: Deposit, { now, zone, language }: SaidAt): string {
  return [
    deposit.depositCode,
    sayMoney(deposit),
    depositTypes.label(deposit.depositType, language),
    fundStatuses.label(deposit.status, language),
    sayTime(deposit.depositedAt, now, zone),
    ...(deposit.externalRef === null ? [] : [deposit.externalRef]),
  ].join(" · ");
}

/** `WTH_20261122_001 · 500.00 USD · pending · settle by 14:00 · needs the money · BO-7`. */
export function sayWithdrawal(withdrawal: Withdrawal, { now, zone, language }: SaidAt): string {
  const { status, dueAt, reason, riskLevel } = withdrawal;
  const due = sayDeadline(dueAt, now, zone, language);
  return [
    withdrawal.withdrawalCode,
    sayMoney(withdrawal),
    fundStatuses.label(status, language),
    ...(status === "pending" ? [{ en: `settle by ${due}`, zh: `须在 ${due} 前处理` }[language]] : []),
    ...(reason ? [withdrawalReasons.label(reason, language)] : []),
    ...(riskLevel ? [{ en: `risk ${riskLevel}`, zh: `风险${riskLevels.label(riskLevel, language)}` }[language]] : []),
    ...(withdrawal.externalRef === null ? [] : [withdrawal.externalRef]),
  ].join(" · ");
}
