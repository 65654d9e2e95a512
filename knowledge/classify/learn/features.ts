import type { ReadText } from "../read-text.ts";

/** A piece of a text that a model counts: its hash, and where it stands in the folded text. */
export type TakePiece = (hash: number, start: number, end: number) => void;

/** A way to cut a text into pieces. A model is fitted on one or several, each weighted on its own. */
export type FeatureBlock = (text: ReadText, take: TakePiece) => void;

/** Words and pairs of neighbouring words, as the text is searched by (stems, Chinese segments). */
export const wordBlock: FeatureBlock = ({ folded, cut }, take) => {
  let before = START;
  let beforeAt = 0;
  for (const { word, start, end } of cut) {
    const hash = hashOf(word, WORD);
    take(hash, start, end);
    take(mix(before, hash), beforeAt, end);
    before = hash;
    beforeAt = start;
  }
  take(mix(before, START), beforeAt, folded.length);
};

/** Runs of neighbouring characters. In scripts with spaces none crosses a word's end; a blank stands for that end. */
export const characterBlock: FeatureBlock = ({ folded }, take) => {
  const length = folded.length;
  for (let start = -1; start < length; start += 1) {
    const isBlank = start === -1 || isSpace(folded.charCodeAt(start));
    let hash = CHARACTERS;
    for (let size = 1; size <= LONGEST && start + size <= length + 1; size += 1) {
      const at = start + size - 1;
      const unit = at === -1 || at >= length ? 32 : folded.charCodeAt(at);
      const isEnd = at >= length || isSpace(unit);
      hash = mix(hash, isEnd || at === -1 ? 32 : unit);
      if (size > 1 || !isBlank) take(hash, Math.max(start, 0), Math.min(at + 1, length));
      if (size > 1 && isEnd) break;
    }
  }
};

const LONGEST = 5;
const WORD = 0x2f6b91a3;
const START = 0x13579bdf;
const CHARACTERS = 0x6c8e9cf5;

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10;
}

function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < word.length; at += 1) hash = mix(hash, word.charCodeAt(at));
  return hash;
}

/** One step of a 32-bit hash (the multiplications of murmur3). */
function mix(hash: number, unit: number): number {
  let mixed = Math.imul(unit, 0xcc9e2d51);
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  const turned = hash ^ mixed;
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}
