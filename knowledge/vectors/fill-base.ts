import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type Entry, type EntryKind, searchTexts } from "../entries.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { VectorStore } from "../ports/vector-store.ts";
import {
  type EmbeddedText,
  loadEmbeddingHashes,
  loadVectors,
  type StoredVector,
  saveVectors,
  textHash,
} from "../store/embeddings.ts";
import { loadEntries } from "../store/load-entries.ts";
import { toVectorPoint, vectorCollectionOf } from "./vector-points.ts";

// One batch is embedded, kept and indexed before the next: an interruption loses at most this much work.
const TEXTS_A_BATCH = 256;

export interface EmbedParts {
  db: Database;
  embedder: Embedder;
  vectorStore: VectorStore;
  clock: Clock;
}

export interface EmbedProgress {
  done: number;
  total: number;
}

/**
 * Makes the vectors that a knowledge base lacks for this embedder, keeps them in PostgreSQL, and writes them to a store
 * that is a service. Safe to run again and to interrupt. Returns how many were made.
 * @throws UnavailableError when embedder or store fail; what was done stays.
 */
export async function embedMissing(
  { db, embedder, vectorStore, clock }: EmbedParts,
  orgId: string,
  kbId: string,
  onProgress?: (progress: EmbedProgress) => void,
): Promise<number> {
  const entries = await inOrganization(db, orgId, (scope) =>
    loadEntries(scope, kbId, { at: clock.now(), andLater: true }),
  );
  const missing = [
    ...(await withoutVector(db, orgId, embedder.name, "faq", entries)),
    ...(await withoutVector(db, orgId, embedder.name, "chunk", entries)),
  ];
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (let start = 0; start < missing.length; start += TEXTS_A_BATCH) {
    const batch = missing.slice(start, start + TEXTS_A_BATCH);
    const vectors = await embedder.embed(batch.map((each) => each.text));
    const embedded = batch.flatMap((each, index): EmbeddedText<EntryKind>[] => {
      const vector = vectors[index];
      return vector ? [{ ...each, vector }] : [];
    });
    if (vectorStore.isPersistent) await writePoints(vectorStore, orgId, byId, embedded);
    // Only after the store has them: what stands here is not asked for again.
    await inOrganization(db, orgId, (scope) => saveVectors(scope, embedder.name, embedded));
    onProgress?.({ done: start + batch.length, total: missing.length });
  }
  return missing.length;
}

/** Writes every kept vector of a knowledge base into a store that is a service; for a store that was emptied. */
export async function writeKeptVectors({ db, embedder, vectorStore, clock }: EmbedParts, orgId: string, kbId: string) {
  const entries = await inOrganization(db, orgId, (scope) =>
    loadEntries(scope, kbId, { at: clock.now(), andLater: true }),
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  for (const kind of ["faq", "chunk"] as const) {
    const ids = entries.filter((entry) => entry.kind === kind).map((entry) => entry.id);
    for (let start = 0; start < ids.length; start += TEXTS_A_BATCH) {
      const batch = ids.slice(start, start + TEXTS_A_BATCH);
      const vectors = await inOrganization(db, orgId, (scope) => loadVectors(scope, embedder.name, kind, batch));
      await writePoints(
        vectorStore,
        orgId,
        byId,
        vectors.map((stored) => ({ kind, ...stored })),
      );
    }
  }
}

async function writePoints(
  vectorStore: VectorStore,
  orgId: string,
  byId: ReadonlyMap<string, Entry>,
  texts: readonly (StoredVector & { kind: EntryKind })[],
): Promise<void> {
  for (const kind of ["faq", "chunk"] as const) {
    const points = texts
      .filter((text) => text.kind === kind)
      .flatMap((text) => toVectorPoint(byId.get(text.itemId), text) ?? []);
    const [first] = points;
    if (!first) continue;
    await vectorStore.ensureCollection(vectorCollectionOf(orgId, kind), first.vector.length);
    await vectorStore.upsert(vectorCollectionOf(orgId, kind), points);
  }
}

async function withoutVector(
  db: Database,
  orgId: string,
  model: string,
  kind: EntryKind,
  entries: readonly Entry[],
): Promise<Omit<EmbeddedText<EntryKind>, "vector">[]> {
  const ofKind = entries.filter((entry) => entry.kind === kind);
  const ids = ofKind.map((entry) => entry.id);
  const hashes = await inOrganization(db, orgId, (scope) => loadEmbeddingHashes(scope, model, kind, ids));
  return ofKind
    .flatMap((entry) => searchTexts(entry).map((text, part) => ({ kind, itemId: entry.id, part, text })))
    .filter(({ itemId, part, text }) => hashes.get(`${itemId}:${part}`) !== textHash(text));
}
