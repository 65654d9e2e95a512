import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import {
  type Intent,
  intentLabels,
  type RiskSeverity,
  riskLabelOf,
  sentimentLabels,
} from "../../domain/conversations/signals.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Mood } from "./mood.ts";

interface SummarisedMessage {
  text: string;
  intent: string | null;
  risks: readonly { kind: string; severity: RiskSeverity }[];
}

/** What a summary is made of: the customer's messages, newest first. */
export interface SummaryInput {
  language: Language;
  messages: readonly SummarisedMessage[];
  mood: Mood;
  ownLabels: ReadonlyMap<string, string>;
}

const MAX_CHARACTERS = 500;
const MAX_QUOTE = 140;
const MOST_TOPICS = 4;
const unspecific = new Set(["other", "greeting", "thanks", "goodbye"]);

/**
 * A few facts about a conversation, taken from it and not composed: topics, the last question, the last words, mood and
 * risks. In the organisation's language; quotes stay in the customer's.
 */
export function summarise({ language, messages, mood, ownLabels }: SummaryInput): string {
  const words = wording[language];
  const topics = unique(messages.map(({ intent }) => intent)).filter((intent) => !unspecific.has(intent));
  const risks = unique(messages.flatMap(({ risks }) => risks.map(({ kind }) => kind)));
  const last = messages.find(({ text }) => text.trim() !== "")?.text ?? "";
  const question = messages.find(({ text }) => /[?？]/.test(text))?.text ?? "";
  const feeling = mood.isAngry ? words.angry : sentimentLabels[mood.label][language];
  const parts = [
    line(
      words.about,
      topics
        .slice(0, MOST_TOPICS)
        .map((code) => labelOf(code, language, ownLabels))
        .join(words.comma),
    ),
    line(words.mood, mood.label === "neutral" ? "" : feeling),
    line(
      words.risks,
      risks
        .slice(0, MOST_TOPICS)
        .map((kind) => riskLabelOf(kind, language))
        .join(words.comma),
    ),
    line(words.question, question === last ? "" : quote(question)),
    line(question !== "" && question === last ? words.question : words.last, quote(last)),
  ];
  return [...parts.filter((part) => part !== "").join(" ")].slice(0, MAX_CHARACTERS).join("");
}

const wording = {
  en: {
    about: "About:",
    mood: "Mood:",
    risks: "Risks:",
    question: "Asks:",
    last: "Last:",
    angry: "angry",
    comma: ", ",
  },
  zh: {
    about: "主题：",
    mood: "情绪：",
    risks: "风险：",
    question: "提问：",
    last: "最近：",
    angry: "愤怒",
    comma: "、",
  },
} as const;

function line(title: string, text: string): string {
  return text === "" ? "" : `${title}${title.endsWith("：") ? "" : " "}${text}${title.endsWith("：") ? "。" : "."}`;
}

function quote(text: string): string {
  const cut = maskedExcerpt(text, MAX_QUOTE);
  return cut === "" ? "" : `“${cut}”`;
}

function labelOf(code: string, language: Language, own: ReadonlyMap<string, string>): string {
  return intentLabels[code as Intent]?.[language] ?? own.get(code) ?? code;
}

function unique(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
