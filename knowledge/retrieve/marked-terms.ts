import type { PassageProfile } from "./profile.ts";

/** Which of a question's terms stand where in a passage: 1 at `row + place` where the term of that place does. */
export interface MarkedTerms {
  marks: Uint8Array;
  /** Where the rows begin. */
  anywhere: number;
  title: number;
  sentences: readonly number[];
  /** A row without marks, for what comes after the last sentence. */
  nothing: number;
  /** The most of the question's neighbouring words that stand side by side in one sentence. */
  mostPairs: number;
}

/**
 * Looks each word of a passage up among a question's terms, once. The other way round, each term in sets of the passage's
 * words, such sets would be made for twenty passages a question and asked for next to nothing.
 *
 * @param terms the question's terms, each once; their places are their numbers.
 * @param words the question's words in order: pairs of neighbours are looked for. Each is among the terms.
 * @returns marks that are good until the next call.
 */
export function createTermMarker(
  terms: readonly string[],
  words: readonly string[],
): (profile: PassageProfile) => MarkedTerms {
  const places = new Map(terms.map((term, place) => [term, place]));
  const placeOf = (term: string | undefined) => (term === undefined ? undefined : places.get(term)) ?? -1;
  // Of each pair the number of the last sentence that it was found in.
  const pairs = new Map<number, number>();
  for (let index = 1; index < words.length; index++) {
    pairs.set(placeOf(words[index - 1]) * terms.length + placeOf(words[index]), 0);
  }
  let marks = new Uint8Array(0);
  let sentence = 0;

  function mark(found: readonly string[], row: number): void {
    for (let index = 0; index < found.length; index++) {
      const place = places.get(found[index] as string);
      if (place === undefined) continue;
      marks[row + place] = 1;
      marks[place] = 1;
    }
  }

  function countPairs(found: readonly string[]): number {
    sentence++;
    let count = 0;
    let left = -1;
    for (let index = 0; index < found.length; index++) {
      const place = places.get(found[index] as string) ?? -1;
      const pair = left * terms.length + place;
      if (left >= 0 && place >= 0 && (pairs.get(pair) ?? sentence) !== sentence) {
        pairs.set(pair, sentence);
        count++;
      }
      left = place;
    }
    return count;
  }

  return ({ title, sentences }) => {
    const needed = (sentences.length + 3) * terms.length;
    if (marks.length < needed) marks = new Uint8Array(2 * needed);
    else marks.fill(0, 0, needed);
    mark(title.words, terms.length);
    mark(title.bigrams, terms.length);
    let mostPairs = 0;
    const rows = sentences.map(({ words: found, bigrams }, index) => {
      const row = (index + 2) * terms.length;
      mark(found, row);
      mark(bigrams, row);
      mostPairs = Math.max(mostPairs, countPairs(found));
      return row;
    });
    const nothing = (sentences.length + 2) * terms.length;
    return { marks, anywhere: 0, title: terms.length, sentences: rows, nothing, mostPairs };
  };
}
