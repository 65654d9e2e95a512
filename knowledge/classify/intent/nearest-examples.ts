import { createTermStatistics } from "../../retrieve/term-statistics.ts";
import { isFunctionWord } from "../../text/function-words.ts";
import { tokenize } from "../../text/tokenize.ts";

/** A class that a text is like, with how like (the cosine, 0 to 1) and the terms they share. */
export interface Likeness {
  label: string;
  score: number;
  shared: ReadonlySet<string>;
}

export interface NearestExamples {
  /** The classes whose best example shares something with these terms, best first. */
  find(terms: ReadonlySet<string>): Likeness[];
}

interface Example {
  label: string;
  norm: number;
}

/** What texts are compared by: words that carry a topic and, of Chinese, neighbouring characters. */
export function termsOf(text: string): Set<string> {
  const { words, bigrams } = tokenize(text);
  return new Set([...words.filter((word) => !isFunctionWord(word)), ...bigrams.map((bigram) => `#${bigram}`)]);
}

/** Nearest neighbour by weighted shared terms: needs no training, explains itself, and works from the first example on. */
export function createNearestExamples(examples: Iterable<readonly [label: string, text: string]>): NearestExamples {
  const statistics = createTermStatistics();
  const read = Array.from(examples, ([label, text]) => ({ label, terms: termsOf(text) }));
  for (const { terms } of read) statistics.add(terms);
  const weightOf = (term: string) => statistics.weight(term) * (term.startsWith("#") ? 0.5 : 1);
  const normOf = (terms: ReadonlySet<string>) =>
    Math.sqrt([...terms].reduce((sum, term) => sum + weightOf(term) ** 2, 0));
  const known: Example[] = read.map(({ label, terms }) => ({ label, norm: normOf(terms) }));
  const places = placesOf(read.map(({ terms }) => terms));
  return { find: (terms) => find(terms, known, places, weightOf, normOf(terms)) };
}

function find(
  terms: ReadonlySet<string>,
  examples: readonly Example[],
  places: ReadonlyMap<string, number[]>,
  weightOf: (term: string) => number,
  norm: number,
): Likeness[] {
  const sums = new Map<number, { sum: number; shared: Set<string> }>();
  for (const term of terms) {
    for (const place of places.get(term) ?? []) {
      const entry = sums.get(place) ?? { sum: 0, shared: new Set<string>() };
      entry.sum += weightOf(term) ** 2;
      entry.shared.add(term);
      sums.set(place, entry);
    }
  }
  const best = new Map<string, Likeness>();
  for (const [place, { sum, shared }] of sums) {
    const example = examples[place];
    if (!example || example.norm === 0 || norm === 0) continue;
    const score = Math.min(1, sum / (norm * example.norm));
    if (score > (best.get(example.label)?.score ?? 0)) best.set(example.label, { label: example.label, score, shared });
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

function placesOf(termSets: ReadonlySet<string>[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, terms] of termSets.entries()) {
    for (const term of terms) {
      const list = places.get(term);
      if (list) list.push(place);
      else places.set(term, [place]);
    }
  }
  return places;
}
