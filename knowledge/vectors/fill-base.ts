import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type Entry, type EntryKind, searchTexts } from "../entries.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { VectorStore } from "../ports/vector-store.ts";
import { toVectorPoint, vectorCollectionOf } from "../retrieve/vector-points.ts";
import {
  type EmbeddedText,
  loadEmbeddingHashes,
  loadVectors,
  type StoredVector,
  saveVectors,
  textHash,
} from "../store/embeddings.ts";
import { loadEntries } from "../store/load-entries.ts";
import type { VectorSet } from "../store/vector-sets.ts";

// One batch is embedded, kept and indexed before the next: an interruption loses at most this much work. A service is sent
// as many in one request as its client sends, so that whoever is at work is heard of between any two.
const TEXTS_A_BATCH = { inProcess: 256, service: 64 };

export interface FillParts {
  db: Database;
  vectorStore: VectorStore;
  clock: Clock;
}

export interface FillWork {
  orgId: string;
  kbId: string;
  set: VectorSet;
  embedder: Embedder;
  /** After each batch, with how many texts it was; what it throws ends the work. */
  afterBatch(texts: number): Promise<void>;
}

/**
 * Makes the vectors that a set lacks of a knowledge base, keeps them in PostgreSQL by the hash of their text, and
 * writes them to a store that is a service; a collection that is being built gets those that are kept already too. Safe
 * to run again and to interrupt. Returns how many were made.
 * @throws UnavailableError when embedder or store fail; what was done stays.
 */
export async function fillBase(parts: FillParts, work: FillWork): Promise<number> {
  const { db, vectorStore, clock } = parts;
  const { orgId, kbId, set, embedder } = work;
  const entries = await inOrganization(db, orgId, (scope) =>
    loadEntries(scope, kbId, { at: clock.now(), andLater: true }),
  );
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const missing = [
    ...(await withoutVector(db, work, "faq", entries)),
    ...(await withoutVector(db, work, "chunk", entries)),
  ];
  const write = (texts: readonly Embedded[]) => writePoints(vectorStore, { orgId, set, byId }, texts);
  if (vectorStore.isPersistent && set.state === "building") {
    const isMissing = new Set(missing.map(({ itemId, part }) => `${itemId}:${part}`));
    await writeKept(parts, work, { entries, isMissing, write });
  }
  const size = embedder.isInProcess ? TEXTS_A_BATCH.inProcess : TEXTS_A_BATCH.service;
  for (let start = 0; start < missing.length; start += size) {
    const batch = missing.slice(start, start + size);
    const vectors = await embedder.embed(batch.map((each) => each.text));
    const embedded = batch.flatMap((each, index): EmbeddedText<EntryKind>[] => {
      const vector = vectors[index];
      return vector ? [{ ...each, vector }] : [];
    });
    if (vectorStore.isPersistent) await write(embedded);
    // Only after the store has them: what stands here is not asked for again.
    await inOrganization(db, orgId, (scope) => saveVectors(scope, set.model, embedded));
    await work.afterBatch(batch.length);
  }
  return missing.length;
}

type Embedded = StoredVector & { kind: EntryKind };

/** Those that are kept and still their texts' own. */
async function writeKept(
  { db }: FillParts,
  { orgId, set, afterBatch }: FillWork,
  {
    entries,
    isMissing,
    write,
  }: {
    entries: readonly Entry[];
    isMissing: ReadonlySet<string>;
    write(texts: readonly Embedded[]): Promise<void>;
  },
): Promise<void> {
  for (const kind of ["faq", "chunk"] as const) {
    const ids = entries.filter((entry) => entry.kind === kind).map((entry) => entry.id);
    for (let start = 0; start < ids.length; start += TEXTS_A_BATCH.inProcess) {
      const batch = ids.slice(start, start + TEXTS_A_BATCH.inProcess);
      const vectors = await inOrganization(db, orgId, (scope) => loadVectors(scope, set.model, kind, batch));
      const kept = vectors.filter(({ itemId, part }) => !isMissing.has(`${itemId}:${part}`));
      await write(kept.map((stored) => ({ kind, ...stored })));
      await afterBatch(kept.length);
    }
  }
}

async function writePoints(
  vectorStore: VectorStore,
  { orgId, set, byId }: { orgId: string; set: VectorSet; byId: ReadonlyMap<string, Entry> },
  texts: readonly Embedded[],
): Promise<void> {
  for (const kind of ["faq", "chunk"] as const) {
    const points = texts
      .filter((text) => text.kind === kind)
      .flatMap((text) => toVectorPoint(byId.get(text.itemId), text) ?? []);
    const [first] = points;
    if (!first) continue;
    const collection = vectorCollectionOf(vectorStore, orgId, kind, set);
    const was = await vectorStore.ensureCollection(collection, first.vector.length);
    if (was === "created" && set.state === "serving") await vectorStore.publish?.(collection);
    await vectorStore.upsert(collection, points);
  }
}

async function withoutVector(
  db: Database,
  { orgId, set }: FillWork,
  kind: EntryKind,
  entries: readonly Entry[],
): Promise<Omit<EmbeddedText<EntryKind>, "vector">[]> {
  const ofKind = entries.filter((entry) => entry.kind === kind);
  const ids = ofKind.map((entry) => entry.id);
  const hashes = await inOrganization(db, orgId, (scope) => loadEmbeddingHashes(scope, set.model, kind, ids));
  return ofKind
    .flatMap((entry) => searchTexts(entry).map((text, part) => ({ kind, itemId: entry.id, part, text })))
    .filter(({ itemId, part, text }) => hashes.get(`${itemId}:${part}`) !== textHash(text));
}
