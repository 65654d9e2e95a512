import type { Entry, EntryKind } from "../entries.ts";
import type { SavedVectors, VectorCollection, VectorStore } from "../ports/vector-store.ts";
import type { StoredVector } from "../store/embeddings.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";
import { toVectorPoint, vectorCollectionOf } from "./vector-points.ts";

export type LoadVectors = (kind: EntryKind, itemIds: string[]) => Promise<StoredVector[]>;
/** Makes and keeps the vectors of entries that have none. */
export type MakeVectors = (entries: readonly Entry[]) => Promise<StoredVector[]>;

/** Where the vectors of a set come from; those that are missing are only made where that is quick. */
export interface VectorSource {
  load(set: AnsweringSet): LoadVectors;
  make(set: AnsweringSet): MakeVectors | null;
}

const KINDS = ["faq", "chunk"] as const;
// One batch is made, kept and indexed before the next: an interruption loses at most this much work.
const ENTRIES_A_BATCH = 256;
// Of 256 dimensions a megabyte.
const ENTRIES_MOVED_AT_ONCE = 1_000;

/** Entries as they were looked at for another set, and those that have vectors of it here. */
interface Beside {
  seen: Map<string, Entry>;
  filled: Set<string>;
}

/**
 * The vectors of one index's entries: those of one embedder, until those of another are there beside them. A store that is a
 * service is filled by others (`vectors/`); then only whose are asked for is known here.
 */
export function createIndexVectors(
  { orgId, kbId, store }: { orgId: string; kbId: string; store: VectorStore },
  entries: ReadonlyMap<string, Entry>,
  answering: AnsweringSet | null,
) {
  let current = answering;
  const missing = new Set<string>();
  let changes = 0;
  const { isPersistent } = store;
  const collection = (kind: EntryKind, set: AnsweringSet): VectorCollection =>
    vectorCollectionOf(store, orgId, kind, set);

  /** The ids of the entries that they are of come back. */
  async function put(kind: EntryKind, set: AnsweringSet, stored: readonly StoredVector[]): Promise<string[]> {
    const [first] = stored;
    if (!first) return [];
    await store.ensureCollection(collection(kind, set), first.vector.length);
    await store.upsert(
      collection(kind, set),
      stored.flatMap((each) => toVectorPoint(entries.get(each.itemId), each) ?? []),
    );
    return stored.map(({ itemId }) => itemId);
  }

  async function fillKind(kind: EntryKind, set: AnsweringSet, source: VectorSource): Promise<void> {
    const lacking = [...missing].filter((id) => entries.get(id)?.kind === kind);
    if (lacking.length === 0) return;
    const add = async (stored: readonly StoredVector[]) => {
      for (const id of await put(kind, set, stored)) missing.delete(id);
    };
    await add(await source.load(set)(kind, lacking));
    const make = source.make(set);
    if (!make) return;
    const unmade = lacking.filter((id) => missing.has(id)).flatMap((id) => entries.get(id) ?? []);
    for (let start = 0; start < unmade.length; start += ENTRIES_A_BATCH) {
      await add(await make(unmade.slice(start, start + ENTRIES_A_BATCH)));
    }
  }

  /**
   * Beside the work on entries, which goes on: what changed since it was looked at is looked at again. Gives how many
   * changes there were when it was done.
   */
  async function fillBeside(set: AnsweringSet, source: VectorSource, { seen, filled }: Beside): Promise<number> {
    for (;;) {
      const outdated = [...seen.values()].filter((entry) => entries.get(entry.id)?.fingerprint !== entry.fingerprint);
      for (const { id, kind } of outdated) {
        seen.delete(id);
        filled.delete(id);
        await store.delete(collection(kind, set), [id]);
      }
      const next = [...entries.values()].filter(({ id }) => !seen.has(id)).slice(0, ENTRIES_MOVED_AT_ONCE);
      if (next.length === 0 && outdated.length === 0) return changes;
      for (const entry of next) seen.set(entry.id, entry);
      for (const kind of KINDS) {
        const ids = next.filter((entry) => entry.kind === kind).map(({ id }) => id);
        if (ids.length === 0) continue;
        for (const id of await put(kind, set, await source.load(set)(kind, ids))) filled.add(id);
      }
      await new Promise(setImmediate);
    }
  }

  async function dropFrom(set: AnsweringSet): Promise<void> {
    for (const kind of KINDS) await store.deleteKnowledgeBase(collection(kind, set), kbId);
  }

  return {
    get set() {
      return current;
    },
    collection,
    added: ({ id }: Entry): void => {
      changes++;
      missing.add(id);
    },
    remove: async ({ id, kind }: Entry): Promise<void> => {
      changes++;
      missing.delete(id);
      if (current && !isPersistent) await store.delete(collection(kind, current), [id]);
    },
    /** Brings in what is missing. */
    fill: async (source: VectorSource): Promise<void> => {
      if (!current || isPersistent) return;
      for (const kind of KINDS) await fillKind(kind, current, source);
    },
    /**
     * Takes the vectors of another set in one step, once they are all here. `updating` is the change of entries that is
     * under way: it ends first.
     */
    move: async (to: AnsweringSet, source: VectorSource, updating: () => Promise<void> | null): Promise<void> => {
      const beside: Beside = { seen: new Map(), filled: new Set() };
      while (!isPersistent) {
        const asOf = await fillBeside(to, source, beside);
        const update = updating();
        if (update) await update;
        else if (asOf === changes) break;
      }
      // From here to the end of the step nothing is waited for: a question meets the vectors before or these.
      const before = current;
      current = to;
      missing.clear();
      if (isPersistent) return;
      for (const id of entries.keys()) if (!beside.filled.has(id)) missing.add(id);
      // Whoever asked with the vectors before has its findings.
      await new Promise(setImmediate);
      if (before) await dropFrom(before);
    },
    save: (kind: EntryKind): SavedVectors | null => (current && store.save?.(collection(kind, current), kbId)) ?? null,
    /** Puts back what `save` gave of this embedder; those of another are of no use here. */
    restore: async (kind: EntryKind, saved: SavedVectors, model: string | null): Promise<void> => {
      if (!current || current.model !== model) return;
      await store.restore?.(collection(kind, current), kbId, saved);
      for (const itemId of saved.itemIds) missing.delete(itemId);
    },
    drop: async (): Promise<void> => {
      if (current && !isPersistent) await dropFrom(current);
    },
  };
}
