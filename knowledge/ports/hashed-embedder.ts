import { isFunctionWord } from "../text/function-words.ts";
import { type Tokens, tokenize } from "../text/tokenize.ts";
import { type Embedder, normalize } from "./embedder.ts";

const DIMENSIONS = 384;
/** Long texts are represented by their beginning; a chunk is far shorter. */
const MAX_CHARACTERS = 8_000;
// Measured on the FAQ sets in both languages: words decide, characters catch what is cut or spelled otherwise.
const WEIGHTS = { word: 1, functionWord: 0.2, wordPair: 0.3, hanBigram: 0.5, hanCharacter: 0.4, latinTrigram: 0.35 };

/**
 * The embedder that needs no service: hashed features of words, word pairs and characters, for Chinese and English.
 * It knows spelling, not meaning. About 20 µs for a short question.
 */
export function createHashedEmbedder(): Embedder {
  return {
    name: "hashed-ngrams-1",
    dimensions: DIMENSIONS,
    embed: async (texts) => texts.map((text) => embedText(text)),
    close: async () => {},
  };
}

function embedText(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const { words, bigrams } = tokenize(text.slice(0, MAX_CHARACTERS));
  addWords(vector, words);
  addWordPairs(vector, words);
  for (const bigram of bigrams) addFeature(vector, `b${bigram}`, WEIGHTS.hanBigram);
  return normalize(vector);
}

function addWords(vector: Float32Array, words: Tokens["words"]): void {
  for (const word of words) {
    const isFunction = isFunctionWord(word);
    addFeature(vector, `w${word}`, isFunction ? WEIGHTS.functionWord : WEIGHTS.word);
    if (isFunction) continue;
    if (/^\p{Script=Latin}/u.test(word)) {
      const framed = `^${word}$`;
      for (let start = 0; start + 3 <= framed.length; start++) {
        addFeature(vector, `c${framed.slice(start, start + 3)}`, WEIGHTS.latinTrigram);
      }
    } else {
      for (const character of word) addFeature(vector, `u${character}`, WEIGHTS.hanCharacter);
    }
  }
}

function addWordPairs(vector: Float32Array, words: readonly string[]): void {
  for (let index = 0; index + 1 < words.length; index++) {
    const [left = "", right = ""] = words.slice(index, index + 2);
    if (!isFunctionWord(left) && !isFunctionWord(right)) addFeature(vector, `p${left}_${right}`, WEIGHTS.wordPair);
  }
}

/** The hash gives place and sign, so that features which meet cancel as often as they add. */
function addFeature(vector: Float32Array, feature: string, weight: number): void {
  const hash = hashText(feature);
  const place = hash % DIMENSIONS;
  vector[place] = (vector[place] ?? 0) + (hash & 0x8000_0000 ? weight : -weight);
}

/** FNV-1a over UTF-16 units, then a mixing step: FNV's low bits alone are uneven on short strings. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
