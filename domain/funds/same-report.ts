import { contradictsFunds } from "./fund-errors.ts";
import type { FundReport, FundStatus } from "./fund-report.ts";
import { fundStatuses } from "./fund-words.ts";
import { readMoney } from "./money.ts";

interface Kept {
  customerId: string;
  amount: string;
  currency: string;
}

/** Refuses a second report under a number that was used for other money. @throws ConflictError saying what differs. */
export function checkSameReport(code: string, kept: Kept, report: FundReport): void {
  const differs = [
    ...(kept.customerId === report.customerId ? [] : [{ en: "the customer", zh: "客户" }]),
    ...(readMoney(kept.amount, kept.currency).amount === report.amount ? [] : [{ en: "the amount", zh: "金额" }]),
    ...(kept.currency === report.currency ? [] : [{ en: "the currency", zh: "币种" }]),
  ];
  if (differs.length === 0) return;
  const names = differs.map(({ en }) => en).join(" and ");
  const words = {
    en: `${report.externalRef} is ${code} already, and ${names} differ${differs.length > 1 ? "" : "s"}`,
    zh: `${report.externalRef} 已记录为 ${code}，但${differs.map(({ zh }) => zh).join("、")}不一致`,
  };
  throw contradictsFunds(words, { code });
}

/**
 * Whether a change of status is one: forward only, and what is confirmed or failed stays so.
 * @throws ConflictError when it would go back or across.
 */
export function movesOn(code: string, from: FundStatus, to: FundStatus): boolean {
  if (from === to) return false;
  if (from === "pending") return true;
  const words = {
    en: `${code} is ${fundStatuses.label(from, "en")} already and stays so`,
    zh: `${code} 已是“${fundStatuses.label(from, "zh")}”状态，不能更改`,
  };
  throw contradictsFunds(words, { code, status: from });
}
