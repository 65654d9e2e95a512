import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confidenceOf, defaultThreshold } from "./confidence.ts";
import { profileOf, profilePassage } from "./profile.ts";
import { createFaqScorer } from "./score-faq.ts";
import { createPassageScorer } from "./score-passage.ts";
import { createTermStatistics } from "./term-statistics.ts";

const statistics = { words: createTermStatistics(), grams: createTermStatistics() };
for (const text of [
  "出金手续费是多少",
  "出金要多久到账",
  "How do I reset my password?",
  "What is the withdrawal fee?",
]) {
  statistics.words.add(profileOf(text).wordSet);
  statistics.grams.add(profileOf(text).grams);
}

describe("the score of an FAQ", () => {
  const scoreOf = (question: string, wordings: string[], vectorSimilarity = 0.5) =>
    createFaqScorer(
      profileOf(question),
      statistics,
    )(wordings.map((wording) => ({ profile: profileOf(wording), vectorSimilarity, textShare: 0.5 })));

  it("is 1 for the literal question with every member agreed", () => {
    const profile = profileOf("出金手续费是多少");
    const score = createFaqScorer(profile, statistics)([{ profile, vectorSimilarity: 1, textShare: 1 }]);
    expect(score).toBeCloseTo(1, 5);
  });

  it("is higher the more of the question's words are in it", () => {
    const scores = ["天气", "手续费", "出金手续费", "出金手续费是多少"].map((wording) =>
      scoreOf("出金手续费是多少", [wording]),
    );
    expect([...scores].sort((a, b) => a - b)).toEqual(scores);
  });

  it("falls for a denial where none was asked, and for other numbers", () => {
    expect(scoreOf("可以出金", ["可以出金"])).toBeGreaterThan(scoreOf("可以出金", ["不能出金"]));
    expect(scoreOf("level 2 account", ["level 2 account"])).toBeGreaterThan(
      scoreOf("level 2 account", ["level 3 account"]),
    );
  });

  it("rises with the vectors' similarity, whatever the texts", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (a, b, similarity) => {
          expect(scoreOf(a, [b], similarity + 0.1)).toBeGreaterThan(scoreOf(a, [b], similarity));
        },
      ),
    );
  });

  it("follows the vectors more in English than in Chinese", () => {
    const gain = (question: string) => scoreOf(question, [question], 0.9) - scoreOf(question, [question], 0.1);
    expect(gain("withdrawal fee")).toBeGreaterThan(1.2 * gain("出金手续费"));
  });

  it("is a number for every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(scoreOf(a, [b, a])).not.toBeNaN();
      }),
    );
  });
});

describe("the score of a passage", () => {
  const scoreOf = (question: string, content: string) =>
    createPassageScorer(
      profileOf(question),
      statistics,
    )({ profile: profilePassage("Guide", content), textScore: 10, textShare: 0.5, vectorSimilarity: 0 });

  it("is higher where the words stand in one place than where they are scattered", () => {
    const filler = "Something else is written here. ".repeat(5);
    const together = scoreOf("withdrawal fee", `The withdrawal fee is low. ${filler}${filler}`);
    const apart = scoreOf("withdrawal fee", `The withdrawal is easy. ${filler}${filler}The fee is low.`);
    expect(together.score).toBeGreaterThan(apart.score);
  });

  it("names the sentence that fits best", () => {
    expect(
      scoreOf("margin call level", "Hello there. Welcome to us. The margin call level is 80 %. Bye.").sentence,
    ).toBe(2);
  });

  it("is a number for every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(scoreOf(a, b).score).not.toBeNaN();
      }),
    );
  });
});

describe("the confidence", () => {
  const value = fc.double({ min: -0.5, max: 1.2, noNaN: true });

  it("lies between 0 and 1 and grows with score and margin", () => {
    fc.assert(
      fc.property(fc.constantFrom("faq" as const, "chunk" as const), value, value, (kind, score, margin) => {
        const confidence = confidenceOf(kind, score, margin);
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThan(1);
        expect(confidenceOf(kind, score + 0.05, margin)).toBeGreaterThan(confidence);
        expect(confidenceOf(kind, score, margin + 0.05)).toBeGreaterThan(confidence);
      }),
    );
  });

  it("is above the threshold for a literal repetition of the only entry, and far below for nothing in common", () => {
    expect(confidenceOf("faq", 1, 1)).toBeGreaterThan(0.99);
    expect(confidenceOf("faq", 0.1, 0.05)).toBeLessThan(0.05);
    expect(defaultThreshold).toBe(0.6);
  });
});

describe("the weight of a term", () => {
  it("is small for function words also where there are few texts", () => {
    expect(statistics.words.weight("the")).toBeLessThan(statistics.words.weight("password") / 2);
  });

  it("is again what it was after a text was added and removed", () => {
    const before = statistics.words.weight("password");
    const terms = new Set(["password", "reset"]);
    statistics.words.add(terms);
    expect(statistics.words.weight("password")).toBeLessThan(before);
    statistics.words.remove(terms);
    expect(statistics.words.weight("password")).toBe(before);
  });
});
