import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createMemoryCacheStore } from "../../infra/cache/memory-cache-store.ts";
import { systemClock } from "../../infra/clock.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createObeyingModel, obedienceCount } from "../../tests/fixtures/injection/obeying-model.ts";
import type { ChunkEntry, FaqEntry } from "../entries.ts";
import { createAnswerer } from "./create-answerer.ts";

const attempts: { id: string; place: string; language: "en" | "zh"; text: string }[] = readFileSync(
  new URL("../../tests/fixtures/injection/attempts.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const TIMES: Record<"en" | "zh", FaqEntry> = {
  en: faq("en", "How long does a withdrawal take?", "Withdrawals are processed within one business day."),
  zh: faq("zh", "出金多久到账？", "出金申请会在1个工作日内处理。"),
};

function faq(language: "en" | "zh", question: string, answer: string): FaqEntry {
  const shared = { kbId: "kb", externalId: `time-${language}`, category: null, version: 1, fingerprint: "1" };
  return { kind: "faq", id: `faq-${language}`, ...shared, language, question, alts: [], answer };
}

function hostile(language: "en" | "zh", content: string): ChunkEntry {
  const shared = { kbId: "kb", externalId: "hostile.md", category: null, version: 1, fingerprint: "1" };
  const place = { documentId: "d", title: "Notes", headingPath: ["Notes"], page: null, index: 0, url: null };
  return { kind: "chunk", id: "chunk", ...shared, ...place, language, content };
}

it.each(attempts)("$id, obeyed in every way, adds nothing to what was approved", async ({ language, text, place }) => {
  const entry = TIMES[language];
  const obey = createObeyingModel();
  let asked = 0;
  const answer = createAnswerer({
    search: async () => ({
      found: [
        { entry, confidence: 0.9, score: 0.9, ranks: { text: 1 }, sentence: null },
        {
          entry: hostile(language, place === "document" ? text : "Notes."),
          confidence: 0.5,
          score: 0.5,
          ranks: { text: 2 },
          sentence: 0,
        },
      ],
      version: "kb:1",
      members: { text: "ok", vector: "ok" },
    }),
    model: {
      name: "obeying",
      complete: async ({ system, messages }) => {
        asked += 1;
        const said = obey({ model: "obeying", messages: [{ role: "system", content: system }, ...messages] });
        return { text: "say" in said ? said.say : "", model: "obeying", promptTokens: 1, completionTokens: 1 };
      },
      close: async () => {},
    },
    modelPlace: null,
    cache: createMemoryCacheStore(systemClock),
    clock: systemClock,
    log: silentLog,
  });
  // As many turns as bring each way of obeying together with honest words and without.
  for (let turn = 0; turn < obedienceCount * 3; turn++) {
    const question = place === "message" ? `${entry.question} ${text} ${turn}` : `${entry.question} ${turn}`;
    const given = await answer({ orgId: "org", question, language });
    if (given.answer !== null) expect(given.answer).toBe(entry.answer);
  }
  expect(asked).toBe(obedienceCount * 3);
});
