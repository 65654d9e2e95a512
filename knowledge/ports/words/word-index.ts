import {
  eachPosting,
  eachRecent,
  noPostings,
  packedCount,
  packPostings,
  type RecentPostings,
  type WordIndexState,
} from "./postings.ts";
import { bestTexts, createScores, type Scores } from "./scores.ts";
import type { TextHit } from "./text-hit.ts";

/** The fields of a text, each an own list of terms. */
export const fields = 3;
/** A field's terms, counted with this weight. */
export interface FieldQuery {
  field: number;
  terms: readonly string[];
  boost: number;
}

export type WordIndex = ReturnType<typeof createWordIndex>;

// BM25+ with what its author calls usual values.
const BM25 = { k: 1.2, b: 0.7, d: 0.5 };
const LEAST_RECENT = 100_000;
const GONE_SHARE = 0.2;
const LONGEST = 65_535;

/**
 * BM25+ over the texts of one collection. Postings are packed into few large arrays, six bytes each at most; what is new
 * waits beside them until there is enough of it to pack again.
 */
export function createWordIndex(state?: WordIndexState) {
  const termNumbers = new Map(state?.terms.map((term, number) => [term, number]));
  let ids: (string | null)[] = [...(state?.ids ?? [])];
  let numbers = new Map(state?.ids.map((id, number) => [id, number]));
  let lengths = state?.lengths.slice() ?? new Uint16Array(0);
  let packed = state?.postings ?? noPostings();
  let recent: RecentPostings = new Map();
  let recentCount = 0;
  const totals = totalLengths(lengths, ids.length);
  let scores: Scores = createScores(ids.length);

  function add(id: string, termsOf: readonly (readonly string[])[]): void {
    const number = ids.length;
    ids.push(id);
    numbers.set(id, number);
    if (lengths.length < ids.length * fields) {
      const larger = new Uint16Array(Math.max(ids.length * 1.5, 16) * fields);
      larger.set(lengths);
      lengths = larger;
    }
    for (let field = 0; field < fields; field++) {
      const counts = countTerms(termsOf[field] ?? []);
      lengths[number * fields + field] = Math.min(LONGEST, counts.size);
      totals[field] = (totals[field] ?? 0) + Math.min(LONGEST, counts.size);
      for (const [term, count] of counts) push(slotOf(term, field), number, Math.min(255, count));
    }
    if (recentCount > Math.max(LEAST_RECENT, packed.texts.length / 2)) pack();
  }

  function slotOf(term: string, field: number): number {
    const number = termNumbers.get(term) ?? termNumbers.size;
    termNumbers.set(term, number);
    return number * fields + field;
  }

  function push(slot: number, text: number, count: number): void {
    const later = recent.get(slot);
    if (later) later.push(text, count);
    else recent.set(slot, [text, count]);
    recentCount++;
  }

  function remove(id: string): void {
    const number = numbers.get(id);
    if (number === undefined) return;
    numbers.delete(id);
    ids[number] = null;
    for (let field = 0; field < fields; field++) totals[field] = (totals[field] ?? 0) - lengthOf(number, field);
    if (ids.length - numbers.size > Math.max(1_000, ids.length * GONE_SHARE)) pack();
  }

  const lengthOf = (number: number, field: number) => lengths[number * fields + field] ?? 0;

  function pack(): void {
    const renumbered = new Int32Array(ids.length).fill(-1);
    const kept: string[] = [];
    const keptLengths = new Uint16Array(numbers.size * fields);
    for (const [number, id] of ids.entries()) {
      if (id === null) continue;
      renumbered[number] = kept.length;
      for (let field = 0; field < fields; field++) keptLengths[kept.length * fields + field] = lengthOf(number, field);
      kept.push(id);
    }
    packed = packPostings(packed, recent, termNumbers.size * fields, renumbered);
    recent = new Map();
    recentCount = 0;
    ids = kept;
    numbers = new Map(kept.map((id, number) => [id, number]));
    lengths = keptLengths;
    scores = createScores(ids.length);
  }

  function score(slot: number, boost: number, termBit: number): void {
    const field = slot % fields;
    const hasGone = numbers.size < ids.length;
    let having = 0;
    if (hasGone) eachPosting(slot, packed, recent, (text) => void (ids[text] !== null && having++));
    else having = packedCount(slot, packed) + (recent.get(slot)?.length ?? 0) / 2;
    if (having === 0) return;
    const average = (totals[field] ?? 0) / numbers.size;
    const weight = boost * Math.log(1 + (numbers.size - having + 0.5) / (having + 0.5));
    const { k, b, d } = BM25;
    const [least, perTerm] = [k * (1 - b), (k * b) / average];
    // A frequent word stands in most texts: this is what a question takes longest for.
    const addTo = (text: number, count: number) => {
      if (hasGone && ids[text] === null) return;
      const norm = least + perTerm * (lengths[text * fields + field] ?? 0);
      scores.add(text, weight * (d + (count * (k + 1)) / (count + norm)), termBit);
    };
    const { starts, texts, counts } = packed;
    const end = (starts[slot] ?? 0) + packedCount(slot, packed);
    for (let place = starts[slot] ?? end; place < end; place++) addTo(texts[place] ?? 0, counts[place] ?? 0);
    eachRecent(slot, recent, addTo);
  }

  return {
    has: (id: string): boolean => numbers.has(id),
    add,
    remove,
    /** Best first. A text's sum counts once for each different term that it has: what fits on the whole comes first. */
    search(queries: readonly FieldQuery[], limit: number): TextHit[] {
      const different = new Map<string, number>();
      for (const { terms } of queries) {
        for (const term of terms) if (!different.has(term)) different.set(term, different.size);
      }
      scores.begin(ids.length, different.size);
      for (const { field, terms, boost } of queries) {
        for (const term of terms) {
          const number = termNumbers.get(term);
          if (number !== undefined) score(number * fields + field, boost, different.get(term) ?? 0);
        }
      }
      return bestTexts(scores, limit).flatMap(({ text, score: sum }) => {
        const id = ids[text];
        return typeof id === "string" ? [{ id, score: sum }] : [];
      });
    },
    /** To be kept elsewhere; good until the next change. */
    state(): WordIndexState {
      pack();
      return { terms: [...termNumbers.keys()], ids: ids as string[], lengths, postings: packed };
    },
  };
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function totalLengths(lengths: Uint16Array, texts: number): number[] {
  const totals = Array<number>(fields).fill(0);
  for (let text = 0; text < texts; text++) {
    for (let field = 0; field < fields; field++)
      totals[field] = (totals[field] ?? 0) + (lengths[text * fields + field] ?? 0);
  }
  return totals;
}
