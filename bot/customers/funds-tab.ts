import { dealStages } from "../../domain/funds/deal-words.ts";
import { type Deal, listDeals } from "../../domain/funds/deals.ts";
import { depositTypes, fundStatuses } from "../../domain/funds/fund-words.ts";
import { type FundLine, type FundSum, readFunds, sumFunds } from "../../domain/funds/read-funds.ts";
import type { Language } from "../../domain/language/language.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";

const SHOWN = 8;

/** What came in and went out, in each currency by itself, and what the customer may buy. */
export async function fundsTab(view: CustomerView): Promise<RichText> {
  const { scope, customer, language } = view;
  const zh = language === "zh";
  const sums = await sumFunds(scope, customer.id);
  const moved = await readFunds(scope, customer.id, SHOWN);
  const deals = await listDeals(scope, customer.id);
  return [
    ...listed(
      zh ? "已确认合计" : "Confirmed in total",
      sums.map((sum) => saySum(sum, language)),
    ),
    ...listed(
      zh ? "最近入金与出金" : "Latest deposits and withdrawals",
      moved.map((line) => sayFund(view, line)),
    ),
    ...listed(
      zh ? "商机" : "Deals",
      deals.map((deal) => sayDeal(deal, language)),
    ),
  ];
}

function listed(title: string, lines: string[]): RichText {
  if (lines.length === 0) return [];
  return [
    paragraph(bold(title)),
    { type: "list", ordered: false, items: lines.map((text) => [{ type: "text", text }]) },
  ];
}

function saySum({ currency, deposited, withdrawn, net }: FundSum, language: Language): string {
  return language === "zh"
    ? `${currency}：入金 ${deposited}，出金 ${withdrawn}，净额 ${net}`
    : `${currency}: in ${deposited}, out ${withdrawn}, net ${net}`;
}

function sayFund(view: CustomerView, { code, kind, type, amount, currency, status, at }: FundLine): string {
  const { language } = view;
  const what = kind === "withdrawal" ? { en: "withdrawal", zh: "出金" }[language] : depositTypes.label(type, language);
  const state = fundStatuses.label(status, language);
  return [sayMinute(view, at).slice(0, 10), code, what, `${amount} ${currency}`, state].join(" · ");
}

/** A deal in one line, by its number. */
export function sayDeal(deal: Deal, language: Language): string {
  const { place, title, amount, currency, stage, probability, owner, loss_reason, actual_close_date } = deal;
  const { products, competitors, notes, expected_close_date } = deal;
  const zh = language === "zh";
  const isOpen = stage !== "won" && stage !== "lost";
  const parts = [
    `#${place} ${title}`,
    ...(amount === null ? [] : [`${amount} ${currency}`]),
    `${dealStages.label(stage, language)}${isOpen ? ` ${probability}%` : ""}`,
    ...(actual_close_date === null ? [] : [actual_close_date]),
    ...(isOpen && expected_close_date ? [`${zh ? "预计" : "expected"} ${expected_close_date}`] : []),
    ...(loss_reason ? [loss_reason] : []),
    ...(products.length > 0 ? [products.join(", ")] : []),
    ...(competitors.length > 0 ? [`${zh ? "对手" : "against"} ${competitors.join(", ")}`] : []),
    ...(notes ? [notes] : []),
    ...(owner ? [owner] : []),
  ];
  return oneLine(parts.join(" · "));
}
