import type { Language } from "../../domain/language/language.ts";
import { hasApprovedText } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import type { Answer, Choice, GivenAnswer, NoAnswer } from "./answer.ts";
import { choicesAmong, languageOf, wordingOf } from "./choices.ts";
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
  if (rules.chosen !== undefined) return chosenAnswer(found, rules.chosen, trace);
  const sure = preferred(
    found.filter((one) => one.confidence >= neededOf(one, rules)),
    language,
    rules,
  );
  const nearest = sure ?? preferred(found, language, rules);
  const options =
    nearest && hasApprovedText(nearest.entry) ? choicesAmong(found.filter(isApproved), nearest, language, rules) : [];
  if (nearest && options.length > 0) return choice(nearest, options, trace);
  if (!sure) return noAnswer(nearest, trace);
  const best = sure;
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

function isApproved({ entry }: Found): boolean {
  return hasApprovedText(entry);
}

/** The text itself of what a customer chose, whatever its confidence; nothing where it is no longer there. */
function chosenAnswer(found: readonly Found[], id: string, trace: AnswerTrace): Answer {
  const chosen = found.find(({ entry }) => entry.id === id);
  return chosen ? approved(chosen, trace) : noAnswer(found[0], trace);
}

function choice(best: Found, options: readonly Found[], trace: AnswerTrace): Choice {
  return {
    kind: "choice",
    answered: false,
    mode: "none",
    answer: null,
    sources: [],
    options: options.map(({ entry, confidence }) => ({
      kind: entry.kind,
      id: entry.externalId,
      entryId: entry.id,
      version: entry.version,
      wording: wordingOf(entry),
      confidence,
    })),
    confidence: best.confidence,
    trace,
  };
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
