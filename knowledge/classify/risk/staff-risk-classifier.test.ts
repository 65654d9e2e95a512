import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readText } from "../read-text.ts";
import { createStaffRiskClassifier } from "./staff-risk-classifier.ts";

const classifier = createStaffRiskClassifier();
const kindsIn = (text: string, of = classifier) => of.classify(readText(text)).map(({ kind }) => kind);

const examples = readFileSync(join(import.meta.dirname, "../data/staff.txt"), "utf8")
  .split(/^# /m)
  .slice(1)
  .flatMap((section) => {
    const [label = "", ...texts] = section.trim().split("\n");
    return texts.map((text) => [text, label] as const);
  });

it.each(examples.filter(([, label]) => label === "none"))("“%s” may be said", (text) => {
  expect(kindsIn(text)).toEqual([]);
});

it("hears at least four in five of what must not be said, each as what it is", () => {
  const forbidden = examples.filter(([, label]) => label !== "none");
  const missed = forbidden.filter(([text, label]) => !kindsIn(text).includes(label)).map(([text]) => text);
  expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(forbidden.length / 5);
});

it.each([
  ["I cannot guarantee you a profit"],
  ["我们不保本，也不承诺收益"],
  ["Please don't put in more than you can lose"],
  ["请不要满仓操作"],
  ["These are not risk free"],
])("“%s” denies or warns, and may be said", (text) => {
  expect(kindsIn(text)).toEqual([]);
});

it("names the words as they were written", () => {
  expect(classifier.classify(readText("放心，這單穩賺！加我微信"))).toMatchObject([
    { kind: "staff_promise", severity: "high", words: [{ text: "穩賺" }] },
    { kind: "off_channel", words: [{ text: "加我微信" }] },
  ]);
});

it("hears an organisation's own words of its kinds, and no others", () => {
  const own = createStaffRiskClassifier([
    { kind: "staff_promise", severity: "high", words: ["金牌信号"] },
    { kind: "competitor", severity: "high", words: ["Acme"] },
  ]);
  expect(kindsIn("我们的金牌信号，Acme 没有", own)).toEqual(["staff_promise"]);
  expect(kindsIn("我们的金牌信号，Acme 没有")).toEqual([]);
});
