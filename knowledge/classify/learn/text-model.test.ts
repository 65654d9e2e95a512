import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText } from "../read-text.ts";
import { fitTextModel } from "./text-model.ts";

const examples = (
  [
    ["when will my withdrawal arrive", "withdrawal"],
    ["I want to withdraw 500 dollars", "withdrawal"],
    ["my withdrawal is still pending", "withdrawal"],
    ["出金多久到账", "withdrawal"],
    ["我的出金还没到", "withdrawal"],
    ["how do I deposit money", "deposit"],
    ["my deposit is not in my account", "deposit"],
    ["can I deposit with a card", "deposit"],
    ["怎么入金", "deposit"],
    ["入金没有到账", "deposit"],
    ["open an account for me", "account_opening"],
    ["what do I need to open an account", "account_opening"],
    ["怎么开户", "account_opening"],
    ["开户要什么资料", "account_opening"],
  ] as const
).map(([text, label]) => ({ text: readText(text), label }));
const model = fitTextModel(examples);
const best = (text: string, of = model) => {
  const probabilities = of.probabilities(readText(text));
  return of.labels[probabilities.indexOf(Math.max(...probabilities))];
};
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", " ", "出金", "deposit 入金 😡"));

describe("a model fitted by examples", () => {
  it.each([
    ["is my withdrawal on its way?", "withdrawal"],
    ["我要出金", "withdrawal"],
    ["I made a DEPOSIT yesterday", "deposit"],
    ["想開戶", "account_opening"],
  ])("reads %j, which it has not seen, as %s", (text, label) => {
    expect(best(text)).toBe(label);
  });

  it("names the words that speak for a label, as they are written", () => {
    const text = readText("Hello, is my WITHDRAWAL on its way?");
    expect(model.evidence(text, "withdrawal").map((words) => words.text)).toContain("WITHDRAWAL");
  });

  it("gives probabilities that add up to one, for any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const probabilities = [...model.probabilities(readText(text))];
        expect(probabilities.every((each) => each >= 0 && each <= 1)).toBe(true);
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      }),
    );
  });

  it("gives evidence that stands in the text, for any text", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const text = readText(raw);
        for (const words of model.evidence(text, "deposit")) {
          expect(text.original.slice(words.start, words.end)).toBe(words.text);
        }
      }),
    );
  });

  it("is the same each time it is fitted, with two labels and with many", () => {
    const many = examples.map((example, at) => ({ ...example, label: `kind_${at % 9}` }));
    const two = examples.map((example, at) => ({ ...example, label: at % 2 === 0 ? "a" : "b" }));
    for (const list of [many, two]) {
      const text = readText("where is my money 出金");
      expect(fitTextModel(list).probabilities(text)).toEqual(fitTextModel(list).probabilities(text));
    }
  });

  it("learns from sentence vectors what no shared word says", () => {
    const side = (text: string) => Float32Array.of(/cat|dog|猫/.test(text) ? 3 : 0, /car|bus|车/.test(text) ? 2 : 0);
    const list = ["a cat", "my dog", "the car", "a bus"].map((text, at) => ({
      text: readText(text),
      label: at < 2 ? "animal" : "vehicle",
    }));
    const fitted = fitTextModel(list, { vectorOf: side });
    expect([best("猫", fitted), best("车", fitted)]).toEqual(["animal", "vehicle"]);
  });

  it("learns from them among many labels too, where networks read them alone", () => {
    const kinds = ["cat", "car", "tea", "sun", "sea", "hat", "pen", "bed"];
    const other = ["tiger", "lorry", "coffee", "moon", "lake", "cap", "pencil", "couch"];
    const side = (text: string) =>
      Float32Array.from(kinds, (kind, at) => (text === kind || text === other[at] ? 1 : 0));
    const list = kinds.flatMap((kind) => [1, 2, 3].map(() => ({ text: readText(kind), label: kind })));
    const fitted = fitTextModel(list, { vectorOf: side });
    expect(other.map((text) => best(text, fitted))).toEqual(kinds);
    const total = fitted.probabilities(readText("tiger")).reduce((a, b) => a + b, 0);
    expect(total).toBeCloseTo(1, 4);
  });
});
