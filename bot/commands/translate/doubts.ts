import type { Language } from "../../../domain/language/language.ts";
import type { Translation } from "./translate-for.ts";

const SHOWN = 10;

/** What a reader has to know before they trust a translation: figures and links that differ. Empty when nothing does. */
export function doubtsOf({ missing, added }: Pick<Translation, "missing" | "added">, language: Language): string[] {
  const zh = language === "zh";
  return [
    ...(missing.length > 0
      ? [`⚠ ${zh ? "原文中有、译文中没有" : "In the original, not in the translation"}: ${listOf(missing)}`]
      : []),
    ...(added.length > 0
      ? [`⚠ ${zh ? "译文中有、原文中没有" : "In the translation, not in the original"}: ${listOf(added)}`]
      : []),
  ];
}

function listOf(found: readonly string[]): string {
  return [...found.slice(0, SHOWN), ...(found.length > SHOWN ? ["…"] : [])].join(" · ");
}
