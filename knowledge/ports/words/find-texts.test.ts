import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fields, partOf, type SearchedTexts, type WeightedSlot, weighSlot } from "./bm25.ts";
import { createTextFinder } from "./find-texts.ts";
import { countOf, noPostings, packPostings, type RecentPostings } from "./postings.ts";

const TEXTS = 60;
const TERMS = 12;
/** Counts of each term in each text, field by field: the first terms are in few texts, the last in nearly all. */
const counts = fc.array(fc.nat(99), { minLength: TEXTS * TERMS, maxLength: TEXTS * TERMS }).map((numbers) =>
  numbers.map((number, place) => {
    const term = place % TERMS;
    return number < (99 * (term + 1)) / TERMS ? 1 + (number % 3) : 0;
  }),
);
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: TEXTS * fields, maxLength: TEXTS * fields });
const asked = fc.array(fc.record({ term: fc.nat(TERMS - 1), field: fc.nat(fields - 1) }), { maxLength: 20 });

/**
 * Postings of all texts from `packedUntil` on are recent ones; a term is in the field that is its number's remainder,
 * too.
 */
function textsOf(counted: readonly number[], lengthsOf: readonly number[], packedUntil: number, goneEvery: number) {
  const [before, after]: RecentPostings[] = [new Map(), new Map()];
  for (let text = 0; text < TEXTS; text++) {
    for (let term = 0; term < TERMS; term++) {
      const count = counted[text * TERMS + term] ?? 0;
      for (const field of count > 0 ? [0, 1 + ((term + text) % 2)] : []) {
        const into = (text < packedUntil ? before : after) ?? new Map();
        into.set(term * fields + field, [...(into.get(term * fields + field) ?? []), text, count]);
      }
    }
  }
  const same = Int32Array.from({ length: TEXTS }, (_, text) => text);
  const from: SearchedTexts = {
    numbers: TEXTS,
    gone: goneEvery > 0 ? Uint8Array.from({ length: TEXTS }, (_, text) => Number(text % goneEvery === 0)) : null,
    lengths: Uint16Array.from(lengthsOf),
    packed: packPostings(noPostings(), before ?? new Map(), TERMS * fields, same),
    recent: after ?? new Map(),
  };
  return from;
}

function weighed(from: SearchedTexts, query: readonly { term: number; field: number }[]) {
  const order: WeightedSlot[] = [];
  const terms = new Map<number, Map<number, WeightedSlot>>();
  for (const { term, field } of query) {
    const number = term * fields + field;
    const all = Array.from({ length: TEXTS }, (_, text) => text).filter((text) => !from.gone?.[text]);
    const having = all.filter((text) => countOf(number, text, from.packed, from.recent) > 0).length;
    if (having === 0) continue;
    const slot = weighSlot(number, 1 / (field + 1), having, all.length, 20);
    order.push(slot);
    const slots = terms.get(term) ?? new Map<number, WeightedSlot>();
    terms.set(term, slots);
    slots.set(number, { ...slot, weight: slot.weight + (slots.get(number)?.weight ?? 0) });
  }
  return { order, terms: [...terms.values()].map((slots) => ({ slots: [...slots.values()] })) };
}

/** Every text one by one, and all of them sorted. */
function slowly(from: SearchedTexts, order: readonly WeightedSlot[], limit: number) {
  const found = Array.from({ length: TEXTS }, (_, text) => {
    const there = order.filter(({ slot }) => countOf(slot, text, from.packed, from.recent) > 0);
    const sum = there.reduce((total, slot) => {
      const length = from.lengths[text * fields + slot.field] ?? 0;
      return total + partOf(slot, countOf(slot.slot, text, from.packed, from.recent), length);
    }, 0);
    const first = there[0] ? order.indexOf(there[0]) : 0;
    return { text, first, score: sum * new Set(there.map(({ slot }) => Math.floor(slot / fields))).size };
  });
  return found
    .filter(({ text, score }) => score > 0 && !from.gone?.[text])
    .sort((a, b) => b.score - a.score || a.first - b.first || a.text - b.text)
    .slice(0, limit)
    .map(({ text, score }) => ({ text, score }));
}

describe("finding the best texts", () => {
  it("gives the texts, scores and order that comparing all of them gives, whenever it stops adding up", () => {
    const limits = fc.integer({ min: 1, max: 6 });
    const settings = fc.record({
      packedUntil: fc.nat(TEXTS),
      goneEvery: fc.nat(4),
      few: fc.constantFrom(0, 40, 9_999),
    });
    // One for all questions: what one leaves behind must not count in the next.
    const finders = new Map([0, 40, 9_999].map((few) => [few, createTextFinder(few)]));
    fc.assert(
      fc.property(counts, lengths, asked, limits, settings, (counted, lengthsOf, query, limit, each) => {
        const from = textsOf(counted, lengthsOf, each.packedUntil, each.goneEvery);
        const { order, terms } = weighed(from, query);
        const found = finders.get(each.few)?.find(from, terms, order, limit);
        expect(found).toEqual(slowly(from, order, limit));
      }),
      { numRuns: 300 },
    );
  });
});
