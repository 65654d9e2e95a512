import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Embedder } from "../ports/embedder.ts";
import { createSimilarityFloor } from "./similarity-floor.ts";
import { within } from "./within.ts";

export interface EmbeddedQuestion {
  vector: Float32Array;
  /** Cosine that this embedder gives to texts which have nothing in common. */
  floor: number;
}

/** Null when the embedder fails or is late: words alone find most of it, and somebody is waiting. */
export type EmbedQuestion = (text: string) => Promise<EmbeddedQuestion | null>;

export function createEmbedQuestion(embedder: Embedder, log: Log, timeoutMs = 2_000): EmbedQuestion {
  const similarityFloor = createSimilarityFloor(embedder);
  return async (text) => {
    try {
      return await within(timeoutMs, async () => {
        const [[vector], floor] = await Promise.all([embedder.embed([text]), similarityFloor()]);
        return vector ? { vector, floor } : null;
      });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      log.warn("knowledge.embedder_failed", { error });
      return null;
    }
  };
}
