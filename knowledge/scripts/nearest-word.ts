import { distance } from "fastest-levenshtein";

const SHORTEST = 5;
const LONG = 9;

/**
 * The word that a mistyped Latin word was meant to be: the nearest one with its first letter, one letter apart, in
 * long words two. Null for a word that is too short to tell.
 */
export function nearestWord(word: string, vocabulary: Iterable<string>): string | null {
  if (word.length < SHORTEST || !/^[a-z]+$/.test(word)) return null;
  let best: string | null = null;
  let least = word.length >= LONG ? 3 : 2;
  for (const known of vocabulary) {
    if (known[0] !== word[0] || Math.abs(known.length - word.length) >= least) continue;
    const apart = distance(word, known);
    if (apart < least) [best, least] = [known, apart];
  }
  return best;
}
