import type { Embedder } from "../ports/embedder.ts";
import { tokenize } from "../text/tokenize.ts";
import { createBagScorer } from "./bag-scorer.ts";
import type { PastTurn } from "./past-turn.ts";
import { spreadOverSittings } from "./spread-over-sittings.ts";
import { type Bag, mixTerms, termsOf } from "./turn-terms.ts";

export interface FoundTurn {
  turn: PastTurn;
  /** Comparable within one search only. */
  score: number;
}

export interface TurnIndex {
  /** Best first; turns that share nothing with the question are not found. */
  search(question: string, limit: number): Promise<FoundTurn[]>;
}

// An answer alone says little ("yes, two of them"): each turn is indexed with those before it, and a little of the next.
const AROUND = [
  { away: -2, share: 0.2 },
  { away: -1, share: 0.7 },
  { away: 0, share: 1 },
  { away: 1, share: 0.3 },
];
/** Who is asked about said it, more often than not. */
const NAMED_SPEAKER = 1.5;
/** What is looked for is what was told, not what was asked. */
const QUESTION = 0.8;
/** What nearness of meaning adds, and what every text has of it with every other. */
const MEANING = { share: 0.3, floor: 0.3 };

/**
 * Finds what was said before: BM25 over every turn with its neighbours and its day. `turns` are in the order in which
 * they were said. Holds nothing but what it is given: one index is of one customer. With an embedder, nearness of
 * meaning counts too; it is asked for all turns once.
 */
export async function createTurnIndex(
  turns: readonly PastTurn[],
  embedder: Embedder | null = null,
): Promise<TurnIndex> {
  const own = turns.map(({ text }) => termsOf(text));
  const score = createBagScorer(turns.map((turn, index) => inContext(turns, own, turn, index)));
  const speakers = new Set(turns.map(({ speaker }) => nameOf(speaker)));
  const vectors = (await embedder?.embed(turns.map((_, index) => spoken(turns, index)))) ?? [];

  return {
    search: async (question, limit) => {
      const named = new Set(tokenize(question).words.filter((word) => speakers.has(word)));
      const terms = withoutNames(termsOf(question), named);
      const byWords = shares(score(terms));
      const asked = (await embedder?.embed([question]))?.[0];
      const scored = turns.map((turn, index) => {
        const near = asked ? Math.max(0, cosine(asked, vectors[index]) - MEANING.floor) : 0;
        const said = (byWords[index] ?? 0) + MEANING.share * near;
        return { one: turn, score: said * (named.has(nameOf(turn.speaker)) ? NAMED_SPEAKER : 1) * ofKind(turn) };
      });
      return spreadOverSittings(scored, limit).map(({ one, score: found }) => ({ turn: one, score: found }));
    },
  };
}

function inContext(turns: readonly PastTurn[], own: readonly Bag[], turn: PastTurn, index: number): Bag {
  const around = AROUND.filter(({ away }) => turns[index + away]?.sitting === turn.sitting);
  return mixTerms([
    ...around.map(({ away, share }) => ({ terms: own[index + away], share })),
    { terms: termsOf(turn.said), share: 1 },
  ]);
}

/** A name is said of every turn of theirs: it tells who is meant, and nothing of what. */
function withoutNames(terms: Bag, named: ReadonlySet<string>): Bag {
  const isOfName = (term: string) => [...named].some((name) => term === name || term === `^${name.slice(0, 5)}`);
  return new Map([...terms].filter(([term]) => !isOfName(term)));
}

function nameOf(speaker: string): string {
  return tokenize(speaker).words[0] ?? "";
}

function ofKind({ text }: PastTurn): number {
  return /[?？]\s*$/.test(text) ? QUESTION : 1;
}

function spoken(turns: readonly PastTurn[], index: number): string {
  const [before, turn] = [turns[index - 1], turns[index]];
  return before && before.sitting === turn?.sitting ? `${before.text}\n${turn.text}` : (turn?.text ?? "");
}

/** Of the best: so that the other members of a score weigh the same in every chat. */
function shares(scores: readonly number[]): number[] {
  const best = scores.reduce((most, score) => Math.max(most, score), 0);
  return best > 0 ? scores.map((score) => score / best) : [...scores];
}

function cosine(a: Float32Array, b: Float32Array | undefined): number {
  return b ? a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) : 0;
}
