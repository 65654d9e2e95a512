import type { Embedder } from "../ports/embedder.ts";

// Sentences that have nothing to do with each other, in both languages.
const UNRELATED = [
  "How do I change the battery of a smoke detector?",
  "The orchestra will play two symphonies on Sunday evening.",
  "Tomatoes need six hours of sun a day.",
  "今天下午三点在二楼会议室开会。",
  "这只猫喜欢睡在窗台上。",
  "高铁从北京到上海大约需要四个半小时。",
];

/**
 * The cosine that an embedder gives to texts without anything in common. Near 0 for hashed features, 0.7 for some
 * trained models; the scorer needs similarities that start at 0. Asked once, at the first question; again after a failure.
 */
export function createSimilarityFloor(embedder: Embedder): () => Promise<number> {
  let floor: Promise<number> | null = null;
  return () => {
    if (!floor) {
      const measuring = measure(embedder);
      floor = measuring;
      measuring.catch(() => {
        floor = null;
      });
    }
    return floor;
  };
}

async function measure(embedder: Embedder): Promise<number> {
  const vectors = await embedder.embed(UNRELATED);
  const cosines = vectors.flatMap((a, index) => vectors.slice(index + 1).map((b) => dot(a, b)));
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
  return Math.min(0.95, Math.max(0, mean));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
