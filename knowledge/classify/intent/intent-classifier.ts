import type { Words } from "../../../domain/conversations/signals.ts";
import { lazily } from "../../../infra/lazily.ts";
import { recognizeSmallTalk } from "../../answer/small-talk.ts";
import { isFunctionWord } from "../../text/function-words.ts";
import type { IntentClassifier, IntentFinding } from "../classifier.ts";
import { findNegations } from "../negation.ts";
import { createPhraseBook } from "../phrase-book.ts";
import type { ReadText } from "../read-text.ts";
import type { IntentWords } from "./intent-words.ts";
import { learnOwn, type OwnIntent } from "./learn-own.ts";
import { createNearestExamples, type NearestExamples } from "./nearest-examples.ts";
import { isOrdinaryWord } from "./ordinary-words.ts";
import { englishIntents } from "./words-en.ts";
import { chineseIntents } from "./words-zh.ts";

/** How much of a message must be like an example before it is taken to mean the same. */
const LIKE_ENOUGH = 0.45;
/** Like an example in all that both say. */
const THE_SAME = 0.95;
/** An organisation's own intent is asked first: it was added because ours were not enough. */
const OWN_ADVANTAGE = 0.35;
/** A long message says much besides, so a single cue says less about all of it. */
const CUE = 0.72;
const MORE_CUES = 0.08;
/** Asked together with another intent these say what the message is for: "buy 2 lots on mt5" is an order. */
const DECIDING = new Set(["trade_instruction", "account_security", "complaint", "advice_request"]);
const MOST = 4;
const MOST_WORDS = 12;

const lists: readonly IntentWords[] = [chineseIntents, englishIntents];
const cues = createPhraseBook(lists.flatMap((list) => entriesOf(list.cues, "|")));
const standard = lazily(() => createNearestExamples(lists.flatMap((list) => entriesOf(list.examples, "\n").map(flip))));

/** Cue phrases and likeness to examples; greetings, thanks and goodbyes only as whole messages. */
export function createIntentClassifier(own: readonly OwnIntent[] = []): IntentClassifier {
  const ownExamples = createNearestExamples(
    own.flatMap(({ code, examples }) => examples.map((text) => [code, text] as const)),
  );
  const learnt = learnOwn(own);
  return { classify: (text) => classify(text, (asked) => [...likeOwn(asked, ownExamples), ...learnt(asked)]) };
}

function classify(text: ReadText, own: (text: ReadText) => IntentFinding[]): IntentFinding[] {
  const smallTalk = recognizeSmallTalk(text.original);
  if (smallTalk === "greeting" || smallTalk === "thanks" || smallTalk === "goodbye") {
    const words = text.wordsAt(0, text.folded.length);
    return [...own(text), { intent: smallTalk, score: 0.9, words: [words] }];
  }
  const findings = new Map<string, IntentFinding>();
  for (const finding of [...own(text), ...likeStandard(text), ...byCues(text)]) {
    const known = findings.get(finding.intent);
    findings.set(finding.intent, known ? together(known, finding) : finding);
  }
  askingIsNoOrder(findings);
  return [...findings.values()].sort((a, b) => b.score - a.score).slice(0, MOST);
}

/** "Should I sell my shares?" contains an order and gives none. */
function askingIsNoOrder(findings: Map<string, IntentFinding>): void {
  const advice = findings.get("advice_request");
  const order = findings.get("trade_instruction");
  if (!advice || !order || advice.score < CUE) return;
  findings.set("trade_instruction", { ...order, score: Math.min(order.score, advice.score - 0.1) });
}

function likeOwn(text: ReadText, own: NearestExamples): IntentFinding[] {
  return likenesses(text, own).map((finding) => ({ ...finding, score: Math.min(1, finding.score + OWN_ADVANTAGE) }));
}

function likeStandard(text: ReadText): IntentFinding[] {
  const found = likenesses(text, standard());
  // What is most like an example of something else is not made into one of ours.
  const other = found.find(({ intent }) => intent === "other")?.score ?? 0;
  return found.filter(({ intent, score }) => intent !== "other" && score > other);
}

