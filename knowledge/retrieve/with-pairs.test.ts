import { expect, it } from "vitest";
import type { FaqEntry } from "../entries.ts";
import type { Found } from "./search-result.ts";
import { withPairs } from "./with-pairs.ts";

function faq(externalId: string, language: FaqEntry["language"], kbId = "kb"): FaqEntry {
  const base = { kind: "faq" as const, category: null, version: 1, fingerprint: "1", question: externalId, alts: [] };
  return { ...base, id: `${kbId}/${externalId}`, externalId, kbId, language, answer: "…" };
}

function found(entry: FaqEntry, confidence: number): Found {
  return { entry, confidence, score: confidence, ranks: { text: 1 }, sentence: null };
}

const said = (results: Found[]) => results.map(({ entry, confidence }) => [entry.externalId, confidence]);

it.each([
  ["demo-en-fees", "demo-zh-fees"],
  ["fees.en", "fees.cn"],
  ["EN_fees", "ZH_fees"],
])("is as sure of %s as of %s, and the other way round", (english, chinese) => {
  const [en, zh] = [faq(english, "en"), faq(chinese, "zh")];
  expect(said(withPairs([found(en, 0.9)], "zh", () => [en, zh]))).toEqual([
    [english, 0.9],
    [chinese, 0.9],
  ]);
  expect(said(withPairs([found(zh, 0.7)], "en", () => [en, zh]))).toEqual([
    [chinese, 0.7],
    [english, 0.7],
  ]);
});

it("gives a pair once that was found as well, less sure", () => {
  const [en, zh, other] = [faq("fees-en", "en"), faq("fees-zh", "zh"), faq("tax-zh", "zh")];
  const results = withPairs([found(en, 0.9), found(other, 0.3), found(zh, 0.1)], "zh", () => [en, zh, other]);
  expect(said(results)).toEqual([
    ["fees-en", 0.9],
    ["fees-zh", 0.9],
    ["tax-zh", 0.3],
  ]);
});

it.each([
  ["another matter", "fees-en", faq("costs-zh", "zh")],
  ["what is not in that language for all its id", "fees-en", faq("fees-zh", "en")],
  ["an id that names no language", "fees", faq("fees", "zh")],
  ["a word that only has the letters", "open-fees", faq("ozhpen-fees", "zh")],
])("takes no pair from %s", (_what, id, other) => {
  expect(said(withPairs([found(faq(id, "en"), 0.9)], "zh", () => [other]))).toEqual([[id, 0.9]]);
});

it("looks in the knowledge base of the finding alone", () => {
  const bases: Record<string, FaqEntry[]> = { kb: [], other: [faq("fees-zh", "zh", "other")] };
  const results = withPairs([found(faq("fees-en", "en"), 0.9)], "zh", (kbId) => bases[kbId] ?? []);
  expect(said(results)).toEqual([["fees-en", 0.9]]);
});

it("looks for nothing where the surest is in the language asked for, or none is", () => {
  const entriesOf = () => {
    throw new Error("looked for");
  };
  const results = [found(faq("fees-en", "en"), 0.9), found(faq("tax-zh", "zh"), 0.3)];
  expect(withPairs(results, "en", entriesOf)).toEqual(results);
  expect(withPairs(results, null, entriesOf)).toEqual(results);
  expect(withPairs([], "en", entriesOf)).toEqual([]);
});
