import type { Words } from "../../../domain/conversations/signals.ts";
import type { SentimentClassifier, SentimentFinding } from "../classifier.ts";
import { findNegations } from "../negation.ts";
import { createPhraseBook, type PhraseHit } from "../phrase-book.ts";
import type { ReadText } from "../read-text.ts";
import { emojiSentiment } from "./emoji.ts";
import type { SentimentWords } from "./sentiment-words.ts";
import { englishSentiment, generalEnglish } from "./words-en.ts";
import { chineseSentiment } from "./words-zh.ts";

interface Feeling {
  /** Null where the words tell nothing and only keep shorter ones from being read. */
  valence: number | null;
  isAngry: boolean;
}

// A denied word says less than its opposite would: "not good" is milder than "bad", "not bad" milder than "good".
const DENIED = -0.7;
const BOOSTED = 1.35;
const DAMPENED = 0.65;
const AFTER_BUT = 1.4;
const BEFORE_BUT = 0.6;
/** How much must be said for a score near 1; the square, as in VADER (Hutto and Gilbert 2014). */
const SATURATION = 9;
const THRESHOLD = 0.2;
/** More of the same adds nothing to what is shown. */
const MOST_WORDS = 12;
const ANGRY_SCORE = -0.72;

const feelings = createPhraseBook<Feeling>(
  withLaterFirst([
    ...generalEnglish.map(([word, valence]): [string, Feeling] => [word, { valence, isAngry: false }]),
    ...feelingsOf(englishSentiment),
    ...feelingsOf(chineseSentiment),
    ...emojiSentiment.map(([emoji, valence, isAngry]): [string, Feeling] => [emoji, { valence, isAngry }]),
  ]),
);
const degrees = createPhraseBook<number>([
  ...[englishSentiment, chineseSentiment].flatMap(({ boosters, dampeners }) => [
    ...boosters.split("|").map((word) => [word, BOOSTED] as const),
    ...dampeners.split("|").map((word) => [word, DAMPENED] as const),
  ]),
]);
const turns = createPhraseBook<true>(
  [englishSentiment, chineseSentiment].flatMap(({ turns: list }) =>
    list.split("|").map((word) => [word, true] as const),
  ),
);

/** Words of feeling with their degree, denial and place around a "but"; Chinese, English and emoji in one message. */
export function createSentimentClassifier(): SentimentClassifier {
  return { classify };
}

function classify(text: ReadText): SentimentFinding {
  const hits = withoutOverlap(feelings.find(text.folded));
  const isDenied = findNegations(text.folded);
  const strengthens = strengthsOf(text.folded);
  const finding = { positive: [] as Words[], negative: [] as Words[], angry: [] as Words[] };
  let sum = 0;
  for (const { start, end, value } of hits) {
    if (value.valence === null) continue;
    const denied = isDenied(start);
    const valence = value.valence * (denied ? DENIED : 1) * strengthens(start);
    const words = text.wordsAt(start, end);
    sum += valence;
    const list = finding[valence > 0 ? "positive" : "negative"];
    if (list.length < MOST_WORDS) list.push(words);
    if (value.isAngry && !denied && finding.angry.length < MOST_WORDS) finding.angry.push(words);
  }
  return { ...finding, ...judge(sum * emphasisOf(text.original), finding.angry.length, text.original) };
}

function judge(
  sum: number,
  angryWords: number,
  original: string,
): Pick<SentimentFinding, "label" | "score" | "isAngry"> {
  const score = sum / Math.sqrt(sum * sum + SATURATION);
  const label = score > THRESHOLD ? "positive" : score < -THRESHOLD ? "negative" : "neutral";
  const isShouting = /[!！]{2,}|[?？]{3,}|\b[A-Z]{4,}(?:\s+[A-Z]{2,}){2,}/.test(original);
  const isAngry = label === "negative" && (angryWords > 0 || (isShouting && score < ANGRY_SCORE));
  return { label, score, isAngry };
}

/** What stands just before a word strengthens or weakens it; what stands after a "but" counts more. */
function strengthsOf(folded: string): (start: number) => number {
  const degreeBefore = new Map(
    degrees.find(folded).flatMap(({ end, value }) => [[end, value] as const, [end + 1, value] as const]),
  );
  const lastTurn = turns.find(folded).at(-1)?.start;
  return (start) => {
    const degree = degreeBefore.get(start) ?? 1;
    if (lastTurn === undefined) return degree;
    return degree * (start > lastTurn ? AFTER_BUT : BEFORE_BUT);
  };
}

function emphasisOf(original: string): number {
  const marks = original.match(/[!！]/g)?.length ?? 0;
  return 1 + Math.min(marks, 3) * 0.08;
}

/** From left to right; a hit inside one that began before it is not read. */
function withoutOverlap(hits: PhraseHit<Feeling>[]): PhraseHit<Feeling>[] {
  const kept: PhraseHit<Feeling>[] = [];
  for (const hit of hits) if (hit.start >= (kept.at(-1)?.end ?? 0)) kept.push(hit);
  return kept;
}

function feelingsOf(words: SentimentWords): [string, Feeling][] {
  const angry = new Set(words.anger.split("|"));
  const listed = Object.entries(words.valence).flatMap(([valence, list]) =>
    list
      .split("|")
      .map((phrase): [string, Feeling] => [phrase, { valence: Number(valence), isAngry: angry.delete(phrase) }]),
  );
  const alone = [...angry].map((phrase): [string, Feeling] => [phrase, { valence: -2, isAngry: true }]);
  const plain = words.plain.split("|").map((phrase): [string, Feeling] => [phrase, { valence: null, isAngry: false }]);
  return [...listed, ...alone, ...plain];
}

/** Of two meanings of one phrase the later list's counts. */
function withLaterFirst(entries: [string, Feeling][]): Map<string, Feeling> {
  return new Map(entries);
}
