import { addPart, addSlot, fields, mostOf, partOf, type SearchedTexts, type Sums, type WeightedSlot } from "./bm25.ts";
import { countOf, eachAmong, postingCount } from "./postings.ts";

/** One of the query's different terms, with the fields it is looked for in. */
export interface QueryTerm {
  slots: WeightedSlot[];
}

export interface FoundText {
  text: number;
  score: number;
}

/** So many postings are added up before it is asked for the first time what the best reach. */
const FEW = 16_384;
/** For so many times as many texts as are wanted every term is looked up then: it spares adding up most of the rest. */
const ASKED_OF = 2;
/** Asked again where what is left could bring a text so many times as far as the best were last known to reach. */
const NEAR = 1.02;
/** Sums in another order differ in their last digits: what is as near as that is compared in the query's order. */
const ROUNDING = 1 - 1e-9;
/** So many postings of a list are added up in the time that looking up one text in it takes. */
const POSTINGS_A_LOOKUP = 8;

interface Planned extends QueryTerm {
  mark: number;
  postings: number;
  /** What this term and those after it add to a text at most. */
  most: number;
  /** How many those are. */
  left: number;
}

/**
 * Finds the best texts exactly: by the sum of their slots' parts times the number of different terms; among equals the one
 * that the query's order comes upon first. Rare terms are added up first. As soon as the terms that are left could not bring
 * a text among the best by themselves (MaxScore), they are only looked up for those texts that still can be among them.
 */
export function createTextFinder(few = FEW) {
  let work: Sums = { sums: new Float64Array(0), marks: new Uint32Array(0), touched: new Uint32Array(0), count: 0 };

  function begin(numbers: number): void {
    const room = Math.ceil(numbers * 1.25);
    if (numbers > work.sums.length) {
      work = { sums: new Float64Array(room), marks: new Uint32Array(room), touched: new Uint32Array(room), count: 0 };
    }
    work.sums.fill(0);
    work.marks.fill(0);
    work.count = 0;
  }

  return {
    /** `order` has the slots as the query has them, repetitions included; `terms` has each once, with their sum. */
    find(from: SearchedTexts, terms: readonly QueryTerm[], order: readonly WeightedSlot[], limit: number): FoundText[] {
      begin(from.numbers);
      const plan = planned(terms, from);
      let least = 0;
      let next = 0;
      let added = 0;
      for (const term of plan) {
        const most = term.most * term.left;
        if (added + term.postings > few && (least === 0 || most < NEAR * least)) {
          least = Math.max(least, reachedByBest(work, plan.slice(next), from, limit));
          if (most < least * ROUNDING) break;
        }
        for (const slot of term.slots) addSlot(work, slot, term.mark, from, false);
        added += term.postings;
        next++;
      }
      const candidates = finish(work, plan.slice(next), from, least, limit);
      return inOrder(candidates, order, from, limit);
    },
  };
}

/** Rarest first. */
function planned(terms: readonly QueryTerm[], from: SearchedTexts): Planned[] {
  const plan = terms.map(({ slots }, index): Planned => {
    const postings = slots.reduce((sum, { slot }) => sum + postingCount(slot, from.packed, from.recent), 0);
    return { slots, mark: index + 1, postings, most: slots.reduce((sum, slot) => sum + mostOf(slot), 0), left: 1 };
  });
  plan.sort((a, b) => a.postings - b.postings);
  for (let index = plan.length - 2; index >= 0; index--) {
    const [term, after] = [plan[index] as Planned, plan[index + 1] as Planned];
    term.most += after.most;
    term.left += after.left;
  }
  return plan;
}

