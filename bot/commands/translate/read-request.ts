import type { Language } from "../../../domain/language/language.ts";
import { readReason } from "../../desk/look-at-customer.ts";

export type TranslateAsked =
  /** The customer's last message, for the asker; `to` is theirs unless they name one. */
  | { kind: "read"; to: Language | null; reason: string | null }
  /** The asker's words, for the customer. */
  | { kind: "draft"; text: string };

const languageWords: ReadonlyMap<string, Language> = new Map([
  ...["en", "english", "英文", "英语", "英語"].map((word) => [word, "en"] as const),
  ...["zh", "chinese", "中文", "汉语", "漢語"].map((word) => [word, "zh"] as const),
]);

/** Nothing or only the name of a language asks to read; everything else is words for the customer. */
export function readTranslateRequest(args: string): TranslateAsked {
  const text = args.trim();
  const { rest, reason } = readReason(text);
  if (rest === "") return { kind: "read", to: null, reason };
  const to = languageWords.get(rest.toLowerCase());
  return to ? { kind: "read", to, reason } : { kind: "draft", text };
}
