/** Somebody the visitor can be: each new chat is a new customer of this kind. */
export interface Persona {
  id: "zh" | "en";
  firstName: string;
  lastName?: string;
  /** As a Telegram client reports it (Bot API, User: language_code). */
  languageCode: string;
  /** What they might ask first; the last one asks for a person. */
  questions: readonly string[];
}

export const personas: Readonly<Record<Persona["id"], Persona>> = {
  zh: {
    id: "zh",
    firstName: "林晓",
    languageCode: "zh-hans",
    questions: ["出金多久到账？", "开户需要哪些资料？", "最低入金是多少？", "交易有什么风险？", "转人工"],
  },
  en: {
    id: "en",
    firstName: "Maya",
    lastName: "Patel",
    languageCode: "en",
    questions: [
      "How long does a withdrawal take?",
      "Which documents do I need to open an account?",
      "What is the minimum deposit?",
      "Can I lose my money?",
      "Talk to a human",
    ],
  },
};
