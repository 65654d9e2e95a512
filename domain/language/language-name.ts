import type { ChineseScript, Language } from "./language.ts";

/** A language as staff read it: `zh (Traditional)`, `zh（繁体）`. */
export function languageName(spoken: { language: Language; script: ChineseScript | null }, reader: Language): string {
  if (spoken.language !== "zh" || spoken.script !== "hant") return spoken.language;
  return { en: "zh (Traditional)", zh: "zh（繁体）" }[reader];
}
