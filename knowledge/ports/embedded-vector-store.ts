import type { VectorCollection, VectorHit, VectorPoint, VectorStore } from "./vector-store.ts";
import { createVectorRows, type VectorRows } from "./vectors/vector-rows.ts";

/** Exact search over vectors in memory, empty at start. Takes 5 bytes a dimension and vector; no payload is kept. */
export function createEmbeddedVectorStore(): VectorStore {
  const collections = new Map<string, Collection>();
  const find = (collection: VectorCollection) => collections.get(nameOf(collection));

  const store: VectorStore = {
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
      for (const rows of find(collection)?.knowledgeBases.values() ?? []) {
        for (const itemId of itemIds) rows.delete(itemId);
      }
    },
    deleteKnowledgeBase: async (collection, kbId) => {
      const bases = find(collection)?.knowledgeBases;
      bases?.delete(kbId);
      if (bases?.size === 0) collections.delete(nameOf(collection));
    },
    search: async (collection, vector, { limit, kbId }) => {
      const target = find(collection);
      if (!target) return [];
      const best: VectorHit[] = [];
      for (const [id, rows] of target.knowledgeBases) {
        if (kbId === undefined || id === kbId) rows.search(vector, limit, best);
      }
      return best;
    },
    save: (collection, kbId) => find(collection)?.knowledgeBases.get(kbId)?.save() ?? null,
    restore: async (collection, kbId, saved) => {
      await store.ensureCollection(collection, saved.dimensions);
      const target = find(collection);
      target?.knowledgeBases.delete(kbId);
      if (target) rowsOf(target, kbId).restore(saved);
    },
    drop: async (collection) => void collections.delete(nameOf(collection)),
    close: async () => collections.clear(),
  };
  return store;
}

interface Collection {
  dimensions: number;
  knowledgeBases: Map<string, VectorRows>;
}

function nameOf({ kind, orgId, set = "" }: VectorCollection): string {
  return `${kind}_${orgId}_${set}`;
}

function put(collection: Collection, { itemId, part, vector, payload }: VectorPoint): void {
  if (vector.length !== collection.dimensions) {
    throw new RangeError(`A vector of ${vector.length} dimensions does not fit ${collection.dimensions}`);
  }
  rowsOf(collection, payload.kb_id).put({ itemId, part }, vector);
}

function rowsOf({ knowledgeBases, dimensions }: Collection, kbId: string): VectorRows {
  const rows = knowledgeBases.get(kbId) ?? createVectorRows(dimensions);
  knowledgeBases.set(kbId, rows);
  return rows;
}
