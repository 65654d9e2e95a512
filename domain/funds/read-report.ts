import { wrongFunds } from "./fund-errors.ts";
import type { FundReport } from "./fund-report.ts";
import { readMoney } from "./money.ts";

/** How far another system's clock may be ahead of ours. */
const AHEAD_MS = 24 * 60 * 60_000;
const MAX_REF = 200;

/** The report with its amount as it is kept. @throws InputError for what cannot be true. */
export function readReport<Report extends FundReport>(report: Report, at: Date): Report {
  const externalRef = report.externalRef?.trim() ?? null;
  if (externalRef !== null && (externalRef === "" || [...externalRef].length > MAX_REF)) {
    throw wrongFunds({
      en: `the reference must have 1 to ${MAX_REF} characters`,
      zh: `参考编号须为 1 至 ${MAX_REF} 个字符`,
    });
  }
  for (const when of [report.happenedAt, report.settledAt]) {
    if (when && !(when.getTime() <= at.getTime() + AHEAD_MS)) {
      throw wrongFunds({ en: "the time lies in the future", zh: "时间晚于当前时间" });
    }
  }
  return { ...report, ...readMoney(report.amount, report.currency), externalRef };
}
