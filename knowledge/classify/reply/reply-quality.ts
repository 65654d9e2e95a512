import type { Language } from "../../../domain/language/language.ts";
import type { RiskClassifier } from "../classifier.ts";
import { createPhraseBook } from "../phrase-book.ts";
import type { ReadText } from "../read-text.ts";
import { findCounterQuestion } from "./counter-question.ts";
import { courtesies, nextSteps } from "./reply-words.ts";

export interface ReplyQuality {
  /** 1 to 10. */
  score: number;
  /** What gave and took points, so that nobody has to guess. */
  reasons: { reason: QualityReason; points: number }[];
}

export type QualityReason =
  | "customers_language"
  | "other_language"
  | "courteous"
  | "too_short"
  | "too_long"
  | "concrete"
  | "next_step"
  | "shouting"
  | "insult"
  | "prohibited_claim";

const BASE = 5;
const TOO_SHORT = 6;
const TOO_LONG = 1200;
const courtesy = createPhraseBook(courtesies.split("|").map((phrase) => [phrase, true] as const));
const steps = createPhraseBook(nextSteps.split("|").map((phrase) => [phrase, true] as const));

/** How well a reply is written, by points that anybody can follow; whether it is true is not judged. */
export function rateReply(
  text: ReadText,
  about: { customerLanguage: Language | null; isHeld: boolean; risks: RiskClassifier },
): ReplyQuality {
  const reasons: ReplyQuality["reasons"] = [];
  const give = (reason: QualityReason, points: number, applies: boolean) => {
    if (applies) reasons.push({ reason, points });
  };
  const { customerLanguage } = about;
  const isKnown = customerLanguage !== null && text.language !== null;
  give("customers_language", 1, isKnown && customerLanguage === text.language);
  give("other_language", -3, isKnown && customerLanguage !== text.language);
  const length = lengthOf(text.original);
  give("too_short", -2, length < TOO_SHORT);
  give("too_long", -1, length > TOO_LONG);
  give("courteous", 1, courtesy.find(text.folded).length > 0);
  give("concrete", 1, /\d|https?:\/\//.test(text.original) || length >= 40);
  give("next_step", 2, steps.find(text.folded).length > 0 || findCounterQuestion(text) !== null);
  give("shouting", -2, isShouting(text.original));
  give(
    "insult",
    -4,
    about.risks.classify(text).some(({ kind }) => kind === "abuse" || kind === "threat"),
  );
  give("prohibited_claim", -6, about.isHeld);
  const sum = reasons.reduce((total, { points }) => total + points, BASE);
  return { score: Math.min(10, Math.max(1, sum)), reasons };
}

/** Han characters say in one what takes Latin letters several. */
function lengthOf(text: string): number {
  return text.trim().length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);
}

function isShouting(text: string): boolean {
  const words = text.match(/\b[A-Za-z]{3,}\b/g) ?? [];
  const loud = words.filter((word) => word === word.toUpperCase()).length;
  return /[!！]{2,}|[?？]{3,}/.test(text) || (loud >= 3 && loud / words.length > 0.5);
}
