import type { Language } from "../../domain/language/language.ts";

/**
 * What may be said to a customer outside a conversation: constant words, which a test holds against the standard list of
 * prohibited claims.
 */
export const fixedLines = {
  button_expired: {
    en: "This button no longer works. Please write your question.",
    zh: "此按钮已失效，请直接用文字告诉我们您的问题。",
  },
} as const satisfies Record<string, Record<Language, string>>;
export type FixedLine = keyof typeof fixedLines;
