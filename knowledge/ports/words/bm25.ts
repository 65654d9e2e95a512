import { type Postings, packedCount, type RecentPostings } from "./postings.ts";

/** The fields of a text, each an own list of terms. */
export const fields = 3;

// BM25+ with what its author calls usual values.
const K = 1.2;
const B = 0.7;
const D = 0.5;
const LEAST_NORM = K * (1 - B);
/** What one term can give a text at most, as a share of its weight: it stands there without end. */
const MOST_SHARE = D + K + 1;

/** The texts that are searched; they have numbers, some of which may be gone. */
export interface SearchedTexts {
  /** Numbers that were given out. */
  numbers: number;
  /** Not 0 for numbers that are gone; null: none is. */
  gone: Uint8Array | null;
  /** Different terms of each text, field by field. */
  lengths: Uint16Array;
  packed: Postings;
  recent: RecentPostings;
}

/** A term in one field, as often as the query has it there. */
export interface WeightedSlot {
  slot: number;
  field: number;
  weight: number;
  /** What a term of the text's length adds to the norm. */
  perTerm: number;
}

/** Weighs a slot that stands in `having` texts, in a field of that average length. */
export function weighSlot(slot: number, boost: number, having: number, texts: number, average: number): WeightedSlot {
  const weight = boost * Math.log(1 + (texts - having + 0.5) / (having + 0.5));
  return { slot, field: slot % fields, weight, perTerm: (K * B) / average };
}

/** What a slot adds to a text that has it `count` times in a field of `length` different terms. */
export function partOf({ weight, perTerm }: WeightedSlot, count: number, length: number): number {
  return weight * (D + (count * (K + 1)) / (count + (LEAST_NORM + perTerm * length)));
}

/** More than that it adds to no text. */
export function mostOf({ weight }: WeightedSlot): number {
  return weight * MOST_SHARE;
}

/** Sums by text, and how many different terms each has; one term's slots follow one another. */
export interface Sums {
  /** 0 for a text that has nothing. */
  sums: Float64Array;
  /** The number of terms, shifted by 16, and the last one's number from 1. */
  marks: Uint32Array;
  /** The texts that have something: the first `count`. */
  touched: Uint32Array;
  count: number;
}

/** Adds a slot's part to every text that has it, or (`onlyKnown`) to those that have something already. */
export function addSlot(into: Sums, slot: WeightedSlot, mark: number, from: SearchedTexts, onlyKnown: boolean): void {
  const { packed, recent } = from;
  const start = packed.starts[slot.slot] ?? 0;
  addPostings(into, slot, mark, from, onlyKnown, packed, start, start + packedCount(slot.slot, packed));
  const later = recent.get(slot.slot);
  if (!later) return;
  const texts = Uint32Array.from({ length: later.length / 2 }, (_, place) => later[place * 2] ?? 0);
  const counts = Uint8Array.from({ length: later.length / 2 }, (_, place) => later[place * 2 + 1] ?? 0);
  addPostings(into, slot, mark, from, onlyKnown, { texts, counts }, 0, texts.length);
}

/** Adds what one slot of a term gives to a text. */
export function addPart({ sums, marks }: Sums, text: number, part: number, mark: number): void {
  sums[text] = (sums[text] as number) + part;
  const known = marks[text] as number;
  if ((known & 0xffff) !== mark) marks[text] = (((known >>> 16) + 1) << 16) | mark;
}

/**
 * What a question takes longest for. Every index is within its array: asking of each number whether it is there, or
 * calling a function for each posting, would take as long again.
 */
function addPostings(
  into: Sums,
  { weight, perTerm, field }: WeightedSlot,
  mark: number,
  { gone, lengths }: SearchedTexts,
  onlyKnown: boolean,
  { texts, counts }: Pick<Postings, "texts" | "counts">,
  start: number,
  end: number,
): void {
  const { sums, marks, touched } = into;
  let count = into.count;
  for (let place = start; place < end; place++) {
    const text = texts[place] as number;
    if (gone !== null && gone[text] !== 0) continue;
    const before = sums[text] as number;
    if (before === 0) {
      if (onlyKnown) continue;
      touched[count++] = text;
    }
    const times = counts[place] as number;
    const norm = LEAST_NORM + perTerm * (lengths[text * fields + field] as number);
    sums[text] = before + weight * (D + (times * (K + 1)) / (times + norm));
    const known = marks[text] as number;
    if ((known & 0xffff) !== mark) marks[text] = (((known >>> 16) + 1) << 16) | mark;
  }
  into.count = count;
}
