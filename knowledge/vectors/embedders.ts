import type { Embedder } from "../ports/embedder.ts";
import type { ServicePlace } from "../ports/service-place.ts";
import type { VectorSet } from "../store/vector-sets.ts";

export interface KnownEmbedder {
  embedder: Embedder;
  /** Where it is; null: in this process. */
  place: ServicePlace | null;
}

/** The embedders that this process can ask: the one it is set to, and those whose vectors may still serve. */
export interface Embedders {
  configured: KnownEmbedder;
  /** Null where this process knows none of that name. */
  of(model: string): KnownEmbedder | null;
  readonly names: readonly string[];
  close(): Promise<void>;
}

export function createEmbedders(configured: KnownEmbedder, others: readonly KnownEmbedder[] = []): Embedders {
  const known = new Map([...others, configured].map((each) => [each.embedder.name, each]));
  return {
    configured,
    of: (model) => known.get(model) ?? null,
    names: [...known.keys()],
    close: async () => void (await Promise.all([...known.values()].map(({ embedder }) => embedder.close()))),
  };
}

/** Whose vectors a process answers from, and where they are. */
export type AnsweringSet = Pick<VectorSet, "model" | "collection">;

/**
 * The set that serves, if this process can ask its embedder. Else what it has of its own embedder: all of it where that
 * served before, or is made here while an index is filled; what others are still making is not whole, and words alone find
 * until it is (null).
 */
export function chooseSet(
  sets: readonly VectorSet[],
  embedders: Embedders,
  { makesItself }: { makesItself: boolean },
): AnsweringSet | null {
  const serving = sets.find(({ state }) => state === "serving");
  if (serving && embedders.of(serving.model)) return serving;
  const { name } = embedders.configured.embedder;
  const own = sets.find(({ model, state }) => model === name && state === "retired");
  if (own) return own;
  return !serving || makesItself ? { model: name, collection: "" } : null;
}
