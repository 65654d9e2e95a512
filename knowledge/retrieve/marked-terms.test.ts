import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTermMarker } from "./marked-terms.ts";
import { wordPairs } from "./profile.ts";

const word = fc.constantFrom(..."a b c d e f g h".split(" "));
const tokens = fc.record({ words: fc.array(word, { maxLength: 8 }), bigrams: fc.array(word, { maxLength: 4 }) });
const passage = fc.record({ title: tokens, sentences: fc.array(tokens, { maxLength: 5 }) });

describe("marking a question's terms", () => {
  it("says of each place what sets of its words say, for one passage after another", () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 6 }),
        fc.uniqueArray(word, { maxLength: 4 }),
        fc.array(passage, { maxLength: 4 }),
        (words, others, passages) => {
          const terms = [...new Set([...words, ...others])];
          const markTerms = createTermMarker(terms, words);
          for (const profile of passages) {
            const { marks, anywhere, title, sentences, nothing, mostPairs } = markTerms(profile);
            const rowsOf = [profile.title, ...profile.sentences].map(
              (part) => new Set([...part.words, ...part.bigrams]),
            );
            const marked = (row: number) => terms.filter((_, place) => marks[row + place] === 1);
            expect([title, ...sentences].map(marked)).toEqual(
              rowsOf.map((set) => terms.filter((term) => set.has(term))),
            );
            expect(marked(anywhere)).toEqual(terms.filter((term) => rowsOf.some((set) => set.has(term))));
            expect(marked(nothing)).toEqual([]);
            const asked = [...wordPairs(words)];
            const pairs = profile.sentences.map(
              (part) => asked.filter((pair) => wordPairs(part.words).has(pair)).length,
            );
            expect(mostPairs).toBe(Math.max(0, ...pairs));
          }
        },
      ),
    );
  });
});
