import type { RiskSeverity, Words } from "../../../domain/conversations/signals.ts";
import { riskSeverities } from "../../../domain/conversations/signals.ts";
import type { RiskClassifier, RiskFinding } from "../classifier.ts";
import { findNegations } from "../negation.ts";
import { createCoverage, createPhraseBook, type PhraseHit } from "../phrase-book.ts";
import type { ReadText } from "../read-text.ts";
import { type HeardRisk, hearRisks } from "./risk-model.ts";
import type { RiskWords } from "./risk-words.ts";
import { englishRisk } from "./words-en.ts";
import { chineseRisk } from "./words-zh.ts";

/** An organisation's own words: of one of our kinds, or of a kind of its own. */
export interface OwnRiskWords {
  kind: string;
  severity: RiskSeverity;
  words: readonly string[];
}

interface Risk {
  kind: string;
  severity: RiskSeverity;
  /** Own words count as they stand: whoever wrote them decided. */
  isOwn: boolean;
}

/** What one find says for its kind, as a probability; several are put together as independent ones. */
const WEIGHTS: Record<RiskSeverity, number> = { low: 0.2, medium: 0.45, high: 0.75, critical: 0.9 };
/** More of the same adds nothing. */
const MOST_WORDS = 12;
/** "I don't want to die" is no denial that a colleague may trust. */
const DENIED_DISTRESS: Record<RiskSeverity, RiskSeverity> = {
  low: "low",
  medium: "low",
  high: "low",
  critical: "medium",
};

/** What the model alone hears is worth a look and no more: it has no words that somebody vouches for. */
const HEARD: RiskSeverity = "medium";

/**
 * Words of risk in both languages, without idioms and denials; one book a kind, since one phrase may say two things.
 * Kinds that no word tells of are heard by a trained model.
 */
export function createRiskClassifier(own: readonly OwnRiskWords[] = []): RiskClassifier {
  const ownBooks = own.map(({ kind, severity, words }) =>
    createPhraseBook<Risk>(words.map((word) => [word, { kind, severity, isOwn: true }])),
  );
  return { classify: (text) => classify(text, [...standardBooks, ...ownBooks], hearRisks) };
}

const standardBooks = booksOf([chineseRisk, englishRisk]);
const harmless = createPhraseBook<true>(
  [chineseRisk, englishRisk].flatMap(({ harmless: list }) => list.split("|").map((phrase) => [phrase, true] as const)),
);

/** Words of risk alone, for texts that the model was not trained on: those of staff. */
export const riskWordClassifier: RiskClassifier = { classify: (text) => classify(text, standardBooks, () => []) };

function classify(
  text: ReadText,
  books: ReturnType<typeof createPhraseBook<Risk>>[],
  hear: (text: ReadText) => HeardRisk[],
): RiskFinding[] {
  const isIdiom = createCoverage(text.folded.length, harmless.find(text.folded));
  const isDenied = findNegations(text.folded);
  const findings = new Map<string, RiskFinding>();
  for (const hit of books.flatMap((book) => book.find(text.folded))) {
    const severity = hit.value.isOwn ? hit.value.severity : severityOf(hit, isIdiom, isDenied);
    if (severity) add(findings, hit.value.kind, severity, text.wordsAt(hit.start, hit.end));
  }
  for (const finding of heard(text, hear(text), isIdiom, isDenied)) {
    if (!findings.has(finding.kind)) findings.set(finding.kind, finding);
  }
  return [...findings.values()].sort((a, b) => rank(b.severity) - rank(a.severity) || b.score - a.score);
}

/** Kinds that a denial takes back; others live on them: 别在这里说, "my money did not arrive". */
const DENIABLE = new Set(["complaint_escalation", "borrowed_money", "vulnerable", "abuse"]);

/** Without what is an idiom or denied. */
function heard(
  text: ReadText,
  risks: readonly HeardRisk[],
  isIdiom: (start: number, end: number) => boolean,
  isDenied: (start: number) => boolean,
): RiskFinding[] {
  return risks.flatMap(({ kind, score, places }): RiskFinding[] => {
    if (DENIABLE.has(kind) && places.some((place) => hasDenied(place, isDenied))) return [];
    const meant = places.filter(({ start, end }) => !isIdiom(start, end));
    if (meant.length === 0) return [];
    return [{ kind, severity: HEARD, score, words: meant.map(({ start, end }) => text.wordsAt(start, end)) }];
  });
}

function hasDenied({ start, end }: { start: number; end: number }, isDenied: (start: number) => boolean): boolean {
  for (let at = start; at < end; at += 1) if (isDenied(at)) return true;
  return false;
}

/** Null when the words do not mean it: inside an idiom, or denied. */
function severityOf(
  { start, end, value }: PhraseHit<Risk>,
  isIdiom: (start: number, end: number) => boolean,
  isDenied: (start: number) => boolean,
): RiskSeverity | null {
  if (isIdiom(start, end)) return null;
  if (!isDenied(start)) return value.severity;
  return value.kind === "distress" ? DENIED_DISTRESS[value.severity] : null;
}

function add(findings: Map<string, RiskFinding>, kind: string, severity: RiskSeverity, words: Words): void {
  const found = findings.get(kind) ?? { kind, severity, score: 0, words: [] };
  if (found.words.length >= MOST_WORDS) return;
  // "不想活" and "不想活了" are one find.
  if (found.words.some(({ start, end }) => start <= words.start && end >= words.end)) return;
  findings.set(kind, {
    kind,
    severity: rank(severity) > rank(found.severity) ? severity : found.severity,
    score: 1 - (1 - found.score) * (1 - WEIGHTS[severity]),
    words: [...found.words, words],
  });
}

function rank(severity: RiskSeverity): number {
  return riskSeverities.indexOf(severity);
}

function booksOf(lists: RiskWords[]) {
  const kinds = Object.keys(chineseRisk.words) as (keyof RiskWords["words"])[];
  return kinds.map((kind) =>
    createPhraseBook<Risk>(
      lists.flatMap(({ words }) =>
        riskSeverities.flatMap((severity) =>
          (words[kind][severity] ?? "")
            .split("|")
            .filter((phrase) => phrase !== "")
            .map((phrase): [string, Risk] => [phrase, { kind, severity, isOwn: false }]),
        ),
      ),
    ),
  );
}
