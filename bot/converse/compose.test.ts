import { expect, it } from "vitest";
import { emptyTrace } from "../../knowledge/answer/trace.ts";
import type { GivenAnswer } from "../../knowledge/index.ts";
import { toPlainText } from "../ports/rich-text.ts";
import { composeAnswer } from "./compose.ts";

function answerIn(language: GivenAnswer["language"]): GivenAnswer {
  return {
    kind: "answer",
    answered: true,
    mode: "approved",
    answer: "Two days. 两天。",
    language,
    sources: [],
    hasApprovedText: true,
    confidence: 1,
    trace: emptyTrace(0.5),
  };
}

it.each([
  ["en", "zh", "以下内容目前仅能以英文提供。"],
  ["zh", "en", "We can give you the following in Chinese only."],
] as const)("an answer in %s for who speaks %s says so on top, in their language", (text, reader, line) => {
  expect(toPlainText(composeAnswer(answerIn(text), reader))).toBe(`${line}\n\nTwo days. 两天。`);
});

it.each([
  ["zh", "zh"],
  ["en", "en"],
  [null, "en"],
] as const)("an answer in %s for who speaks %s has no such line", (text, reader) => {
  expect(toPlainText(composeAnswer(answerIn(text), reader))).toBe("Two days. 两天。");
});
