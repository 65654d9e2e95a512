import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryCacheStore } from "../../infra/cache/memory-cache-store.ts";
import { systemClock } from "../../infra/clock.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { silentLog } from "../../infra/log/log.ts";
import type { ChunkEntry, FaqEntry } from "../entries.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { Found } from "../retrieve/search-result.ts";
import { createAnswerer } from "./create-answerer.ts";
import { replayAnswer } from "./replay.ts";
import type { AnswerTrace } from "./trace.ts";

const FEES: FaqEntry = {
  kind: "faq",
  id: "0192f0c1-0000-7000-8000-000000000001",
  kbId: "kb",
  externalId: "fees",
  question: "What is\nthe withdrawal fee?",
  alts: ["fee"],
  answer: "Each withdrawal costs 5 USD.\nIt arrives within 3 working days.",
  category: "funds",
  language: "en",
  version: 4,
  fingerprint: "1",
};
const FEES_ZH: FaqEntry = {
  ...FEES,
  id: "2",
  externalId: "fees-zh",
  answer: "每笔出金收取5美元手续费。",
  language: null,
};
const TERMS: ChunkEntry = {
  kind: "chunk",
  id: "0192f0c1-0000-7000-8000-000000000003",
  kbId: "kb",
  externalId: "terms.md",
  documentId: "d",
  title: "Terms",
  headingPath: ["Terms", "Fees"],
  page: 3,
  index: 0,
  content: `${"A sentence about something else entirely. ".repeat(30)}A withdrawal costs 5 USD.`,
  category: null,
  language: "en",
  version: 2,
  fingerprint: "1",
  url: "https://help.example.com/terms",
};

const found = (entry: Found["entry"], confidence: number, sentence: number | null = null): Found => ({
  entry,
  confidence,
  score: 0.8,
  ranks: { text: 1 },
  sentence,
});

const saying = (text: string | null): LanguageModel => ({
  name: "scripted",
  complete: async () => {
    if (text === null) throw new UnavailableError("The language model did not answer in time.");
    return { text, model: "scripted-2026", promptTokens: 100, completionTokens: 20 };
  },
  close: async () => {},
});

async function askedOnce(findings: Found[], model: LanguageModel | null, language: "en" | "zh" = "en") {
  const ask = createAnswerer({
    search: async () => ({ found: findings, version: "kb:7", members: { text: "ok", vector: "ok" } }),
    model,
    modelPlace: null,
    cache: createMemoryCacheStore(systemClock),
    clock: systemClock,
    log: silentLog,
  });
  return ask({ orgId: "org", question: "What does it cost?", language });
}

/** As the database gives it back. */
const stored = (trace: AnswerTrace): AnswerTrace => JSON.parse(JSON.stringify(trace));

const says = (...texts: string[]) =>
  JSON.stringify({ sentences: texts.map((text) => ({ text, passages: [1, 9, 2] })) });

describe("a stored answer is given again without a search or a model", () => {
  it.each<[string, Found[], LanguageModel | null]>([
    ["the approved text of an FAQ", [found(FEES, 0.9)], null],
    ["a part of a passage", [found(TERMS, 0.8, 30)], null],
    ["that there was none", [found(FEES, 0.3)], null],
    ["nothing found", [], null],
    ["an answer in the other language", [found(FEES_ZH, 0.9), found(FEES, 0.85)], null],
    ["what a model wrote", [found(FEES, 0.9), found(TERMS, 0.5, 30)], saying(says("Each withdrawal costs 5 USD."))],
    ["part of what a model wrote", [found(FEES, 0.9)], saying(says("Each withdrawal costs 5 USD.", "We are loved."))],
    ["a model's text that was refused", [found(FEES, 0.9)], saying(says("Each withdrawal costs 7 USD."))],
    ["a model's text without support", [found(FEES, 0.9)], saying(says("We are loved by all traders."))],
    ["a model that abstained", [found(FEES, 0.9)], saying('{"abstain": true, "sentences": []}')],
    ["a model that failed", [found(FEES, 0.9)], saying(null)],
  ])("%s", async (_, findings, model) => {
    for (const language of ["en", "zh"] as const) {
      const first = await askedOnce(findings, model, language);
      const again = await replayAnswer({ language, trace: stored(first.trace) });
      expect(again).toEqual({ ...first, trace: again.trace });
      expect(again.trace).toEqual(first.trace);
    }
  });

  it("whatever was found, in any order and with any confidence", async () => {
    const finding = fc
      .record({
        entry: fc.constantFrom(FEES, FEES_ZH, TERMS),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        sentence: fc.nat(40),
      })
      .map(({ entry, confidence, sentence }) => found(entry, confidence, entry.kind === "chunk" ? sentence : null));
    const output = fc.oneof(fc.string(), fc.constant(says("Each withdrawal costs 5 USD.")), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.array(finding, { maxLength: 8 }), output, fc.boolean(), async (findings, text, hasModel) => {
        const first = await askedOnce(findings, hasModel ? saying(text) : null);
        const again = await replayAnswer({ language: "en", trace: stored(first.trace) });
        expect(again).toEqual({ ...first, trace: again.trace });
      }),
      { numRuns: 200 },
    );
  });

  it("and what it was decided by counts, not what is shipped today", async () => {
    const first = await askedOnce([found(FEES, 0.9)], null);
    const kept = stored(first.trace);
    kept.rules.threshold = 0.95;
    expect(await replayAnswer({ language: "en", trace: kept })).toMatchObject({ kind: "no_answer" });
    const other = stored(first.trace);
    const [entry] = other.retrieved;
    if (entry) entry.text = `${entry.text} Changed.`;
    expect((await replayAnswer({ language: "en", trace: other })).answer).toBe(`${FEES.answer} Changed.`);
  });
});

it("says of each sentence which passages it rests on, by id and version", async () => {
  const { trace } = await askedOnce(
    [found(FEES, 0.9), found(TERMS, 0.5, 30)],
    saying(says("A withdrawal costs 5 USD.")),
  );
  expect(trace.sentences).toEqual([
    {
      text: "A withdrawal costs 5 USD.",
      passages: [
        { id: "fees", version: 4, entryId: FEES.id },
        { id: "terms.md", version: 2, entryId: TERMS.id },
      ],
    },
  ]);
});
