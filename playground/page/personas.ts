/** Somebody the visitor can be: each new chat is a new customer of this kind. */
export interface Persona {
  id: "lin" | "wang" | "maya" | "oliver";
  language: "zh" | "en";
  firstName: string;
  lastName?: string;
  /** As a Telegram client reports it (Bot API, User: language_code). */
  languageCode: string;
  /** What they might ask first; the last one asks for a person. */
  questions: readonly string[];
}

const zhQuestions = ["出金多久到账？", "开户需要哪些资料？", "最低入金是多少？", "交易有什么风险？", "转人工"];
const enQuestions = [
  "How long does a withdrawal take?",
  "Which documents do I need to open an account?",
  "What is the minimum deposit?",
  "Can I lose my money?",
  "Talk to a human",
];

export const personas: Readonly<Record<Persona["id"], Persona>> = {
  maya: {
    id: "maya",
    language: "en",
    firstName: "Maya",
    lastName: "Patel",
    languageCode: "en",
    questions: enQuestions,
  },
  oliver: {
    id: "oliver",
    language: "en",
    firstName: "Oliver",
    lastName: "Grant",
    languageCode: "en",
    questions: ["What leverage do you offer?", "Where do I find my account statement?", ...enQuestions.slice(2)],
  },
  lin: { id: "lin", language: "zh", firstName: "林晓", languageCode: "zh-hans", questions: zhQuestions },
  wang: {
    id: "wang",
    language: "zh",
    firstName: "王建国",
    languageCode: "zh-hans",
    questions: ["杠杆最高是多少？", "在哪里下载对账单？", ...zhQuestions.slice(2)],
  },
};

export const personaName = ({ firstName, lastName }: Pick<Persona, "firstName" | "lastName">): string =>
  [firstName, lastName].filter(Boolean).join(" ");
