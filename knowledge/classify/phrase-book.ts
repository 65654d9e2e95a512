import { lazily } from "../../infra/lazily.ts";
import { foldPhrase } from "./read-text.ts";

/** Where a phrase stands in a folded text, and what it means there. */
export interface PhraseHit<Value> {
  start: number;
  end: number;
  value: Value;
}

export interface PhraseBook<Value> {
  /** All hits, by start; of those that start together only the longest. Time grows with the length of the text. */
  find(folded: string): PhraseHit<Value>[];
}

interface Phrase<Value> {
  pieces: { text: string; isStem: boolean }[];
  value: Value;
}

interface Node<Value> {
  next: Map<string, Node<Value>>;
  /** The phrases whose first piece ends here. */
  phrases: Phrase<Value>[];
}

/** How much may stand in a gap: Latin letters count 1, Han 3. About five English words, eight Han. */
const MAX_GAP = 26;

/**
 * A list of phrases to look for, all at once. `…` stands for a few other words of the same clause, `*` at a word's end
 * for any ending; everything else is literal, in one spelling. In scripts with spaces a phrase begins and ends with a word.
 * The phrases are read when the first text is looked at: a start waits for none of the lists.
 */
export function createPhraseBook<Value>(phrases: Iterable<readonly [phrase: string, value: Value]>): PhraseBook<Value> {
  const rootOf = lazily(() => {
    const root: Node<Value> = { next: new Map(), phrases: [] };
    for (const [phrase, value] of phrases) addPhrase(root, phrase, value);
    return root;
  });
  return {
    find: (folded) => {
      const root = rootOf();
      const hits: PhraseHit<Value>[] = [];
      for (let start = 0; start < folded.length; start += 1) {
        const hit = isInsideWord(folded, start) ? null : longestAt(root, folded, start);
        if (hit) hits.push(hit);
      }
      return hits;
    },
  };
}

function addPhrase<Value>(root: Node<Value>, phrase: string, value: Value): void {
  const pieces = phrase
    .split("…")
    .map((part) => ({ text: foldPhrase(part.replaceAll("*", "")), isStem: part.trimEnd().endsWith("*") }))
    .filter(({ text }) => text !== "");
  let node = root;
  for (const unit of pieces[0]?.text ?? "") node = nextNode(node, unit);
  if (node !== root) node.phrases.push({ pieces, value });
}

function nextNode<Value>(node: Node<Value>, unit: string): Node<Value> {
  const known = node.next.get(unit);
  if (known) return known;
  const made: Node<Value> = { next: new Map(), phrases: [] };
  node.next.set(unit, made);
  return made;
}

function longestAt<Value>(root: Node<Value>, folded: string, start: number): PhraseHit<Value> | null {
  let best: PhraseHit<Value> | null = null;
  let node: Node<Value> | undefined = root;
  let at = start;
  while (node !== undefined && at <= folded.length) {
    for (const phrase of node.phrases) {
      const end = endOf(folded, at, phrase);
      if (end !== null && end > (best?.end ?? start)) best = { start, end, value: phrase.value };
    }
    const unit = String.fromCodePoint(folded.codePointAt(at) ?? 0);
    node = node.next.get(unit);
    at += unit.length;
  }
  return best;
}

/** Where a phrase ends whose first piece ends at `at`; null when the rest does not follow. */
function endOf<Value>(folded: string, at: number, { pieces }: Phrase<Value>): number | null {
  const [first, ...others] = pieces;
  let end = first?.isStem ? endOfWord(folded, at) : at;
  if (isInsideWord(folded, end)) return null;
  for (const piece of others) {
    const next = nextPiece(folded, end, piece);
    if (next === null) return null;
    end = next;
  }
  return end;
}

function nextPiece(folded: string, from: number, piece: { text: string; isStem: boolean }): number | null {
  const window = folded.slice(from, reachOf(folded, from) + piece.text.length);
  for (let at = window.indexOf(piece.text); at !== -1; at = window.indexOf(piece.text, at + 1)) {
    const end = from + at + piece.text.length;
    if (isInsideWord(folded, from + at)) continue;
    if (piece.isStem) return endOfWord(folded, end);
    if (!isInsideWord(folded, end)) return end;
  }
  return null;
}

function reachOf(folded: string, from: number): number {
  let room = MAX_GAP;
  let at = from;
  while (at < folded.length && room > 0 && !endsClause(folded, at)) {
    room -= folded.charCodeAt(at) < 0x2e80 ? 1 : 3;
    at += 1;
  }
  return at;
}

/** Answers whether a range lies within one of the hits. Built once, then each question costs the same. */
export function createCoverage(
  length: number,
  hits: readonly { start: number; end: number }[],
): (start: number, end: number) => boolean {
  const reach = new Uint32Array(length + 1);
  for (const { start, end } of hits) {
    for (let at = start; at < end; at += 1) reach[at] = Math.max(reach[at] ?? 0, end);
  }
  return (start, end) => (reach[start] ?? 0) >= end;
}

/** Whether a comma or the end of a sentence stands here; a point inside a number or an address ends nothing. */
export function endsClause(folded: string, at: number): boolean {
  const unit = folded.charAt(at);
  return unit === "." ? !/[^\s]/.test(folded.charAt(at + 1)) : ",;:!?。、…\n".includes(unit) && unit !== "";
}

function endOfWord(folded: string, at: number): number {
  let end = at;
  while (isInsideWord(folded, end)) end += 1;
  return end;
}

/** Between two Latin letters or digits: no phrase begins or ends there. */
function isInsideWord(folded: string, at: number): boolean {
  return at > 0 && at < folded.length && isLatin(folded.charCodeAt(at - 1)) && isLatin(folded.charCodeAt(at));
}

function isLatin(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
}
