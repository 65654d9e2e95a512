/** What kind of item a collection holds; `KIND_{orgId}` is how others find it in a store of named collections. */
export const vectorKinds = ["document_chunks", "faqs", "memories"] as const;
export type VectorKind = (typeof vectorKinds)[number];

export interface VectorCollection {
  kind: VectorKind;
  orgId: string;
  /** Tells those of different embedders apart; absent or empty: the only one. */
  set?: string;
}

/** Document A's payloads, per kind. */
export type VectorPayload =
  | { chunk_id: string; doc_id: string; content: string; category: string | null; kb_id: string }
  | { faq_id: string; question: string; answer: string; category: string | null; kb_id: string }
  | {
      memory_id: string;
      customer_id: string | null;
      type: string;
      content: string;
      importance: number;
      category: string | null;
      kb_id: string;
    };

export interface VectorPoint {
  /** The item's own id, a UUID; comes back in hits. */
  itemId: string;
  /** 0 is the item's own text; other wordings are 1, 2, … */
  part: number;
  vector: Float32Array;
  payload: VectorPayload;
}

/** Vectors one after the other, and whose they are. */
export interface SavedVectors {
  dimensions: number;
  itemIds: string[];
  parts: Uint32Array;
  values: Float32Array<ArrayBuffer>;
  /** The same in a byte a dimension, where there are enough for a coarse pass; absent: it is worked out again. */
  coarse?: SavedCoarseRows;
}

/** Rows of 8-bit numbers, by what each is to be multiplied, and how much of its length was lost. */
export interface SavedCoarseRows {
  rows: Int8Array;
  scales: Float32Array;
  losses: Float32Array;
}

export interface VectorHit {
  itemId: string;
  part: number;
  /** Cosine, -1…1. */
  score: number;
}

export interface VectorQuery {
  limit: number;
  /** Only points of this knowledge base; absent: all of the collection. */
  kbId?: string;
}

/**
 * Finds the nearest vectors. Never the source of truth: everything in it can be written again from PostgreSQL.
 * Every method may throw UnavailableError where the store is a service.
 */
export interface VectorStore {
  /** False when it forgets at exit: then whoever opens it fills it. */
  readonly isPersistent: boolean;
  /**
   * Makes the collection, or drops and makes it again when its vectors have another dimension. Says what happened:
   * after `created` and `rebuilt` it is empty.
   */
  ensureCollection(collection: VectorCollection, dimensions: number): Promise<"kept" | "created" | "rebuilt">;
  /** Adds or replaces; searchable when it resolves. */
  upsert(collection: VectorCollection, points: readonly VectorPoint[]): Promise<void>;
  /** Removes items with all their parts; unknown ids are fine. */
  delete(collection: VectorCollection, itemIds: readonly string[]): Promise<void>;
  /** Removes what a knowledge base has in the collection. */
  deleteKnowledgeBase(collection: VectorCollection, kbId: string): Promise<void>;
  /** Best first, at most `limit`. A collection that does not exist has no hits. */
  search(collection: VectorCollection, vector: Float32Array, query: VectorQuery): Promise<VectorHit[]>;
  /** A knowledge base's vectors, for a file, until the next change; null when there are none. Absent where it keeps them. */
  save?(collection: VectorCollection, kbId: string): SavedVectors | null;
  /**
   * Puts back what `save` gave, in place of what is there of the knowledge base. Its arrays are the store's from then
   * on.
   */
  restore?(collection: VectorCollection, kbId: string, saved: SavedVectors): Promise<void>;
  /**
   * Lets others find the collection by the name without a set, in place of what they found there. Absent where nobody else
   * looks. Does nothing while there is no such collection, or one from before there were sets holds the name.
   */
  publish?(collection: VectorCollection): Promise<void>;
  /** Those of them that do not exist. Absent where none can get lost. */
  lost?(collections: readonly VectorCollection[]): Promise<VectorCollection[]>;
  /** Removes the collection; fine when it does not exist. */
  drop(collection: VectorCollection): Promise<void>;
  close(): Promise<void>;
}
