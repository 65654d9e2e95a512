import type { Words } from "../../../domain/conversations/signals.ts";
import type { ReadText } from "../read-text.ts";
import type { Planes } from "./planes.ts";
import { type Vocabulary, vectorOf } from "./vectoriser.ts";

const MOST_WORDS = 5;
/** What says less than this share of the most telling word is not shown. */
const LEAST_SHARE = 0.35;

/** The words of a text that speak most for the positive side of one of the planes, in their order; neighbours are one. */
export function evidenceOf(text: ReadText, vocabulary: Vocabulary, planes: Planes, place: number): Words[] {
  const perUnit = weighUnits(text, vocabulary, planes, place);
  const weighed = text.cut.map(({ start, end }) => ({ start, end, weight: sumOf(perUnit, start, end) }));
  const most = weighed.reduce((best, { weight }) => Math.max(best, weight), 0);
  const telling = weighed
    .filter(({ weight }) => weight > 0 && weight >= most * LEAST_SHARE)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_WORDS)
    .sort((a, b) => a.start - b.start);
  return neighboursAsOne(telling).map(({ start, end }) => text.wordsAt(start, end));
}

/** What each character of the folded text adds: a piece's share is spread over all that it covers. */
function weighUnits(text: ReadText, vocabulary: Vocabulary, { width, weights }: Planes, place: number): Float64Array {
  const { columns, values } = vectorOf(text, vocabulary);
  const shareOf = new Map(Array.from(columns, (column, at) => [column, values[at] ?? 0]));
  const perUnit = new Float64Array(text.folded.length + 1);
  for (const [index, block] of vocabulary.blocks.entries()) {
    const book = vocabulary.books[index];
    block(text, (hash, start, end) => {
      const column = book?.get(hash);
      if (column === undefined || end <= start) return;
      const each = ((weights[column * width + place] ?? 0) * (shareOf.get(column) ?? 0)) / (end - start);
      for (let at = start; at < end; at += 1) perUnit[at] = (perUnit[at] ?? 0) + each;
    });
  }
  return perUnit;
}

function sumOf(numbers: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at += 1) sum += numbers[at] ?? 0;
  return sum;
}

function neighboursAsOne(places: readonly { start: number; end: number }[]): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const { start, end } of places) {
    const last = ranges.at(-1);
    if (last && start - last.end <= 1) last.end = end;
    else ranges.push({ start, end });
  }
  return ranges;
}
