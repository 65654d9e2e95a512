// Runs of Chinese; of digits; of letters of other alphabets with inner apostrophes; and signs of money and shares.
const RUNS =
  /\p{Script=Han}+|\p{Nd}+(?:[.,]\p{Nd}+)*|(?:(?!\p{Script=Han})[\p{L}\p{M}])+(?:['’](?!\p{Script=Han})\p{L}+)*|[$€£¥%]/gu;
const HAN = /^\p{Script=Han}/u;
/** The longest Chinese word that has a vector of its own. */
const MOST_HAN = 4;
/** The longest part of a Latin word or of a number that has one. */
const MOST_PART = 8;

/**
 * Cuts a folded text (`fold`) into the pieces that the vectors are kept for, and calls `found` with the number of each.
 * Chinese: every known word and character, also those that overlap, so that nothing depends on a segmentation. Latin:
 * the word, the pair that it makes with the one before ("credit card"), or the parts of a word that is not known.
 * `unknown` gets what has no piece: words of other alphabets, and characters nobody uses.
 */
export function cutPieces(
  folded: string,
  pieces: ReadonlyMap<string, number>,
  found: (piece: number) => void,
  unknown: (text: string) => void = () => {},
): void {
  let before = "";
  for (const [run] of folded.matchAll(RUNS)) {
    if (HAN.test(run)) {
      cutHan(run, pieces, found, unknown);
      before = "";
      continue;
    }
    const word = run
      .replace(/[^\p{L}\p{M}\p{Nd}$€£¥%]/gu, "")
      .normalize("NFD")
      .replace(/\p{M}/gu, "");
    const whole = pieces.get(`_${word}`);
    if (whole !== undefined) found(whole);
    else cutWord(word, pieces, found, unknown);
    const pair = before === "" ? undefined : pieces.get(`${before} ${word}`);
    if (pair !== undefined) found(pair);
    before = word;
  }
}

function cutHan(
  run: string,
  pieces: ReadonlyMap<string, number>,
  found: (piece: number) => void,
  unknown: (text: string) => void,
): void {
  for (let start = 0; start < run.length; start++) {
    const most = Math.min(MOST_HAN, run.length - start);
    for (let length = 1; length <= most; length++) {
      const text = run.slice(start, start + length);
      const piece = pieces.get(text);
      if (piece !== undefined) found(piece);
      else if (length === 1) unknown(text);
    }
  }
}

/** The longest known part first, from the left: "_" stands where a word begins. */
function cutWord(
  word: string,
  pieces: ReadonlyMap<string, number>,
  found: (piece: number) => void,
  unknown: (text: string) => void,
): void {
  const marked = `_${word}`;
  let start = 0;
  while (start < marked.length) {
    let end = Math.min(marked.length, start + MOST_PART);
    let piece: number | undefined;
    while (end > start && piece === undefined) {
      piece = pieces.get(start === 0 ? marked.slice(0, end) : `+${marked.slice(start, end)}`);
      if (piece === undefined) end--;
    }
    if (piece === undefined) {
      unknown(marked.slice(start));
      return;
    }
    found(piece);
    start = end;
  }
}