/** What the best so far have after all terms: the last of the best, of all texts, has no less than their `limit`-th. */
function reachedByBest(work: Sums, left: readonly Planned[], from: SearchedTexts, limit: number): number {
  const texts = Uint32Array.from(bestOf(work, limit * ASKED_OF), ({ text }) => text).sort();
  const sums = Float64Array.from(texts, (text) => work.sums[text] ?? 0);
  const terms = Uint32Array.from(texts, (text) => (work.marks[text] ?? 0) >>> 16);
  for (const { slots } of left) {
    const found = new Uint8Array(texts.length);
    for (const slot of slots) {
      eachAmong(slot.slot, texts, from.packed, from.recent, (place, count) => {
        sums[place] = (sums[place] ?? 0) + partIn(slot, texts[place] ?? 0, count, from);
        found[place] = 1;
      });
    }
    for (let place = 0; place < found.length; place++) terms[place] = (terms[place] ?? 0) + (found[place] ?? 0);
  }
  const scores = sums.map((sum, place) => sum * (terms[place] ?? 0)).sort();
  return scores[scores.length - limit] ?? 0;
}

/** The texts that may be among the best, after the terms that are left; few more than `limit`. */
function finish(
  work: Sums,
  left: readonly Planned[],
  from: SearchedTexts,
  known: number,
  limit: number,
): readonly number[] {
  let isSorted = false;
  for (const term of left) {
    keepThoseThatReach(work, term, known * ROUNDING);
    const texts = work.touched.subarray(0, work.count);
    if (texts.length * POSTINGS_A_LOOKUP > term.postings) {
      for (const slot of term.slots) addSlot(work, slot, term.mark, from, true);
      continue;
    }
    if (!isSorted) texts.sort();
    isSorted = true;
    for (const slot of term.slots) {
      eachAmong(slot.slot, texts, from.packed, from.recent, (place, count) => {
        const text = texts[place] as number;
        addPart(work, text, partIn(slot, text, count, from), term.mark);
      });
    }
  }
  const best = bestOf(work, limit);
  const least = best.length === limit ? (best[limit - 1]?.score ?? 0) : 0;
  return [...work.touched.subarray(0, work.count).filter((text) => reached(work, text) >= least * ROUNDING)];
}

/** Forgets the texts that cannot reach `least` with what is left. */
function keepThoseThatReach(work: Sums, { most, left }: Planned, least: number): void {
  const { sums, marks, touched } = work;
  let kept = 0;
  for (let place = 0; place < work.count; place++) {
    const text = touched[place] as number;
    if (((sums[text] as number) + most) * (((marks[text] as number) >>> 16) + left) >= least) touched[kept++] = text;
    else sums[text] = 0;
  }
  work.count = kept;
}

function reached({ sums, marks }: Sums, text: number): number {
  return (sums[text] as number) * ((marks[text] as number) >>> 16);
}

function partIn(slot: WeightedSlot, text: number, count: number, { lengths }: SearchedTexts): number {
  return partOf(slot, count, lengths[text * fields + slot.field] ?? 0);
}

/** The best by what they have so far. */
function bestOf(work: Sums, limit: number): FoundText[] {
  const best: FoundText[] = [];
  let least = 0;
  for (let index = 0; index < work.count; index++) {
    const text = work.touched[index] as number;
    const score = reached(work, text);
    if (score <= least) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
    best.splice(place, 0, { text, score });
    if (best.length > limit) best.pop();
    if (best.length === limit) least = best[limit - 1]?.score ?? 0;
  }
  return best;
}

/** Adds up anew in the query's order: equal texts get equal scores, whatever order the search took. */
function inOrder(
  candidates: readonly number[],
  order: readonly WeightedSlot[],
  from: SearchedTexts,
  limit: number,
): FoundText[] {
  const found = candidates.map((text) => {
    const terms = new Set<number>();
    let sum = 0;
    let first = order.length;
    order.forEach((slot, place) => {
      const count = countOf(slot.slot, text, from.packed, from.recent);
      if (count === 0) return;
      sum += partIn(slot, text, count, from);
      terms.add(Math.floor(slot.slot / fields));
      first = Math.min(first, place);
    });
    return { text, score: sum * terms.size, first };
  });
  found.sort((a, b) => b.score - a.score || a.first - b.first || a.text - b.text);
  return found.slice(0, limit).map(({ text, score }) => ({ text, score }));
}
