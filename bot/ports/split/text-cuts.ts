import type { Run } from "./text-runs.ts";

/** A place inside a run where it may be cut, and how good it is. */
export interface Cut {
  at: number;
  /** After a sentence or line, between words, or merely between two graphemes. */
  rank: "sentence" | "word" | "grapheme";
}

const graphemes = new Intl.Segmenter("zh", { granularity: "grapheme" });
/** ICU cuts Chinese, which has no spaces, by a dictionary. */
const words = new Intl.Segmenter("zh", { granularity: "word" });

const chineseSentenceEnd = /[。！？；…]+[”’」』）》】]*\s*/gu;
const whiteSpace = /\s+/gu;
const lineBreak = /\n/gu;
/** A Latin full stop ends a sentence only before white space: 3.5 and a.com go on. */
const sentenceMark = /[.!?;]["')\]”’]{0,3}$/u;
const closing = /^[\s\p{Pe}\p{Pf},.;:!?，。；：！？、％%…—·]/u;
const opening = /[\p{Ps}\p{Pi}$¥￥#@]$/u;
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** All cuts of a run, ascending. Linear in its length. */
export function findCuts(run: Run): Cut[] {
  const { text } = run;
  const ranks = new Map<number, Cut["rank"]>();
  for (const index of segmentStarts(graphemes, text)) if (index > 0) ranks.set(index, "grapheme");
  for (const index of wordBorders(text)) if (ranks.has(index)) ranks.set(index, "word");
  const sentences = run.block.type === "code" ? lineBorders(text) : sentenceBorders(text);
  for (const index of sentences) if (ranks.has(index)) ranks.set(index, "sentence");
  for (const atom of run.atoms) {
    for (let at = atom.start + 1; at < atom.end; at += 1) ranks.delete(at - run.start);
  }
  return [...ranks].map(([index, rank]) => ({ at: run.start + index, rank }));
}

function* sentenceBorders(text: string): Iterable<number> {
  for (const match of text.matchAll(chineseSentenceEnd)) yield match.index + match[0].length;
  for (const match of text.matchAll(whiteSpace)) {
    const before = text.slice(Math.max(0, match.index - 4), match.index);
    if (match[0].includes("\n") || sentenceMark.test(before)) yield match.index + match[0].length;
  }
}

/** In preformatted text only the line break itself: the next line's indentation must stay. */
function* lineBorders(text: string): Iterable<number> {
  for (const match of text.matchAll(lineBreak)) yield match.index + 1;
}

/**
 * After the space in languages that write one, anywhere between two words in those that do not; marks stay with their
 * word.
 */
function* wordBorders(text: string): Iterable<number> {
  for (const index of segmentStarts(words, text)) {
    const before = text.slice(Math.max(0, index - 2), index);
    const after = text.slice(index, index + 2);
    if (closing.test(after) || opening.test(before)) continue;
    if (/\s$/.test(before) || cjk.test(before.slice(-1)) || cjk.test(after.slice(0, 1))) yield index;
  }
}

/**
 * Where the segments of a text start. Asks for a window at a time, because the time `Intl.Segmenter` takes grows with
 * the square of the text on Node 20 (100,000 letters: 3.2 s whole, 0.05 s so). The last segment of a window may go on
 * behind it, so the next window starts there.
 */
function* segmentStarts(segmenter: Intl.Segmenter, text: string): Iterable<number> {
  let length = 512;
  for (let from = 0; from < text.length; ) {
    const segments = [...segmenter.segment(text.slice(from, from + length))];
    const isEnd = from + length >= text.length;
    const complete = isEnd ? segments : segments.slice(0, -1);
    for (const { index } of complete) yield from + index;
    if (isEnd) return;
    const last = segments.at(-1)?.index ?? 0;
    length = last === 0 ? length * 2 : 512;
    from += last;
  }
}
