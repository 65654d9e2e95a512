/** The languages that customers and staff are answered in. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

export function otherLanguage(language: Language): Language {
  return language === "zh" ? "en" : "zh";
}

/** How Chinese is written: Simplified or Traditional characters. */
export const chineseScripts = ["hans", "hant"] as const;
export type ChineseScript = (typeof chineseScripts)[number];
