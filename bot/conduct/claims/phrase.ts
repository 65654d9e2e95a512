import { COMMA, type CompactText, compactText, NOTHING, SENTENCE } from "./compact-text.ts";
import { hasDigit, undisguised } from "./unmask.ts";

/** A phrase to look for. See `compilePhrase`. */
export interface Phrase {
  pieces: Piece[];
}

interface Piece {
  text: string;
  /** Looked for in the text without disguise; a phrase with digits means them, and is looked for as it stands. */
  isUnmasked: boolean;
  /** Written with `*`: the word may go on. */
  isStem: boolean;
  /** What may stand between the piece before and this one. */
  reach: "clause" | "sentence";
}

/** What a phrase was found at: half-open ranges of units, one for each piece. */
export interface Find {
  start: number;
  end: number;
  pieces: { start: number; end: number }[];
}

/** How much may stand in a gap: Latin letters count 1, Han 3. About five English words, eight Han. */
const MAX_GAP = 26;

/**
 * Reads a phrase as people write it into a list. `…` stands for a few other words in the same clause, `……` for a few in
 * the same sentence, and `*` at a word's end for any ending. Everything else is literal; case, width, Traditional or
 * Simplified, spaces and punctuation do not matter.
 */
export function compilePhrase(phrase: string): Phrase {
  const pieces: Piece[] = [];
  let reach: Piece["reach"] = "clause";
  for (const part of phrase.replaceAll("...", "…").split(/(…+)/)) {
    if (part.startsWith("…")) reach = part.length > 1 ? "sentence" : "clause";
    else {
      const { text } = compactText(part);
      if (text !== "") pieces.push(pieceOf(text, part.trimEnd().endsWith("*"), reach));
    }
  }
  return { pieces };
}

function pieceOf(text: string, isStem: boolean, reach: Piece["reach"]): Piece {
  const isUnmasked = !hasDigit(text);
  return { text: isUnmasked ? undisguised(text) : text, isUnmasked, isStem, reach };
}

/** Everywhere a phrase stands. Time grows with the length of the text, whatever the text is. */
export function findPhrase(text: CompactText, { pieces }: Phrase): Find[] {
  const [first, ...others] = pieces;
  if (first === undefined) return [];
  const finds: Find[] = [];
  for (let start = nextPiece(text, first, 0); start !== -1; start = nextPiece(text, first, start + 1)) {
    const found = [{ start, end: start + first.text.length }];
    for (const piece of others) {
      const before = found.at(-1)?.end ?? start;
      const at = nextPiece(text, piece, before, reachOf(text, before, piece.reach) + piece.text.length);
      if (at === -1) break;
      found.push({ start: at, end: at + piece.text.length });
    }
    if (found.length === pieces.length) finds.push({ start, end: found.at(-1)?.end ?? start, pieces: found });
  }
  return finds;
}

/** The last place where the next piece may start. */
function reachOf({ text, gaps }: CompactText, from: number, reach: Piece["reach"]): number {
  const barrier = reach === "clause" ? COMMA : SENTENCE;
  let room = MAX_GAP;
  let at = from;
  while (at < text.length && (gaps[at] ?? SENTENCE) < barrier && room > 0) {
    room -= weightOf(text.charCodeAt(at));
    at += 1;
  }
  return (gaps[at] ?? SENTENCE) < barrier ? at : at - 1;
}

/** Han and other wide scripts say in one character what takes Latin several. */
export function weightOf(unit: number): number {
  return unit < 0x2e80 ? 1 : 3;
}

function nextPiece(compact: CompactText, piece: Piece, from: number, before = compact.text.length): number {
  // The window keeps each search short, so that many beginnings without an end cost no more than the text's length.
  const text = piece.isUnmasked ? compact.unmasked : compact.text;
  const window = before >= text.length ? text : text.slice(0, before);
  for (let at = window.indexOf(piece.text, from); at !== -1; at = window.indexOf(piece.text, at + 1)) {
    if (isWord(compact, at, at + piece.text.length, piece.isStem) && isUnbroken(compact, at, piece.text.length))
      return at;
  }
  return -1;
}

/** In scripts with spaces a piece must begin and end with a word: "a brisk freedom" is not "risk free". */
function isWord({ text, gaps }: CompactText, start: number, end: number, isStem: boolean): boolean {
  const goesOn = (at: number) =>
    at > 0 &&
    at < text.length &&
    gaps[at] === NOTHING &&
    isLatin(text.charCodeAt(at - 1)) &&
    isLatin(text.charCodeAt(at));
  return !goesOn(start) && (isStem || !goesOn(end));
}

function isLatin(unit: number): boolean {
  return unit < 0x2e80;
}

/**
 * A comma or full stop inside a piece means two clauses (行情平稳，赚取点差), unless every one of three and more
 * characters is set off in the same way (稳、赚、不、赔).
 */
function isUnbroken({ gaps }: CompactText, start: number, length: number): boolean {
  let breaks = 0;
  for (let at = start + 1; at < start + length; at += 1) if ((gaps[at] ?? 0) >= COMMA) breaks += 1;
  return breaks === 0 || (length >= 3 && breaks === length - 1);
}

/** Whether a comma or the end of a sentence stands before a unit; the end of the text counts. */
export function isClauseEnd({ gaps }: CompactText, at: number): boolean {
  return (gaps[at] ?? SENTENCE) >= COMMA;
}

/** Whether a new sentence starts with a unit. */
export function isSentenceStart({ gaps }: CompactText, at: number): boolean {
  return gaps[at] === SENTENCE;
}

/** Answers whether a range meets one of the finds. Built once, then each question costs the same. */
export function overlap(length: number, finds: Find[]): (start: number, end: number) => boolean {
  const reach = new Uint32Array(length + 1);
  for (const { start, end } of finds) reach[start] = Math.max(reach[start] ?? 0, end);
  for (let at = 1; at <= length; at += 1) reach[at] = Math.max(reach[at] ?? 0, reach[at - 1] ?? 0);
  return (start, end) => end > start && (reach[end - 1] ?? 0) > start;
}
