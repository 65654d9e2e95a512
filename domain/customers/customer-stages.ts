import type { Language } from "../language/language.ts";

/** Where a customer stands in the sales life cycle. */
export const customerStages = ["potential", "interested", "opportunity", "closed", "repeat", "lost"] as const;
export type CustomerStage = (typeof customerStages)[number];

export const customerStageLabels: Record<CustomerStage, Record<Language, string>> = {
  potential: { en: "potential", zh: "潜在" },
  interested: { en: "interested", zh: "意向" },
  opportunity: { en: "opportunity", zh: "商机" },
  closed: { en: "closed", zh: "成交" },
  repeat: { en: "repeat", zh: "复购" },
  lost: { en: "lost", zh: "流失" },
};

/** Reads a stage by its code or its label in either language; null when it is none. */
export function parseCustomerStage(word: string): CustomerStage | null {
  const wanted = word.trim().toLowerCase().replace(/客户$/u, "");
  return (
    customerStages.find((stage) => stage === wanted || Object.values(customerStageLabels[stage]).includes(wanted)) ??
    null
  );
}
