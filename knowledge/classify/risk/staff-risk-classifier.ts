import { type RiskSeverity, type StaffRiskKind, staffRiskKinds } from "../../../domain/conversations/signals.ts";
import type { RiskClassifier, RiskFinding } from "../classifier.ts";
import { findNegations } from "../negation.ts";
import { createCoverage, createPhraseBook } from "../phrase-book.ts";
import type { ReadText } from "../read-text.ts";
import type { OwnRiskWords } from "./risk-classifier.ts";
import { staffHarmless, staffWords } from "./staff-words.ts";

interface StaffWord {
  kind: StaffRiskKind;
  isOwn: boolean;
}

/** Each word says as much; several of a kind together as independent ones. */
const WEIGHT = 0.75;
const MOST_WORDS = 12;
const SEVERITY: RiskSeverity = "high";

/**
 * What a colleague must not say to a customer: promises, pressure, a private channel. An organisation's words count as
 * they stand.
 */
export function createStaffRiskClassifier(own: readonly OwnRiskWords[] = []): RiskClassifier {
  const books = staffRiskKinds.map((kind) =>
    createPhraseBook<StaffWord>([
      ...staffWords[kind].split("|").map((word) => [word, { kind, isOwn: false }] as const),
      ...own
        .filter((entry) => entry.kind === kind)
        .flatMap(({ words }) => words.map((word) => [word, { kind, isOwn: true }] as const)),
    ]),
  );
  return { classify: (text) => classify(text, books) };
}

const harmless = createPhraseBook(staffHarmless.split("|").map((phrase) => [phrase, true] as const));

function classify(text: ReadText, books: ReturnType<typeof createPhraseBook<StaffWord>>[]): RiskFinding[] {
  const isHarmless = createCoverage(text.folded.length, harmless.find(text.folded));
  const isDenied = findNegations(text.folded);
  const findings = new Map<string, RiskFinding>();
  for (const { start, end, value } of books.flatMap((book) => book.find(text.folded))) {
    const isMeant = value.isOwn || (!isHarmless(start, end) && !isDenied(start));
    const found = findings.get(value.kind) ?? { kind: value.kind, severity: SEVERITY, score: 0, words: [] };
    if (!isMeant || found.words.length >= MOST_WORDS) continue;
    findings.set(value.kind, {
      ...found,
      score: 1 - (1 - found.score) * (1 - WEIGHT),
      words: [...found.words, text.wordsAt(start, end)],
    });
  }
  return [...findings.values()];
}
