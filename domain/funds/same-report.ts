import { ConflictError } from "../../infra/errors.ts";
import type { FundReport, FundStatus } from "./fund-report.ts";
import { readMoney } from "./money.ts";

interface Kept {
  customerId: string;
  amount: string;
  currency: string;
}

/** Refuses a second report under a number that was used for other money. @throws ConflictError saying what differs. */
export function checkSameReport(code: string, kept: Kept, report: FundReport): void {
  const differs = [
    ...(kept.customerId === report.customerId ? [] : ["the customer"]),
    ...(readMoney(kept.amount, kept.currency).amount === report.amount ? [] : ["the amount"]),
    ...(kept.currency === report.currency ? [] : ["the currency"]),
  ];
  if (differs.length === 0) return;
  const names = differs.join(" and ");
  throw new ConflictError(
    `${report.externalRef} is ${code} already, and ${names} differ${differs.length > 1 ? "" : "s"}`,
    {
      code,
      differs,
    },
  );
}

/**
 * Whether a change of status is one: forward only, and what is confirmed or failed stays so.
 * @throws ConflictError when it would go back or across.
 */
export function movesOn(code: string, from: FundStatus, to: FundStatus): boolean {
  if (from === to) return false;
  if (from === "pending") return true;
  throw new ConflictError(`${code} is ${from} already and stays so`, { code, status: from });
}
