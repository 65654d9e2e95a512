import { describe, expect, it } from "vitest";
import type { Embedder } from "../../knowledge/ports/embedder.ts";

interface EmbedderContract {
  name: string;
  create: () => Embedder;
}

/** What every embedder promises, whatever it knows about meaning. */
export function embedderContract({ name, create }: EmbedderContract): void {
  const similarity = (a: Float32Array | undefined, b: Float32Array | undefined) =>
    a?.reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0) ?? Number.NaN;

  describe(`${name} keeps the embedder contract`, () => {
    it("gives one vector of its dimensions per text", async () => {
      const embedder = create();
      const vectors = await embedder.embed(["出金要多久", "How do I withdraw?", ""]);
      expect(vectors.map((vector) => vector.length)).toEqual(Array(3).fill(embedder.dimensions));
    });

    it("gives vectors of length 1", async () => {
      const [vector] = await create().embed(["How do I withdraw?"]);
      expect(similarity(vector, vector)).toBeCloseTo(1, 5);
    });

    it("gives the same vector for the same text, alone or among others", async () => {
      const [alone] = await create().embed(["出金要多久"]);
      const among = await create().embed(["something else", "出金要多久"]);
      expect(among[1]).toEqual(alone);
    });

    it("keeps the order over more texts than one batch holds", async () => {
      const texts = Array.from({ length: 150 }, (_, index) => `question number ${index} about topic ${index * 7}`);
      const embedder = create();
      const all = await embedder.embed(texts);
      const [last] = await embedder.embed(texts.slice(149));
      expect(all).toHaveLength(150);
      expect(all[149]).toEqual(last);
    });

    it.each([
      ["提现手续费是多少", "提现的手续费多少钱", "明天会下雨吗"],
      ["How do I reset my password?", "I want to reset my password", "What is the weather like today?"],
    ])("puts %s nearer to %s than to %s", async (text, near, far) => {
      const [a, b, c] = await create().embed([text, near, far]);
      expect(similarity(a, b)).toBeGreaterThan(similarity(a, c));
    });

    it("embeds nothing without complaint", async () => {
      expect(await create().embed([])).toEqual([]);
    });
  });
}
