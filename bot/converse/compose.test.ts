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
  ["en", "zh", "以下内容为英文。"],
  ["zh", "en", "The following is in Chinese."],
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

it("an answer from a document names the page, and each page once", () => {
  const source = (page: number | null, title = "Terms") => ({
    kind: "chunk" as const,
    id: "terms.pdf",
    entryId: "entry",
    title,
    headingPath: [],
    quote: "Two days.",
    url: null,
    page,
    version: 1,
  });
  const answer = { ...answerIn(null), sources: [source(2), source(2), source(7), source(null, "Guide")] };
  expect(toPlainText(composeAnswer(answer, "en"))).toBe(
    "Two days. 两天。\n\nSource: Terms (page 2); Terms (page 7); Guide",
  );
  expect(toPlainText(composeAnswer(answer, "zh"))).toContain("来源：Terms（第 2 页）；Terms（第 7 页）；Guide");
});
