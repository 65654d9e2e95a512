import { fold } from "../text/fold.ts";
import type { Found } from "./search-result.ts";

/** As sure as one can be. */
const SAME = 0.99;
/** What has the same words is among the surest; folding costs some 20 µs a wording. */
const LIKELY = 10;
/** Too little for an answer, or to ask about beside the other. */
const ONLY_ALIKE = 0.3;

/**
 * Where the question is word for word one that an FAQ answers, no other FAQ that only sounds like it ("renew" and
 * "rename") puts it in doubt. Case, width, spaces and punctuation do not count. The order stays as it is.
 */
export function favourWordForWord(found: readonly Found[], question: string): Found[] {
  const asked = wordsOf(question);
  const isSame = ({ entry }: Found) =>
    entry.kind === "faq" && asked !== "" && [entry.question, ...entry.alts].some((words) => wordsOf(words) === asked);
  const likely = found.toSorted((a, b) => b.confidence - a.confidence).slice(0, LIKELY);
  const same = new Set(likely.filter(isSame));
  if (same.size === 0) return [...found];
  return found.map((one) => {
    if (same.has(one)) return { ...one, confidence: Math.max(one.confidence, SAME) };
    return one.entry.kind === "faq" ? { ...one, confidence: Math.min(one.confidence, ONLY_ALIKE) } : one;
  });
}

function wordsOf(text: string): string {
  return fold(text)
    .replaceAll(/[\p{P}\p{Z}\s]+/gu, " ")
    .trim();
}
