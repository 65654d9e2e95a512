import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../infra/errors.ts";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import { createTermStatistics } from "../retrieve/term-statistics.ts";
import { fitBoostedTrees, predict } from "./boosted-trees.ts";
import { chanceOf, fitCalibration } from "./calibration.ts";
import { fitFaqRanker } from "./fit-faq-ranker.ts";
import { fitListWeights, weigh } from "./list-weights.ts";
import { pairFeatureNames, pairFeatures, preparePairQuery } from "./pair-features.ts";
import { pairProfileOf } from "./pair-profile.ts";
import { questionFormOf } from "./question-form.ts";
import { parsePairs, type QuestionPair } from "./read-pairs.ts";
import { createTextSimilarity } from "./text-similarity.ts";
import { fitWordingVectors } from "./wording-vectors.ts";

const statistics = { words: createTermStatistics(), grams: createTermStatistics() };
const prepare = (text: string) => preparePairQuery(pairProfileOf(text), statistics);
const featureOf = (a: string, b: string, name: (typeof pairFeatureNames)[number]) =>
  pairFeatures(prepare(a), prepare(b))[pairFeatureNames.indexOf(name)];

describe("the features of two wordings", () => {
  it("are a finite number each, whatever the texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), fc.string({ maxLength: 40 }), (a, b) => {
        const row = pairFeatures(prepare(a), prepare(b));
        expect(row).toHaveLength(pairFeatureNames.length);
        expect(row.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it("see that both say the same in the same order, and what one lacks", () => {
    expect(featureOf("怎么提现", "怎么提现", "subsequence")).toBe(1);
    expect(featureOf("怎么提现", "怎麼提現", "wordCosine")).toBe(1);
    expect(featureOf("How do I withdraw", "How do I withdraw dollars", "missingWording")).toBeGreaterThan(0);
    expect(featureOf("How do I withdraw", "How do I withdraw dollars", "missingQuery")).toBe(0);
    expect(featureOf("3 days", "5 days", "numbers")).toBe(1);
  });
});

it.each([
  ["为什么还没到账", "why"],
  ["提现要多久", "how_long"],
  ["手续费多少", "how_much"],
  ["怎么开户", "how"],
  ["how long does it take", "how_long"],
  ["can i close my account", "whether"],
  ["my card was declined", "problem"],
  ["hello", "none"],
] as const)("%s asks %s", (text, form) => {
  expect(questionFormOf(text)).toBe(form);
});

describe("boosted trees", () => {
  const rows = Array.from({ length: 400 }, (_, index) => [index % 20, Math.floor(index / 20)]);
  // No sum of the two features tells these apart.
  const labels = rows.map(([x = 0, y = 0]) => (x > 9 === y > 6 ? 1 : 0));

  it("learn what only both features together tell", () => {
    const model = fitBoostedTrees(rows, labels, { trees: 60, depth: 2 });
    const right = rows.filter((row, index) => predict(model, row) > 0.5 === (labels[index] === 1));
    expect(right.length / rows.length).toBeGreaterThan(0.98);
  });

  it("come out the same twice, survive JSON, and say a probability", () => {
    const model = fitBoostedTrees(rows, labels, { trees: 5 });
    expect(fitBoostedTrees(rows, labels, { trees: 5 })).toEqual(model);
    const kept = JSON.parse(JSON.stringify(model));
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, y) => {
        const probability = predict(kept, [x, y]);
        expect(probability).toBe(predict(model, [x, y]));
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
      }),
    );
  });

  it("refuse rows without labels", () => {
    expect(() => fitBoostedTrees([], [])).toThrow(RangeError);
    expect(() => fitBoostedTrees([[1]], [])).toThrow(RangeError);
  });
});

it("learns weights that put the first of each list on top", () => {
  const lists = Array.from({ length: 50 }, (_, list) => [
    [list % 3, 5],
    [list % 5, 1],
    [list % 7, 2],
  ]);
  const weights = fitListWeights(lists);
  for (const [first = [], ...others] of lists) {
    for (const other of others) expect(weigh(weights, first)).toBeGreaterThan(weigh(weights, other));
  }
  expect(() => fitListWeights([])).toThrow(RangeError);
});

