import type { Embedder } from "../ports/embedder.ts";
import { createSimilarityFloor } from "../retrieve/similarity-floor.ts";
import type { FitOptions } from "./fit-faq-ranker.ts";

/** How alike two texts are by an embedder, 0…1 as a search sees it; each text is embedded once. */
export async function createTextSimilarity(embedder: Embedder): Promise<FitOptions["similarity"]> {
  const floor = await createSimilarityFloor(embedder)();
  const vectors = new Map<string, Float32Array>();
  return {
    embed: async (texts) => {
      const missing = [...new Set(texts)].filter((text) => !vectors.has(text));
      const made = await embedder.embed(missing);
      for (const [index, text] of missing.entries()) vectors.set(text, made[index] as Float32Array);
    },
    of: (a, b) => {
      const left = vectors.get(a);
      const right = vectors.get(b);
      if (!left || !right) throw new RangeError("Both texts are embedded first");
      const cosine = left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), 0);
      return Math.max(0, (cosine - floor) / (1 - floor));
    },
  };
}
