import { sayMoney } from "../../domain/funds/money.ts";
import type { Language } from "../../domain/language/language.ts";
import type { AskedPeriod, Period } from "../../domain/performance/period.ts";
import type { Performance } from "../../domain/performance/read-performance.ts";
import { seconds } from "../alerts/digest/digest-words.ts";
import { type Block, bold, paragraph } from "../ports/rich-text.ts";

/** Somebody's figures of a period with the time in which half of the customers had a first answer. */
export type Figures = Performance & { median: number | null };

/** Figures in words: service first, then what was sold, each with its change to the period before. */
export function figureWords(
  name: string,
  period: AskedPeriod,
  [now, before]: [Figures, Figures],
  language: Language,
): Block[] {
  const say = { en, zh }[language];
  return [
    paragraph(bold(`📈 ${name} · ${days(period)}`)),
    paragraph([...say.service(now, before), ...say.sales(now, before), ...moneyNotes(now, language)].join("\n")),
    paragraph(
      {
        en: `In brackets: the change to ${days(period.before)}.`,
        zh: `括号内为与 ${days(period.before)} 相比的变化。`,
      }[language],
    ),
  ];
}

/** `2026-11-23 – 2026-11-26`. */
export function days({ from, to }: Period): string {
  return from === to ? from : `${from} – ${to}`;
}

type Say = Record<"service" | "sales", (now: Figures, before: Figures) => string[]>;

const en: Say = {
  service: (now, was) => [
    `Score: ${value(now.score)} of 100${change(now.score, was.score)}`,
    `First response: median ${seconds(now.median)}${change(now.median, was.median, seconds)}, ${now.first_responses} answers`,
    `Conversations: ${now.handled}${change(now.handled, was.handled)}, resolved ${now.resolved}${change(now.resolved, was.resolved)}`,
    `Satisfaction: ${value(now.satisfaction)} of 5${change(now.satisfaction, was.satisfaction)}, ${now.ratings} ratings`,
    `Message quality: ${value(now.quality)} of 10${change(now.quality, was.quality)}`,
    `Unanswered: ${share(now.unanswered)}${change(now.unanswered, was.unanswered)} of ${now.waits} waits`,
    `Deadlines met: ${share(now.deadlines)}${change(now.deadlines, was.deadlines)} of ${now.promises}`,
  ],
  sales: (now, was) => [
    `New customers: ${now.contacts}${change(now.contacts, was.contacts)}, in a group ${now.retained}`,
    `Good conversations: ${now.good_talks}${change(now.good_talks, was.good_talks)}, questions asked ${now.questions}`,
    `Accounts opened: ${now.accounts}${change(now.accounts, was.accounts)}`,
    `Deposits: ${now.deposits}${change(now.deposits, was.deposits)}, ${money(now, now.deposited)}${moneyChange(now.deposited, was.deposited)}`,
    `Withdrawals: ${money(now, now.withdrawn)}; net ${money(now, now.net)}`,
  ],
};

const zh: Say = {
  service: (now, was) => [
    `综合评分：${value(now.score)}/100${change(now.score, was.score)}`,
    `首次回复：中位数 ${seconds(now.median)}${change(now.median, was.median, seconds)}，共 ${now.first_responses} 次`,
    `会话：${now.handled}${change(now.handled, was.handled)}，解决 ${now.resolved}${change(now.resolved, was.resolved)}`,
    `满意度：${value(now.satisfaction)}/5${change(now.satisfaction, was.satisfaction)}，${now.ratings} 次评价`,
    `消息质量：${value(now.quality)}/10${change(now.quality, was.quality)}`,
    `未回复：${share(now.unanswered)}${change(now.unanswered, was.unanswered)}，共等待 ${now.waits} 次`,
    `时限达标：${share(now.deadlines)}${change(now.deadlines, was.deadlines)}，共 ${now.promises} 项`,
  ],
  sales: (now, was) => [
    `新客户：${now.contacts}${change(now.contacts, was.contacts)}，进群 ${now.retained}`,
    `优质会话：${now.good_talks}${change(now.good_talks, was.good_talks)}，提问 ${now.questions}`,
    `开户：${now.accounts}${change(now.accounts, was.accounts)}`,
    `入金：${now.deposits} 笔${change(now.deposits, was.deposits)}，${money(now, now.deposited)}${moneyChange(now.deposited, was.deposited)}`,
    `出金：${money(now, now.withdrawn)}；净入金 ${money(now, now.net)}`,
  ],
};

/** Why a sum is not there. */
export function moneyNotes(
  { missing_rates: missing, has_other_currency, currency }: Performance,
  language: Language,
): string[] {
  const rates = {
    en: `No sum: there is no rate for ${missing.join(", ")} (deskhand rate set).`,
    zh: `无法合计：缺少 ${missing.join("、")} 的汇率（deskhand rate set）。`,
  };
  const other = {
    en: `No sum: some days were counted before the base currency became ${currency}. An administrator works them out again with deskhand kpi compute.`,
    zh: `无法合计：部分日期在本位币改为 ${currency} 之前统计。请管理员用 deskhand kpi compute 重新计算。`,
  };
  return [...(missing.length > 0 ? [rates[language]] : []), ...(has_other_currency ? [other[language]] : [])];
}

/** A number with one decimal place where it has one. */
export function value(number: number | null): string {
  return number === null ? "–" : String(Math.round(number * 10) / 10);
}

export function share(number: number | null): string {
  return number === null ? "–" : `${value(number)} %`;
}

export function money({ currency }: Performance, amount: string | null): string {
  return amount === null ? "–" : sayMoney({ amount, currency });
}

/** ` (+3)`; nothing where one of the two is not known. */
function change(now: number | null, before: number | null, say: (size: number) => string = value): string {
  if (now === null || before === null) return "";
  const difference = now - before;
  const size = say(Math.abs(difference));
  return difference === 0 || size === say(0) ? " (±0)" : ` (${difference > 0 ? "+" : "−"}${size})`;
}

/** The same of amounts with two places, in whole hundredths. */
function moneyChange(now: string | null, before: string | null): string {
  if (now === null || before === null) return "";
  const difference = BigInt(now.replace(".", "")) - BigInt(before.replace(".", ""));
  if (difference === 0n) return " (±0)";
  const digits = String(difference < 0n ? -difference : difference).padStart(3, "0");
  return ` (${difference > 0n ? "+" : "−"}${digits.slice(0, -2)}.${digits.slice(-2)})`;
}
