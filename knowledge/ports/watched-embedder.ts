import type { Embedder } from "./embedder.ts";

export interface EmbedderUse {
  texts: number;
  seconds: number;
  hasFailed: boolean;
}

/** An embedder of which somebody hears how it is used. */
export function createWatchedEmbedder(embedder: Embedder, onUse: (use: EmbedderUse) => void): Embedder {
  return {
    name: embedder.name,
    ...(embedder.isInProcess ? { isInProcess: true } : {}),
    get dimensions() {
      return embedder.dimensions;
    },
    embed: async (texts) => {
      const started = performance.now();
      const told = (hasFailed: boolean) =>
        onUse({ texts: texts.length, seconds: (performance.now() - started) / 1_000, hasFailed });
      try {
        const vectors = await embedder.embed(texts);
        told(false);
        return vectors;
      } catch (error) {
        told(true);
        throw error;
      }
    },
    close: () => embedder.close(),
  };
}
