import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHashedEmbedder } from "../ports/hashed-embedder.ts";
import type { PastTurn } from "./past-turn.ts";
import { spreadOverSittings } from "./spread-over-sittings.ts";
import { createTurnIndex } from "./turn-index.ts";

const turn = (id: string, speaker: string, text: string, sitting = "1", said = ""): PastTurn => ({
  id,
  speaker,
  text,
  sitting,
  said,
});
const firstOf = async (turns: PastTurn[], question: string) =>
  (await (await createTurnIndex(turns)).search(question, 3)).map((found) => found.turn.id);

const chat = [
  turn("a1", "desk", "Which bank do you use for the transfer?"),
  turn("a2", "customer", "HSBC, the Hong Kong branch."),
  turn("a3", "customer", "By the way, is the webinar on Friday?"),
  turn("b1", "customer", "我上个月在新加坡开户的", "2", "10月3日"),
  turn("b2", "desk", "好的，请问您想了解黄金还是外汇？", "2", "10月3日"),
  turn("b3", "customer", "黄金，最多亏五百美元", "2", "10月3日"),
];

describe("past turns", () => {
  it.each([
    ["which bank was it", "a2"],
    ["Did they buy at the Hong Kong branch?", "a2"],
    ["客户在哪里开户", "b1"],
    ["最多能亏多少", "b3"],
  ])("are found by what was said: %s", async (question, id) => {
    expect((await firstOf(chat, question)).slice(0, 2)).toContain(id);
  });

  it("are found by the question that they answer, though they share no word with it", async () => {
    const turns = [turn("1", "desk", "What is your risk appetite?"), turn("2", "customer", "Rather low.")];
    expect(await firstOf(turns, "risk appetite")).toEqual(expect.arrayContaining(["1", "2"]));
  });

  it("of another sitting do not speak for a turn", async () => {
    const turns = [turn("1", "customer", "The passport was rejected", "1"), turn("2", "customer", "Fine.", "2")];
    expect(await firstOf(turns, "passport")).toEqual(["1"]);
  });

  it("are found by an irregular form of the same word", async () => {
    expect(await firstOf([turn("1", "customer", "I bought gold"), turn("2", "customer", "Hello")], "buy")).toEqual([
      "1",
      "2",
    ]);
  });

  it("of whoever is named go before those of the other", async () => {
    const turns = [turn("1", "Anna", "I lost money on silver", "1"), turn("2", "Ben", "I lost money on silver", "2")];
    expect((await firstOf(turns, "What did Ben lose on silver?"))[0]).toBe("2");
  });

  it("are found by the day on which they were said", async () => {
    expect((await firstOf(chat, "10月3日说了什么"))[0]).toMatch(/^b/);
  });

  it("are not found by a question that shares nothing with them", async () => {
    expect(await firstOf(chat, "zzz")).toEqual([]);
    expect(await firstOf([], "anything")).toEqual([]);
  });

  it("come from several sittings before many of one that are little better are given", () => {
    const scored = [1, 0.99, 0.98, 0.97].map((score, index) => ({ one: { id: index, sitting: "a" }, score }));
    const all = [...scored, { one: { id: 9, sitting: "b" }, score: 0.9 }, { one: { id: 10, sitting: "c" }, score: 0 }];
    expect(spreadOverSittings(all, 5).map(({ one }) => one.id)).toEqual([0, 9, 1, 2, 3]);
  });

  it("never come from elsewhere than what the index was made of, each once and at most as many as asked for", async () => {
    const words = fc.constantFrom("gold", "bank", "黄金", "提现", "fee", "?", "", "Anna", "2023");
    const texts = fc.array(fc.array(words, { maxLength: 5 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(words), fc.integer({ min: 0, max: 5 }), async (said, asked, limit) => {
        const turns = said.map((text, index) => turn(`${index}`, "Anna", text.join(" "), `${index % 3}`));
        const index = await createTurnIndex(turns, createHashedEmbedder());
        const ids = (await index.search(asked.join(" "), limit)).map((found) => found.turn.id);
        expect(ids.length).toBeLessThanOrEqual(limit);
        expect(new Set(ids).size).toBe(ids.length);
        expect(turns.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      }),
      { numRuns: 50 },
    );
  });

  it("are found by an embedder's nearness where no word is shared", async () => {
    const vectors: Record<string, [number, number]> = { "I own a cat": [1, 0], "Rain again": [0, 1], pets: [1, 0] };
    const embedder = {
      name: "test",
      dimensions: 2,
      embed: async (texts: readonly string[]) => texts.map((text) => new Float32Array(vectors[text] ?? [0, 1])),
      close: async () => {},
    };
    const turns = [turn("1", "customer", "I own a cat", "1"), turn("2", "customer", "Rain again", "2")];
    const found = await (await createTurnIndex(turns, embedder)).search("pets", 3);
    expect(found.map((one) => one.turn.id)).toEqual(["1"]);
  });
});
