import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { chunkHeading, type Entry } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import { fold } from "../text/fold.ts";
import { type AnswerRules, neededOf } from "./rules.ts";
import { approvedText } from "./source.ts";

/** More than these nobody reads before they answer. */
const MOST_OPTIONS = 3;

/**
 * The two or three findings to ask a customer about, best first; none where the best decides alone, or where nothing is
 * worth asking about. Asked about is the best where it is not sure enough for an answer but for a question, and FAQs
 * that are sure enough and nearly equally so. No two have one wording or one answer.
 */
export function choicesAmong(
  found: readonly Found[],
  best: Found | undefined,
  language: Language,
  rules: AnswerRules,
): Found[] {
  const { choice } = rules;
  if (!choice || !best || best.confidence < choice.threshold) return [];
  const threshold = neededOf(best, rules);
  const options =
    best.confidence < threshold
      ? inLanguage(found, language).filter(({ confidence }) => confidence >= choice.least)
      : equalFaqs(found, best, Math.max(threshold, best.confidence - choice.tie));
  const distinct = differing(options).slice(0, MOST_OPTIONS);
  return distinct.length > 1 ? distinct : [];
}

/** What a finding is called when a customer is asked about it: an FAQ's question, a passage's headings. */
export function wordingOf(entry: Entry): string {
  return entry.kind === "faq" ? entry.question : chunkHeading(entry);
}

/** Of a finding's own words where it does not say; null where nothing tells. */
export function languageOf(found: Found): Language | null {
  return found.entry.language ?? detectLanguage(approvedText(found));
}

// The same entry in two languages is one answer: only where there is none in the customer's are the others asked about.
function inLanguage(found: readonly Found[], language: Language): readonly Found[] {
  const theirs = found.filter((one) => (languageOf(one) ?? language) === language);
  return theirs.length > 0 ? theirs : found;
}

// Passages that are equally sure mostly say the same: on the development sets the first of them was right each time.
function equalFaqs(found: readonly Found[], best: Found, least: number): Found[] {
  if (best.entry.kind !== "faq") return [];
  const language = languageOf(best);
  return found.filter((one) => one.entry.kind === "faq" && one.confidence >= least && languageOf(one) === language);
}

function differing(options: readonly Found[]): Found[] {
  const wordings = new Set<string>();
  const answers = new Set<string>();
  return options.filter((option) => {
    const [wording, answer] = [fold(wordingOf(option.entry)), fold(approvedText(option))];
    if (wordings.has(wording) || answers.has(answer)) return false;
    wordings.add(wording);
    answers.add(answer);
    return true;
  });
}
