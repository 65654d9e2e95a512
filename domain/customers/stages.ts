import type { Language } from "../language/language.ts";

/** The sales life cycle (`customers.stage`). */
export const salesStages = ["potential", "interested", "opportunity", "closed", "repeat", "lost"] as const;
export type SalesStage = (typeof salesStages)[number];

/** The customer's journey (`customers.journey_stage`). */
export const journeyStages = [
  "awareness",
  "attention",
  "trust",
  "engage",
  "action",
  "subscribe",
  "growth",
  "loyal",
  "advocate",
] as const;
export type JourneyStage = (typeof journeyStages)[number];

const labels: Record<SalesStage | JourneyStage, Record<Language, string>> = {
  potential: { en: "potential", zh: "潜在" },
  interested: { en: "interested", zh: "意向" },
  opportunity: { en: "opportunity", zh: "商机" },
  closed: { en: "closed", zh: "成交" },
  repeat: { en: "repeat", zh: "复购" },
  lost: { en: "lost", zh: "流失" },
  awareness: { en: "awareness", zh: "认知" },
  attention: { en: "attention", zh: "关注" },
  trust: { en: "trust", zh: "信任" },
  engage: { en: "engage", zh: "互动" },
  action: { en: "action", zh: "行动" },
  subscribe: { en: "subscribe", zh: "订阅" },
  growth: { en: "growth", zh: "成长" },
  loyal: { en: "loyal", zh: "忠诚" },
  advocate: { en: "advocate", zh: "拥护" },
};

export function stageLabel(stage: string, language: Language): string {
  return (labels as Record<string, Record<Language, string>>)[stage]?.[language] ?? stage;
}

/** The stage that a word means, by its code or its name in either language; null when it means none. */
export function findStage(
  word: string,
): { kind: "sales"; stage: SalesStage } | { kind: "journey"; stage: JourneyStage } | null {
  const wanted = word.trim().toLowerCase();
  const means = (stage: SalesStage | JourneyStage) => stage === wanted || labels[stage].zh === wanted;
  const sales = salesStages.find(means);
  if (sales) return { kind: "sales", stage: sales };
  const journey = journeyStages.find(means);
  return journey ? { kind: "journey", stage: journey } : null;
}
