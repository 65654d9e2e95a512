import { describe, expect, it } from "vitest";
import { createLog } from "../../infra/log/log.ts";
import type { Entry, FaqEntry } from "../entries.ts";
import type { EvaluationQuery } from "../evaluate/retrieval.ts";
import { createStaticEmbedder } from "../ports/static-embedder.ts";
import type { KnowledgeSource } from "../retrieve/index-cache.ts";
import { type TrialParts, tryFaq } from "./try-faq.ts";

const faq = (id: string, question: string, answer: string, alts: string[] = []): FaqEntry => ({
  kind: "faq",
  id,
  kbId: "kb",
  externalId: id,
  category: null,
  language: "en",
  version: 1,
  fingerprint: id,
  question,
  alts,
  answer,
});

const entries: Entry[] = [
  faq("withdraw", "How long does a withdrawal take?", "Two to three days.", ["When does my withdrawal arrive?"]),
  faq("open", "How do I open an account?", "Register on our website."),
  faq("deposit", "What is the minimum deposit?", "100 USD."),
];

const source = (audience: "public" | "internal" = "public"): KnowledgeSource => ({
  look: async () => ({
    bases: [{ id: "kb", name: "default", revision: "1", audience, description: null, settings: {} }],
    vectors: null,
  }),
  entries: async () => ({ entries, until: null }),
  vectors: () => async () => [],
});

const parts: TrialParts = {
  source: source(),
  embedder: createStaticEmbedder(),
  embedderPlace: null,
  log: createLog("error"),
};

const query = (id: string, text: string, ...gold: string[]): EvaluationQuery => ({
  id,
  query: text,
  gold,
  kind: gold.length > 0 ? "answerable" : "unanswerable",
});
const queries = [
  query("1", "How long does a withdrawal take?", "withdraw"),
  query("2", "How do I open an account?", "open"),
  query("3", "Which dog breeds do you recommend?"),
];

describe("a draft that is tried", () => {
  it("answers its own questions, and changes nothing else where it is about something else", async () => {
    const draft = {
      question: "Do you offer islamic accounts?",
      alts: ["Is there a swap free account?"],
      answer: "Yes, the Halal account.",
      language: "en" as const,
    };
    const trial = await tryFaq(parts, {
      ...{ orgId: "org", kb: "default", draft, queries },
      asked: ["Do you offer islamic accounts?", "Is there a swap free account?", "Do I get a free horse?"],
    });
    expect(trial).toEqual({
      answered: 2,
      questions: 3,
      before: { recallAt1: 1, rightDecisions: 1 },
      after: { recallAt1: 1, rightDecisions: 1 },
      changed: [],
    });
    expect(entries).toHaveLength(3);
  });

  it("that takes the questions of another FAQ is seen by the figures and by which questions those are", async () => {
    const question = "How long does a withdrawal take?";
    const draft = { question, alts: ["When does my withdrawal arrive?"], answer: "A year.", language: "en" as const };
    const harmful = { ...draft, alts: ["How long does a withdrawal take", "withdrawal take how long", ...draft.alts] };
    const withoutRival: TrialParts = {
      ...parts,
      source: {
        ...source(),
        entries: async () => ({
          entries: [faq("withdraw", "withdrawal duration", "Two to three days."), ...entries.slice(1)],
          until: null,
        }),
      },
    };
    const trial = await tryFaq(withoutRival, {
      orgId: "org",
      kb: "default",
      draft: harmful,
      asked: [question],
      queries,
    });
    expect(trial?.answered).toBe(1);
    expect(trial?.changed).toEqual([{ question, before: expect.toSatisfy((id) => id !== "draft"), after: "draft" }]);
    expect(trial?.after.recallAt1).toBeLessThan(1);
    expect(trial?.after.rightDecisions).toBeLessThanOrEqual(trial?.before.rightDecisions ?? 0);
  });

  it("is not tried where the knowledge base is not there or not for customers", async () => {
    const draft = { question: "q", alts: [], answer: "a", language: null };
    const request = { orgId: "org", draft, asked: [], queries: [] };
    expect(await tryFaq(parts, { ...request, kb: "other" })).toBeNull();
    expect(await tryFaq({ ...parts, source: source("internal") }, { ...request, kb: "default" })).toBeNull();
  });

  it("is tried by words alone where the embedder is somebody else's: it is given nothing", async () => {
    const embedder = {
      name: "elsewhere",
      dimensions: null,
      embed: async (): Promise<Float32Array[]> => {
        throw new Error("somebody else was given a text");
      },
      close: async () => {},
    };
    const elsewhere = { ...parts, embedder, embedderPlace: { recipient: "embedder:elsewhere", region: "EU" } };
    const draft = { question: "Do you offer islamic accounts?", alts: [], answer: "Yes.", language: "en" as const };
    const trial = await tryFaq(elsewhere, { orgId: "org", kb: "default", draft, asked: [draft.question], queries });
    expect(trial).toMatchObject({ answered: 1, questions: 1 });
  });
});
