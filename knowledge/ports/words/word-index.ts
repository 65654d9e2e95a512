import { fields, type WeightedSlot, weighSlot } from "./bm25.ts";
import { createTextFinder, type QueryTerm } from "./find-texts.ts";
import {
  eachPosting,
  noPostings,
  packPostings,
  postingCount,
  type RecentPostings,
  type WordIndexState,
} from "./postings.ts";
import type { TextHit } from "./text-hit.ts";

/** A field's terms, counted with this weight. */
export interface FieldQuery {
  field: number;
  terms: readonly string[];
  boost: number;
}

export type WordIndex = ReturnType<typeof createWordIndex>;

const LEAST_RECENT = 100_000;
const GONE_SHARE = 0.2;
const LONGEST = 65_535;

/**
 * BM25+ over the texts of one collection. Postings are packed into few large arrays, six bytes each at most; what is new
 * waits beside them until there is enough of it to pack again.
 */
export function createWordIndex(state?: WordIndexState) {
  const termNumbers = new Map(state?.terms.map((term, number) => [term, number]));
  let ids: string[] = state?.ids.slice() ?? [];
  // Of a hundred thousand texts that came from a file none may ever be asked for by its id.
  let numbersById: Map<string, number> | null = null;
  let lengths = state?.lengths.slice() ?? new Uint16Array(0);
  // Not 0 for those that are gone.
  let gone = new Uint8Array(0);
  let goneCount = 0;
  let packed = state?.postings ?? noPostings();
  let recent: RecentPostings = new Map();
  let recentCount = 0;
  const totals = totalLengths(lengths, ids.length);
  const finder = createTextFinder();
  const havingCounted = new Map<number, number>();

  function numbers(): Map<string, number> {
    numbersById ??= new Map(ids.map((id, number) => [id, number]));
    return numbersById;
  }

  function add(id: string, termsOf: readonly (readonly string[])[]): void {
    const number = ids.length;
    numbers().set(id, number);
    ids.push(id);
    havingCounted.clear();
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
    const number = numbers().get(id);
    if (number === undefined) return;
    numbers().delete(id);
    havingCounted.clear();
    if (gone.length < ids.length) gone = enlarged(gone, ids.length);
    gone[number] = 1;
    goneCount++;
    for (let field = 0; field < fields; field++) totals[field] = (totals[field] ?? 0) - lengthOf(number, field);
    if (goneCount > Math.max(1_000, ids.length * GONE_SHARE)) pack();
  }

  const texts = () => ids.length - goneCount;
  const isGone = (number: number) => (gone[number] ?? 0) !== 0;
  const lengthOf = (number: number, field: number) => lengths[number * fields + field] ?? 0;

  function pack(): void {
    const renumbered = new Int32Array(ids.length).fill(-1);
    const kept: string[] = [];
    const keptLengths = new Uint16Array(texts() * fields);
    for (const [number, id] of ids.entries()) {
      if (isGone(number)) continue;
      renumbered[number] = kept.length;
      for (let field = 0; field < fields; field++) keptLengths[kept.length * fields + field] = lengthOf(number, field);
      kept.push(id);
    }
    packed = packPostings(packed, recent, termNumbers.size * fields, renumbered);
    recent = new Map();
    recentCount = 0;
    ids = kept;
    numbersById = null;
    lengths = keptLengths;
    gone = new Uint8Array(0);
    goneCount = 0;
    havingCounted.clear();
  }

  /** How many texts have a slot. Where some are gone its postings are counted, once until the next change. */
  function havingOf(slot: number): number {
    if (goneCount === 0) return postingCount(slot, packed, recent);
    let having = havingCounted.get(slot);
    if (having === undefined) {
      let count = 0;
      eachPosting(slot, packed, recent, (text) => void (isGone(text) || count++));
      having = count;
      havingCounted.set(slot, having);
    }
    return having;
  }

  /** The query's slots that any text has, in its order and with their weights; and those of each different term. */
  function weigh(queries: readonly FieldQuery[]): { order: WeightedSlot[]; terms: QueryTerm[] } {
    const order: WeightedSlot[] = [];
    const terms = new Map<number, Map<number, WeightedSlot>>();
    for (const { field, terms: asked, boost } of queries) {
      const average = (totals[field] ?? 0) / texts();
      for (const term of asked) {
        const number = termNumbers.get(term);
        if (number === undefined) continue;
        const slot = number * fields + field;
        const having = havingOf(slot);
        if (having === 0) continue;
        const weighted = weighSlot(slot, boost, having, texts(), average);
        order.push(weighted);
        const slots = terms.get(number) ?? new Map<number, WeightedSlot>();
        terms.set(number, slots);
        slots.set(slot, { ...weighted, weight: weighted.weight + (slots.get(slot)?.weight ?? 0) });
      }
    }
    return { order, terms: [...terms.values()].map((slots) => ({ slots: [...slots.values()] })) };
  }

  return {
    add,
    remove,
    /** Best first. A text's sum counts once for each different term that it has: what fits on the whole comes first. */
    search(queries: readonly FieldQuery[], limit: number): TextHit[] {
      const { order, terms } = weigh(queries);
      if (gone.length < ids.length && goneCount > 0) gone = enlarged(gone, ids.length);
      const from = { numbers: ids.length, gone: goneCount > 0 ? gone : null, lengths, packed, recent };
      return finder.find(from, terms, order, limit).map(({ text, score }) => ({ id: ids[text] ?? "", score }));
    },
    /** To be kept elsewhere; good until the next change. */
    state(): WordIndexState {
      // Where nothing came or went since it was packed, there is nothing to pack.
      if (recentCount > 0 || goneCount > 0) pack();
      return {
        terms: [...termNumbers.keys()],
        ids,
        lengths: lengths.subarray(0, ids.length * fields),
        postings: packed,
      };
    },
  };
}

function enlarged(array: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.ceil(size * 1.5));
  larger.set(array);
  return larger;
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
