import { expect, it } from "vitest";
import type { FaqEntry } from "../entries.ts";
import type { Found } from "./search-result.ts";
import { favourWordForWord } from "./word-for-word.ts";

const base = { kbId: "kb", category: null, version: 1, fingerprint: "1", language: null };

function faq(question: string, confidence: number, alts: string[] = []): Found {
  const entry: FaqEntry = { kind: "faq", ...base, id: question, externalId: question, question, answer: "…", alts };
  return { entry, confidence, score: confidence, ranks: {}, sentence: null };
}

function passage(confidence: number): Found {
  const place = { documentId: "d", title: "Guide", headingPath: [], page: null, index: 0, url: null };
  const entry = { kind: "chunk" as const, ...base, id: "p", externalId: "guide", ...place, content: "Renew my card" };
  return { entry, confidence, score: confidence, ranks: {}, sentence: null };
}

const confidences = (found: Found[], question: string) =>
  favourWordForWord(found, question).map(({ confidence }) => confidence);

it("is sure of the FAQ whose question it is, and of none that only sounds like it", () => {
  const found = [faq("How do I renew my card?", 0.93), faq("How do I rename my card?", 0.92), passage(0.7)];
  expect(confidences(found, "how do i  rename my card")).toEqual([0.3, 0.99, 0.7]);
});

it("knows it by any of its wordings, in either script and width", () => {
  const found = [faq("开户需要什么？", 0.8), faq("怎么改密码？", 0.85, ["密码怎么改"])];
  expect(confidences(found, "密碼怎麼改？")).toEqual([0.3, 0.99]);
  expect(confidences(found, "　开户需要什么?")).toEqual([0.99, 0.3]);
});

it("leaves two that ask the same equal", () => {
  expect(confidences([faq("Fees?", 0.9), faq("fees", 0.8), faq("Fee?", 0.2)], "Fees")).toEqual([0.99, 0.99, 0.2]);
});

it.each([
  ["none is the same", "How do I renew my cards?"],
  ["nothing was asked", "?!"],
])("changes nothing where %s", (_why, question) => {
  expect(confidences([faq("How do I renew my card?", 0.5), faq("???", 0.4)], question)).toEqual([0.5, 0.4]);
});