it("learns how often what looks like this was right", () => {
  const rows = Array.from({ length: 1_000 }, (_, index) => [index < 500 ? 1 : -1]);
  const model = fitCalibration(
    rows,
    rows.map((_, index) => (index < 500 ? index % 10 !== 0 : index % 10 === 0)),
  );
  expect(chanceOf(model, [1])).toBeCloseTo(0.9, 1);
  expect(chanceOf(model, [-1])).toBeCloseTo(0.1, 1);
});

it("learns that two words mean the same from pairs, and is the same for a seed", () => {
  const words = ["red", "blue", "green", "black", "white", "brown"];
  const twins = words.map((word) => `${word}ish`);
  const pairs = words.flatMap((word, index) =>
    twins.flatMap((twin, other) =>
      Array.from({ length: 4 }, () => ({ a: [word, "colour"], b: [twin, "tint"], isSame: index === other })),
    ),
  );
  const options = { seed: 3, weightOf: () => 1, rounds: 30 };
  const vectors = fitWordingVectors(pairs, options);
  const cosine = (a: string, b: string) => vectors([a]).reduce((sum, x, k) => sum + x * (vectors([b])[k] ?? 0), 0);
  for (const [index, word] of words.entries()) {
    const likeness = twins.map((twin) => cosine(word, twin));
    expect(likeness.indexOf(Math.max(...likeness))).toBe(index);
  }
  expect(fitWordingVectors(pairs, options)(["red", "tint"])).toEqual(vectors(["red", "tint"]));
  expect(vectors(["never seen"]).every((value) => value === 0)).toBe(true);
});

describe("pairs of questions", () => {
  it("are read, and a line that is none is named", () => {
    const lines = [...somePairs()].map(({ a, b, isSame }) => JSON.stringify({ a, b, label: isSame ? 1 : 0 }));
    expect(parsePairs(lines.join("\n"))).toHaveLength(lines.length);
    expect(() => parsePairs([...lines, '{"a": "x"}'].join("\n"))).toThrow(`Line ${lines.length + 1} is not`);
    expect(() => parsePairs(lines.slice(0, 10).join("\n"))).toThrow(InputError);
  });

  it("teach a ranker which FAQ is meant by words that the FAQ does not have", async () => {
    const similarity = await createTextSimilarity(createHashedEmbedder());
    const progress: number[] = [];
    const ranker = await fitFaqRanker([...somePairs()], { similarity, onProgress: (done) => progress.push(done) });
    const candidate = (text: string) => ({ wordings: [{ text, vectorSimilarity: 0 }], answer: text });
    const faqs = MATTERS.map(([question]) => candidate(question));
    const rankings = ranker.rank("could you tell me about my dosh", statistics, faqs);
    const best = rankings.findIndex(({ score }) => score === Math.max(...rankings.map((one) => one.score)));
    expect(MATTERS[best]?.[0]).toBe("how do i withdraw money");
    for (const { confidence } of rankings) expect(confidence).toBeGreaterThanOrEqual(0);
    expect(progress.at(-1)).toBe(100);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });
});

const MATTERS = [
  ["how do i withdraw money", "dosh"],
  ["how do i open an account", "joining"],
  ["what is the trading fee", "commission"],
  ["where is my statement", "paperwork"],
  ["can i change my phone number", "mobile"],
  ["why was my order rejected", "bounced"],
  ["when does the market open", "bell"],
  ["how do i reset my password", "locked"],
] as const;

/** Each matter in its own words and in one that shares none, joined with the others as labelled pairs. */
function* somePairs(): Generator<QuestionPair> {
  const openings = [
    "tell me about",
    "what about",
    "help with",
    "could you tell me about",
    "please explain",
    "question on",
  ];
  const ends = ["my", "the", "our", "some", "this", "any"];
  for (const [index, [question]] of MATTERS.entries()) {
    for (const [other, [, word]] of MATTERS.entries()) {
      for (const opening of openings) {
        for (const end of ends) {
          if (index !== other && (opening.length + end.length) % 3 !== 0) continue;
          yield { a: `${opening} ${end} ${word}`, b: question, isSame: index === other };
        }
      }
    }
  }
}
