import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMiniSearchTextIndex } from "./minisearch-text-index.ts";
import { createPackedTextIndex } from "./packed-text-index.ts";
import type { TextEntry } from "./text-index.ts";
import type { TextHit } from "./words/text-hit.ts";

const words = "出金 手续费 银行卡 账户 多久 到账 fee account open close withdraw passport the of 手 费".split(" ");
const text = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((all) => all.join(" "));
const joined = fc.array(fc.constantFrom(...words.slice(0, 6)), { maxLength: 6 }).map((all) => all.join(""));
const entry = fc.record({
  id: fc.integer({ min: 0, max: 12 }).map(String),
  title: fc.oneof(fc.constant(""), text),
  text: fc.oneof(text, joined),
});
const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: entry }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.integer({ min: 0, max: 12 }).map(String) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true as const }) },
);

/** Scores by id, rounded: both add the same numbers up in another order. */
const scores = (hits: readonly TextHit[]) =>
  Object.fromEntries(hits.map(({ id, score }) => [id, Number(score.toPrecision(9))]));

describe("the packed text index", () => {
  it("gives every text the score that MiniSearch filled anew gives it, whatever came, went, and was kept in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), fc.oneof(text, joined), async (changes, query) => {
        const packed = createPackedTextIndex();
        const held = new Map<string, TextEntry>();
        for (const each of changes) {
          if ("put" in each) {
            await packed.upsert("kb", [each.put]);
            held.set(each.put.id, each.put);
          }
          if ("remove" in each) {
            await packed.delete("kb", [each.remove]);
            held.delete(each.remove);
          }
          if ("restart" in each) {
            const state = packed.save?.("kb");
            if (state) packed.restore?.("kb", structuredClone(state));
          }
        }
        // Filled at one go: what was taken out of MiniSearch goes on counting in it for a while.
        const reference = createMiniSearchTextIndex();
        await reference.upsert("kb", [...held.values()]);
        expect(scores(await packed.search("kb", query, 50))).toEqual(scores(await reference.search("kb", query, 50)));
      }),
      { numRuns: 300 },
    );
  });

  it("counts the different terms of a question of a thousand characters", async () => {
    const packed = createPackedTextIndex();
    const reference = createMiniSearchTextIndex();
    const terms = Array.from({ length: 150 }, (_, index) => `word${index}`);
    for (const index of [packed, reference]) {
      await index.upsert("kb", [
        { id: "all", title: "", text: terms.join(" ") },
        { id: "some", title: "", text: terms.slice(0, 70).join(" ") },
      ]);
    }
    expect(scores(await packed.search("kb", terms.join(" "), 5))).toEqual(
      scores(await reference.search("kb", terms.join(" "), 5)),
    );
    // What one question left behind must not count in the next.
    expect(scores(await packed.search("kb", "word1 word90", 5))).toEqual(
      scores(await reference.search("kb", "word1 word90", 5)),
    );
  });
});
