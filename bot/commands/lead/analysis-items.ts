import { intentLabels, type RiskKind, riskLabels } from "../../../domain/conversations/signals.ts";
import type { Lead } from "../../../domain/customers/customer.ts";
import type { Language } from "../../../domain/language/language.ts";
import { isOwnIntent } from "../../../domain/leads/analyse-lines.ts";
import { currentAnalysis } from "../../../domain/leads/current-analysis.ts";
import { type LeadAnalysis, leadPointKinds } from "../../../domain/leads/lead-analysis.ts";
import type { LeadLine } from "../../../domain/leads/lead-lines.ts";
import { leadSteps } from "../../../domain/leads/next-step.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { Inline } from "../../ports/rich-text.ts";

interface Shown {
  language: Language;
  now: Date;
  /** The words must not be shown here. */
  isWithheld: boolean;
  /** The organisation's names for its own intents. */
  ownLabels: ReadonlyMap<string, string>;
}

/** What the analysis of a lead found, with the words that it rests on, and what to do next. Nothing where there is none. */
export async function analysisItems(scope: OrgScope, lead: Lead, shown: Shown): Promise<Inline[][]> {
  const current = await currentAnalysis(scope, lead, shown.now);
  if (!current) return [];
  const { analysis, lines, step } = current;
  const next = { en: "Next", zh: "下一步" }[shown.language];
  return [
    ...topicItems(analysis, shown),
    ...concernItems(analysis, shown),
    ...(shown.isWithheld ? [] : pointItems(analysis, lines, shown)),
    item(`${next}: ${leadSteps.label(step, shown.language)}`),
  ];
}

function topicItems({ topics }: LeadAnalysis, { language, ownLabels }: Shown): Inline[][] {
  if (topics.length === 0) return [];
  const named = topics.map(({ intent, at }) => `${intentLabel(intent, language, ownLabels)} (${day(at)})`);
  return [item(`${{ en: "Asked about", zh: "询问过" }[language]}: ${joined(named, language)}`)];
}

function concernItems({ concerns }: LeadAnalysis, { language }: Shown): Inline[][] {
  if (concerns.length === 0) return [];
  const named = concerns.map(({ kind, at }) => `${riskLabels[kind as RiskKind]?.[language] ?? kind} (${day(at)})`);
  return [item(`${{ en: "To look at", zh: "需留意" }[language]}: ${joined(named, language)}`)];
}

function pointItems(
  { points, model }: LeadAnalysis,
  lines: readonly LeadLine[],
  { language }: Pick<Shown, "language">,
): Inline[][] {
  const by = { en: `found by ${model}`, zh: `由 ${model} 识别` }[language];
  return points.flatMap(({ kind, messageId, start, end, at }) => {
    const words = lines.find((line) => line.messageId === messageId)?.text.slice(start, end);
    if (!words) return [];
    return [item(`${leadPointKinds.label(kind, language)}: “${words}” (${day(at)}, ${by})`)];
  });
}

function intentLabel(code: string, language: Language, own: ReadonlyMap<string, string>): string {
  return isOwnIntent(code) ? intentLabels[code][language] : (own.get(code) ?? code);
}

const item = (text: string): Inline[] => [{ type: "text", text }];
const joined = (parts: readonly string[], language: Language) => parts.join(language === "zh" ? "、" : ", ");
const day = (at: Date) => at.toISOString().slice(0, 10);
