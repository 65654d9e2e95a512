import { fillPlaceholders, type PlaceholderValues } from "../../domain/content/fill-placeholders.ts";
import type { FollowUp } from "../../domain/content/follow-up.ts";
import type { Script } from "../../domain/content/script.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import { type Language, otherLanguage } from "../../domain/language/language.ts";
import { onlyIn } from "../../domain/language/only-in.ts";

/** Words that staff are shown, and what of them may be sent. */
export interface ScriptItem {
  title: string;
  text: string;
  /** Placeholders that nothing fills: with any, the words cannot be sent as they are. */
  missing: string[];
  /** The version that they are; null where they are not for sending at all. */
  script: { id: string; version: number; followUp?: number } | null;
  /** What staff are to know of them before they send. */
  note?: Record<Language, string>;
}

/** Whom a text is for, and what is known to fill it. */
export interface ItemSetting {
  /** The customer's. */
  language: Language;
  values: PlaceholderValues;
}

/** A script in the customer's language. */
export function scriptItem(script: Script, title: string, setting: ItemSetting): ScriptItem {
  const words = { cn: script.contentCn, en: script.contentEn };
  return wordsItem(words, title, { id: script.id, version: script.version }, setting);
}

/** A script's follow-up that is not the code of another script. */
export function followUpItem(script: Script, index: number, followUp: FollowUp, setting: ItemSetting): ScriptItem {
  const { language } = setting;
  if (followUp.kind === "step") {
    const text = (language === "zh" ? followUp.cn : followUp.en) ?? followUp.cn ?? followUp.en ?? "";
    return { title: "☑", text, missing: [], script: null };
  }
  const title = `${script.scriptCode} → ${index + 1}`;
  const said = followUp.kind === "line" ? byLanguage(followUp.text, language) : followUp;
  return wordsItem(said, title, { id: script.id, version: script.version, followUp: index }, setting);
}

function byLanguage(text: string, otherwise: Language): { cn: string | null; en: string | null } {
  const language = detectLanguage(text) ?? otherwise;
  return language === "zh" ? { cn: text, en: null } : { cn: null, en: text };
}

function wordsItem(
  words: { cn: string | null; en: string | null },
  title: string,
  script: NonNullable<ScriptItem["script"]>,
  { language, values }: ItemSetting,
): ScriptItem {
  const template = language === "zh" ? words.cn : words.en;
  if (template !== null) return { title, script, ...fillPlaceholders(template, values, language) };
  const other = otherLanguage(language);
  const { text, missing } = fillPlaceholders(words.cn ?? words.en ?? "", values, other);
  return {
    title,
    script,
    missing,
    text: `${onlyIn(other, language)}\n\n${text}`,
    note: {
      en: `there is no ${language === "zh" ? "Chinese" : "English"} text of it, and the customer is told so`,
      zh: `没有${language === "zh" ? "中文" : "英文"}版本，会向客户说明`,
    },
  };
}
