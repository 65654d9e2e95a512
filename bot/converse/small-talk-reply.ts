import type { Language } from "../../domain/language/language.ts";
import type { SmallTalkKind } from "../../knowledge/answer/small-talk.ts";

const replies: Record<Exclude<SmallTalkKind, "acknowledgement">, Record<Language, string>> = {
  greeting: {
    en: "Hello! How can I help? Just write your question.",
    zh: "您好！请问有什么可以帮您？请直接写下您的问题。",
  },
  thanks: { en: "You're welcome. Just write if there is anything else.", zh: "不客气，如有其他问题请随时告诉我们。" },
  goodbye: { en: "Goodbye, and thank you for writing to us.", zh: "再见，感谢您的联系。" },
};

/** A short word back; null for an "ok", which calls for none. */
export function smallTalkReply(kind: SmallTalkKind, language: Language): string | null {
  return kind === "acknowledgement" ? null : replies[kind][language];
}