function likenesses(text: ReadText, examples: NearestExamples): IntentFinding[] {
  const isTelling = tellingIn(text);
  return examples
    .find(new Set(termsIn(text)))
    .filter(({ score }) => score >= LIKE_ENOUGH)
    .filter(({ label, score, shared }) => score >= THE_SAME || countTelling(shared, isTelling) >= leastTelling(label))
    .map(({ label, score, shared }) => ({ intent: label, score, words: wordsOf(text, shared) }));
}

/** For what people are called for, one word in common ("manager", 服务) is too little. */
function leastTelling(intent: string): number {
  return DECIDING.has(intent) ? 2 : 1;
}

/** How many of the shared terms say something: no ordinary words, and no two characters inside a word that is counted. */
function countTelling(shared: ReadonlySet<string>, isTelling: (term: string) => boolean): number {
  const telling = [...shared].filter(isTelling);
  const words = telling.filter((term) => !term.startsWith("#"));
  return words.length + telling.filter((term) => isAcross(term, words)).length;
}

function isAcross(term: string, words: readonly string[]): boolean {
  return term.startsWith("#") && !words.some((word) => word.includes(term.slice(1)));
}

/** Two characters tell something where one of them is of a word that does. */
function tellingIn({ cut, folded }: ReadText): (term: string) => boolean {
  const characters = new Set(
    cut.flatMap(({ word, start, end }) => (isOrdinaryWord(word) ? [] : Array.from(folded.slice(start, end)))),
  );
  return (term) =>
    term.startsWith("#") ? Array.from(term.slice(1)).some((one) => characters.has(one)) : !isOrdinaryWord(term);
}

function byCues(text: ReadText): IntentFinding[] {
  const isDenied = findNegations(text.folded);
  const findings = new Map<string, IntentFinding>();
  for (const { start, end, value } of cues.find(text.folded)) {
    const words = text.wordsAt(start, end);
    const known = findings.get(value);
    const isDecision = DECIDING.has(value) && !isDenied(start);
    const score = known ? Math.min(1, known.score + MORE_CUES) : CUE + (isDecision ? 0.1 : 0);
    findings.set(value, { intent: value, score, words: [...(known?.words ?? []), words].slice(0, MOST_WORDS) });
  }
  return [...findings.values()];
}

function together(a: IntentFinding, b: IntentFinding): IntentFinding {
  const apart = b.words.filter((words) => !a.words.some(({ start, end }) => words.start < end && start < words.end));
  return { intent: a.intent, score: 1 - (1 - a.score) * (1 - b.score), words: [...a.words, ...apart] };
}

/** As `termsOf`, from what has been cut already. */
function* termsIn(text: ReadText): Iterable<string> {
  for (const { word } of text.cut) if (!isFunctionWord(word)) yield word;
  for (const run of text.folded.match(/\p{Script=Han}+/gu) ?? []) {
    const characters = Array.from(run);
    if (characters.length === 1) yield `#${run}`;
    for (let at = 0; at + 1 < characters.length; at += 1) yield `#${characters[at]}${characters[at + 1]}`;
  }
}

/** The places of shared terms; neighbours are one. */
function wordsOf(text: ReadText, shared: ReadonlySet<string>): Words[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { word, start, end } of text.cut) {
    if (!shared.has(word)) continue;
    const last = ranges.at(-1);
    if (last && start - last.end <= 1) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges.slice(0, MOST_WORDS).map(({ start, end }) => text.wordsAt(start, end));
}

function entriesOf(record: IntentWords["cues"], separator: string): [phrase: string, intent: string][] {
  return Object.entries(record).flatMap(([intent, list]) =>
    list.split(separator).map((phrase): [string, string] => [phrase, intent]),
  );
}

function flip([text, label]: [string, string]): [string, string] {
  return [label, text];
}
