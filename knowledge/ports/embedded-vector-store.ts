import type { VectorCollection, VectorHit, VectorPoint, VectorStore } from "./vector-store.ts";

/**
 * Exact search over vectors in memory: about 1 ms for 5,000 vectors of 384 dimensions. Empty at start.
 * Takes 4 bytes a dimension and vector, nothing else of the payload is kept.
 */
export function createEmbeddedVectorStore(): VectorStore {
  const collections = new Map<string, Collection>();
  const find = (collection: VectorCollection) => collections.get(nameOf(collection));

  return {
    isPersistent: false,
    ensureCollection: async (collection, dimensions) => {
      const existing = find(collection);
      if (existing?.dimensions === dimensions) return "kept";
      collections.set(nameOf(collection), { dimensions, knowledgeBases: new Map() });
      return existing ? "rebuilt" : "created";
    },
    upsert: async (collection, points) => {
      const target = find(collection);
      if (!target) throw new RangeError(`There is no collection ${nameOf(collection)}`);
      for (const point of points) put(target, point);
    },
    delete: async (collection, itemIds) => {
      for (const shard of find(collection)?.knowledgeBases.values() ?? []) {
        for (const itemId of itemIds) shard.delete(itemId);
      }
    },
    deleteKnowledgeBase: async (collection, kbId) => void find(collection)?.knowledgeBases.delete(kbId),
    search: async (collection, vector, { limit, kbId }) => {
      const target = find(collection);
      if (!target) return [];
      const shards =
        kbId === undefined ? [...target.knowledgeBases.values()] : [target.knowledgeBases.get(kbId) ?? new Map()];
      return nearest(shards, vector, limit);
    },
    drop: async (collection) => void collections.delete(nameOf(collection)),
    close: async () => collections.clear(),
  };
}

interface Collection {
  dimensions: number;
  knowledgeBases: Map<string, Shard>;
}

/** The vectors of each item, by part; a part that is not there is undefined. */
type Shard = Map<string, (Float32Array | undefined)[]>;

function nameOf({ kind, orgId }: VectorCollection): string {
  return `${kind}_${orgId}`;
}

function put(collection: Collection, { itemId, part, vector, payload }: VectorPoint): void {
  if (vector.length !== collection.dimensions) {
    throw new RangeError(`A vector of ${vector.length} dimensions does not fit ${collection.dimensions}`);
  }
  let shard = collection.knowledgeBases.get(payload.kb_id);
  if (!shard) {
    shard = new Map();
    collection.knowledgeBases.set(payload.kb_id, shard);
  }
  const parts = shard.get(itemId) ?? [];
  parts[part] = vector;
  shard.set(itemId, parts);
}

function nearest(shards: readonly Shard[], query: Float32Array, limit: number): VectorHit[] {
  // A sorted list of the best so far: for the few hits asked for, cheaper than sorting every score.
  const best: VectorHit[] = [];
  for (const shard of shards) {
    for (const [itemId, parts] of shard) {
      for (let part = 0; part < parts.length; part++) {
        const vector = parts[part];
        if (vector) offer(best, { itemId, part, score: dot(query, vector) }, limit);
      }
    }
  }
  return best;
}

function offer(best: VectorHit[], hit: VectorHit, limit: number): void {
  const last = best[best.length - 1];
  if (best.length >= limit && (!last || last.score >= hit.score)) return;
  let place = best.length;
  while (place > 0 && (best[place - 1]?.score ?? 0) < hit.score) place--;
  best.splice(place, 0, hit);
  if (best.length > limit) best.pop();
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
