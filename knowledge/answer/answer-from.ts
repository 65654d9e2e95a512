import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { hasApprovedText } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import type { Answer, GivenAnswer, NoAnswer } from "./answer.ts";
import type { Composed } from "./composed.ts";
import { type AnswerRules, neededOf } from "./rules.ts";
import { approvedText, toSource } from "./source.ts";
import type { AnswerTrace } from "./trace.ts";

/** Lets a text be written from passages; null where no model may be asked. */
export type Compose = (passages: readonly Found[]) => Promise<Composed>;

/**
 * Decides what findings answer: the same findings, rules and written text give the same answer, today as on the day it was
 * first given (`replay.ts`).
 */
export async function answerFrom(
  found: readonly Found[],
  language: Language,
  trace: AnswerTrace,
  compose: Compose | null,
): Promise<Answer> {
  const { rules } = trace;
  const best = preferred(
    found.filter((one) => one.confidence >= neededOf(one, rules)),
    language,
    rules,
  );
  if (!best) return noAnswer(found[0], trace);
  trace.threshold = neededOf(best, rules);
  if (!compose || !hasApprovedText(best.entry)) return approved(best, trace);
  const passages = found
    .filter(({ entry, confidence }) => confidence >= rules.minPassageConfidence && hasApprovedText(entry))
    .slice(0, rules.passages);
  const composed = await compose(passages);
  switch (composed.outcome) {
    case "composed": {
      const { answer, sources } = composed;
      return { ...approved(best, trace), mode: "composed", answer, sources, language };
    }
    case "abstained":
    case "unsupported":
      return noAnswer(best, trace);
    case "unusable":
      return approved(best, trace);
  }
}

/** Of those that are good enough and nearly as sure, the one in the language asked for. */
function preferred(found: readonly Found[], language: Language, rules: AnswerRules): Found | undefined {
  const [best] = found;
  if (!best || languageOf(best) === language) return best;
  const least = best.confidence - rules.nearlyAsSure;
  return found.find((one) => languageOf(one) === language && one.confidence >= least) ?? best;
}

function languageOf(found: Found): Language | null {
  return found.entry.language ?? detectLanguage(approvedText(found));
}

function approved(best: Found, trace: AnswerTrace): GivenAnswer {
  return {
    language: languageOf(best),
    kind: "answer",
    answered: true,
    mode: "approved",
    answer: approvedText(best),
    confidence: best.confidence,
    sources: [toSource(best)],
    hasApprovedText: hasApprovedText(best.entry),
    trace,
  };
}

function noAnswer(best: Found | undefined, trace: AnswerTrace): NoAnswer {
  if (best) trace.threshold = neededOf(best, trace.rules);
  return {
    kind: "no_answer",
    answered: false,
    mode: "none",
    answer: null,
    sources: [],
    confidence: best?.confidence ?? 0,
    trace,
  };
}
