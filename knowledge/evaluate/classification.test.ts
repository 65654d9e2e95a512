import { expect, it } from "vitest";
import { figuresOf, type Verdict } from "./classification.ts";
import { judgeAsShipped } from "./shipped-verdicts.ts";

const verdict = (gold: string, guess: string, score = 0): Verdict => ({ gold, guess, scoreOf: () => score });

it("counts right guesses, and F1 of each label that there is", () => {
  const figures = figuresOf([verdict("a", "a"), verdict("a", "b"), verdict("b", "b"), verdict("c", "x")]);
  expect(figures).toEqual({
    texts: 4,
    accuracy: 0.5,
    macroF1: (2 / 3 + 2 / 3 + 0) / 3,
    f1: { a: 2 / 3, b: 2 / 3, c: 0 },
  });
});

it.each(["ok", "other", "low", "ham", "negative"])("takes the label that is not %s as the positive one", (plain) => {
  const verdicts = [
    verdict(plain, plain, 0.1),
    verdict("zz", "zz", 0.9),
    verdict(plain, "zz", 0.9),
    verdict("aa", "aa", 1),
  ];
  const two = verdicts.map((each) => (each.gold === "aa" ? { ...each, gold: "zz" } : each));
  expect(figuresOf(two)).toMatchObject({ positive: "zz", auroc: (0.5 + 1 + 1 + 1) / 4 });
});

it("ranks by the label that is asked for, and by none that is not there", () => {
  const verdicts = [verdict("a", "a", 0.2), verdict("b", "b", 0.7)];
  expect(figuresOf(verdicts, "a")).toMatchObject({ positive: "a", auroc: 0 });
  expect(() => figuresOf(verdicts, "c")).toThrow('No text is labelled "c". There are: a, b');
});

it("reads the signs of risk of other collections as kinds of ours", () => {
  const rows = [
    { text: "我真的不想活了", label: "high" },
    { text: "今天天气不错", label: "low" },
  ];
  const { verdicts, mapping } = judgeAsShipped("risk", rows);
  expect(verdicts.map(({ guess }) => guess)).toEqual(["high", "low"]);
  expect(mapping).toEqual({ high: "distress", low: "none of these" });
});

it("decides by the sign where a collection knows no neutral texts", () => {
  const rows = [
    { text: "物流很快，东西很好", label: "positive" },
    { text: "质量太差了，退货", label: "negative" },
    { text: "收到了", label: "positive" },
  ];
  expect(judgeAsShipped("sentiment", rows).verdicts.map(({ guess }) => guess)).toEqual([
    "positive",
    "negative",
    "positive",
  ]);
});
