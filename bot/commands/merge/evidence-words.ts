import type { Evidence, EvidenceKind, Proposal } from "../../../domain/customers/merge/find-duplicates.ts";
import type { Language } from "../../../domain/language/language.ts";

const kinds: Record<EvidenceKind, Record<Language, string>> = {
  phone: { en: "same phone number", zh: "电话相同" },
  email: { en: "same e-mail address", zh: "邮箱相同" },
  wechat: { en: "same WeChat id", zh: "微信号相同" },
  username: { en: "same name and user name", zh: "姓名与用户名相同" },
  birth_date: { en: "same name and birth date", zh: "姓名与出生日期相同" },
  company: { en: "same name and company", zh: "姓名与公司相同" },
  city: { en: "same name and city", zh: "姓名与城市相同" },
};
const unverified: Record<Language, string> = { en: " (unverified)", zh: "（未核实）" };

/** What speaks for two customers being one, and whether anybody has verified it. */
export function evidenceWords(evidence: readonly Evidence[], language: Language): string {
  return evidence
    .map(({ kind, isOnFile }) => kinds[kind][language] + (isOnFile ? "" : unverified[language]))
    .join(language === "zh" ? "、" : ", ");
}

/** One line of a list of proposals. */
export function proposalWords({ customers: [left, right], evidence }: Proposal, language: Language): string {
  return `${left.code} ${left.name} ↔ ${right.code} ${right.name}: ${evidenceWords(evidence, language)}`;
}
