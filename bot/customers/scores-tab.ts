import { customerTiers } from "../../domain/customers/customer-words.ts";
import { screeningResults } from "../../domain/customers/funnel-words.ts";
import { scoreCustomer } from "../../domain/customers/score/keep-scores.ts";
import { factWords, readScoreFacts } from "../../domain/customers/score/score-facts.ts";
import { customerScorePolicyOf } from "../../domain/customers/score/score-policy.ts";
import type { FactSum } from "../../domain/customers/score/sum-facts.ts";
import { screeningOf } from "../../domain/customers/screen-customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { bold, type Inline, paragraph, type RichText } from "../ports/rich-text.ts";
import { type CustomerView, oneLine, sayMinute } from "./customer-view.ts";

/** What the tier and the scores are made of, as they are now. */
export async function scoresTab(view: CustomerView & { now: Date }): Promise<RichText> {
  const { scope, customer, language, now } = view;
  const policy = customerScorePolicyOf(await loadSettings(scope));
  const facts = (await readScoreFacts(scope, [customer.id], now)).get(customer.id) ?? [];
  const scores = scoreCustomer(facts, policy, now);
  const zh = language === "zh";
  const lines = [await tierLine(view, scores.byRule), ...(await screeningLine(view))];
  return [
    paragraph(lines.join("\n")),
    ...section(view, `${zh ? "等级分" : "Tier points"}: ${scores.tier.points} / 100`, scores.tier),
    ...section(view, `${zh ? "意向" : "Intention"}: ${scores.intention.points} / 60`, scores.intention),
    ...section(view, `${zh ? "粘度" : "Engagement"}: ${scores.engagement.points} / 100`, scores.engagement),
    paragraph(`${zh ? "评分 = 意向 + 粘度 × 0.4" : "Score = intention + engagement × 0.4"}: ${scores.score} / 100`),
  ];
}

async function tierLine(view: CustomerView, byRule: "S" | "A" | "B" | "C"): Promise<string> {
  const { customer, language, isWithheld } = view;
  const rule = customerTiers.label(byRule, language);
  if (customer.tierSetAt === null) return { en: `${rule}, by the rule`, zh: `${rule}，按规则计算` }[language];
  const who = await nameOfSetter(view);
  const why = customer.tierReason === null || isWithheld ? "" : ` · ${oneLine(customer.tierReason)}`;
  const when = sayMinute(view, customer.tierSetAt).slice(0, 10);
  const hand = customerTiers.label(customer.tier, language);
  return {
    en: `${hand}, set by ${who} on ${when}${why} (by the rule: ${rule})`,
    zh: `${hand}，${when} 由${who}手动设定${why}（按规则：${rule}）`,
  }[language];
}

async function nameOfSetter({ scope, customer }: CustomerView): Promise<string> {
  const { rows } = await scope.trx.raw(
    "SELECT u.name FROM customers c JOIN users u ON u.id = c.tier_set_by WHERE c.org_id = ? AND c.id = ?",
    [scope.orgId, customer.id],
  );
  return rows[0]?.name ?? "–";
}

async function screeningLine({ scope, customer, language, isWithheld }: CustomerView): Promise<string[]> {
  const screening = await screeningOf(scope, customer.id);
  if (screening === null) return [];
  const why = screening.reason === null || isWithheld ? "" : ` · ${oneLine(screening.reason)}`;
  const label = { en: "First look", zh: "初筛" }[language];
  return [`${label}: ${screeningResults.label(screening.result, language)}${why}`];
}

function section(view: CustomerView, title: string, { reasons }: FactSum): RichText {
  if (reasons.length === 0) return [paragraph(bold(title))];
  const items = reasons.map((reason): Inline[] => [{ type: "text", text: sayReason(view, reason) }]);
  return [paragraph(bold(title)), { type: "list", ordered: false, items }];
}

function sayReason(view: CustomerView, { kind, count, points, lastAt }: FactSum["reasons"][number]): string {
  const last: Record<Language, string> = { en: "last", zh: "最近" };
  const day = sayMinute(view, lastAt).slice(0, 10);
  return `+${points} ${factWords[kind][view.language]} × ${count} (${last[view.language]} ${day})`;
}
