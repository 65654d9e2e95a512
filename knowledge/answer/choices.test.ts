import { describe, expect, it } from "vitest";
import type { ChunkEntry, FaqEntry } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import { answerFrom } from "./answer-from.ts";
import { replayAnswer } from "./replay.ts";
import { emptyTrace, toRetrieved } from "./trace.ts";

const base = { kbId: "kb", category: null, version: 1, fingerprint: "1" };

function faq(id: string, confidence: number, changes: Partial<FaqEntry> = {}): Found {
  const words = { question: `Question ${id}?`, answer: `Answer ${id}.`, alts: [], language: "en" as const };
  return found({ kind: "faq", ...base, id, externalId: `x-${id}`, ...words, ...changes }, confidence);
}

function chunk(id: string, confidence: number, headingPath: string[]): Found {
  const place = { documentId: "d", title: "Guide", headingPath, page: null, index: 0, url: null };
  const words = { content: `Passage ${id}.`, language: "en" as const };
  return found({ kind: "chunk", ...base, id, externalId: "guide", ...place, ...words }, confidence);
}

function found(entry: FaqEntry | ChunkEntry, confidence: number): Found {
  return { entry, confidence, score: confidence, ranks: { text: 1 }, sentence: null };
}

async function answer(all: Found[], rules: { choiceThreshold?: number; chosen?: string } = {}) {
  const trace = emptyTrace(0.6, { choiceThreshold: 0.4, ...rules });
  trace.retrieved = all.map(toRetrieved);
  return answerFrom(all, "en", trace, null);
}

const wordings = (given: Awaited<ReturnType<typeof answer>>) =>
  given.kind === "choice" ? given.options.map(({ wording }) => wording) : given.kind;

describe("asking back", () => {
  it("names the three best where the best is not sure enough to answer, but to ask", async () => {
    const all = [faq("a", 0.5), faq("b", 0.3), faq("c", 0.2), faq("d", 0.1)];
    expect(wordings(await answer(all))).toEqual(["Question a?", "Question b?", "Question c?"]);
    expect(await answer(all)).toMatchObject({ answered: false, answer: null, sources: [], confidence: 0.5 });
  });

  it.each([
    ["the best is too unsure", [faq("a", 0.39), faq("b", 0.38)], {}],
    ["it is switched off", [faq("a", 0.5), faq("b", 0.4)], { choiceThreshold: 1 }],
    ["there is one alone", [faq("a", 0.5), faq("b", 0.01)], {}],
    ["all say the same", [faq("a", 0.5, { answer: "Same." }), faq("b", 0.4, { answer: "same." })], {}],
    ["all are called the same", [chunk("a", 0.5, ["Fees"]), chunk("b", 0.4, ["Fees"])], {}],
    ["the best has no approved text", [faq("a", 0.5, { answer: "Question a?" }), faq("b", 0.4), faq("c", 0.4)], {}],
  ])("is left where %s", async (_why, all, rules) => {
    expect(wordings(await answer(all, rules))).toBe("no_answer");
  });

  it("calls passages by their headings", async () => {
    const all = [chunk("a", 0.5, ["Fees"]), chunk("b", 0.4, ["Hours"])];
    expect(wordings(await answer(all))).toEqual(["Guide › Fees", "Guide › Hours"]);
  });

  it("keeps to the customer's language where something is in it, and takes what there is otherwise", async () => {
    const chinese = (id: string, confidence: number) =>
      faq(id, confidence, { language: "zh", question: `问题${id}`, answer: `答案${id}` });
    expect(wordings(await answer([chinese("x", 0.5), faq("a", 0.45), faq("b", 0.4)]))).toEqual([
      "Question a?",
      "Question b?",
    ]);
    expect(wordings(await answer([chinese("x", 0.5), chinese("y", 0.4)]))).toEqual(["问题x", "问题y"]);
    expect(wordings(await answer([chinese("x", 0.5), faq("a", 0.45)]))).toBe("no_answer");
  });

  it("is done between FAQs that are sure enough and nearly equally so, not where one is surer or they are passages", async () => {
    expect(wordings(await answer([faq("a", 0.75), faq("b", 0.7)]))).toEqual(["Question a?", "Question b?"]);
    expect(await answer([faq("a", 0.85), faq("b", 0.7)])).toMatchObject({ kind: "answer", answer: "Answer a." });
    expect(await answer([faq("a", 0.62), faq("b", 0.58)])).toMatchObject({ kind: "answer", answer: "Answer a." });
    const passages = [chunk("a", 0.75, ["Fees"]), chunk("b", 0.74, ["Hours"])];
    expect(await answer(passages)).toMatchObject({ kind: "answer", answer: "Passage a." });
  });
});

describe("what was chosen", () => {
  const all = [faq("a", 0.5), faq("b", 0.3)];

  it("is answered with its own text and source, however unsure the search is of it", async () => {
    expect(await answer(all, { chosen: "b" })).toMatchObject({
      kind: "answer",
      mode: "approved",
      answer: "Answer b.",
      sources: [{ id: "x-b", title: "Question b?" }],
    });
  });

  it.each(["none", "gone"])("is a person's matter when it is %s", async (chosen) => {
    expect((await answer(all, { chosen })).kind).toBe("no_answer");
  });

  it.each([undefined, "b", "none"])("is the same when it is given again from what was stored (%s)", async (chosen) => {
    const given = await answer(all, chosen ? { chosen } : {});
    const stored = JSON.parse(JSON.stringify(given.trace));
    expect(await replayAnswer({ language: "en", trace: stored })).toEqual({ ...given, trace: stored });
  });
});
