import { type ChunkEntry, chunkHeading, type Entry, type EntryKind, type FaqEntry, searchTexts } from "../entries.ts";
import type { TextIndex } from "../ports/text-index.ts";
import type { VectorCollection, VectorStore } from "../ports/vector-store.ts";
import type { StoredVector } from "../store/embeddings.ts";
import { createPassageProfiles } from "./passage-profiles.ts";
import { type Profile, passageTerms, profileOf } from "./profile.ts";
import type { SavedIndex, SavedKind } from "./saved/saved-index.ts";
import { createTermStatistics } from "./term-statistics.ts";
import { toVectorPoint, vectorCollectionOf } from "./vector-points.ts";

/** What one knowledge base holds, ready to be searched, in this process. */
export interface KnowledgeBaseIndex {
  readonly orgId: string;
  readonly kbId: string;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Of the knowledge base, when the index was last brought up to date; null before that. */
  revision: string | null;
  /** Confidence from which it answers; null: as everywhere. */
  threshold: number | null;
  /** Of each wording of an FAQ. */
  faqProfiles(faqId: string): readonly Profile[];
  passageProfile(chunk: ChunkEntry): ReturnType<ReturnType<typeof createPassageProfiles>["get"]>;
  readonly statistics: Record<EntryKind, { words: TermStats; grams: TermStats }>;
  /** Name of the text index's collection. */
  textCollection(kind: EntryKind): string;
  vectorCollection(kind: EntryKind): VectorCollection;
  /** Makes the index hold exactly these entries; only what differs is worked on. */
  update(entries: readonly Entry[], loadVectors: LoadVectors, makeVectors?: MakeVectors): Promise<void>;
  /** Entries worked on since it was made, restored or saved. */
  readonly unsaved: number;
  /** All of it, for a file; good until the next change. Null where the text index cannot. */
  save(): SavedIndex | null;
  /** Fills an index that is empty with what `save` gave. */
  restore(saved: SavedIndex): Promise<void>;
  /** Gives its memory back. */
  drop(): Promise<void>;
}

type TermStats = ReturnType<typeof createTermStatistics>;
export type LoadVectors = (kind: EntryKind, itemIds: string[]) => Promise<StoredVector[]>;
/** Makes and keeps the vectors of entries that have none. */
export type MakeVectors = (entries: readonly Entry[]) => Promise<StoredVector[]>;

const KINDS = ["faq", "chunk"] as const;
// About 20 ms of work, after which others get their turn.
const ENTRIES_A_TURN = 50;
// One batch is made, kept and indexed before the next: an interruption loses at most this much work.
const ENTRIES_A_BATCH = 256;

export interface IndexParts {
  textIndex: TextIndex;
  vectorStore: VectorStore;
}

/** An empty index of one knowledge base. The text index and vector store are shared with the others. */
export function createKnowledgeBaseIndex(orgId: string, kbId: string, parts: IndexParts): KnowledgeBaseIndex {
  const entries = new Map<string, Entry>();
  const faqProfiles = new Map<string, Profile[]>();
  const passages = createPassageProfiles();
  const statistics = {
    faq: { words: createTermStatistics(), grams: createTermStatistics() },
    chunk: { words: createTermStatistics(), grams: createTermStatistics() },
  };
  const withoutVector = new Set<string>();
  let unsaved = 0;
  const textCollection = (kind: EntryKind) => `${kind}:${kbId}`;
  const vectorCollection = (kind: EntryKind) => vectorCollectionOf(orgId, kind);

  async function remove(entry: Entry): Promise<void> {
    unsaved++;
    entries.delete(entry.id);
    withoutVector.delete(entry.id);
    for (const profile of profilesOf(entry)) {
      statistics[entry.kind].words.remove(profile.wordSet);
      statistics[entry.kind].grams.remove(profile.grams);
    }
    faqProfiles.delete(entry.id);
    passages.forget(entry.id);
    await parts.textIndex.delete(
      textCollection(entry.kind),
      textEntriesOf(entry).map((text) => text.id),
    );
    if (!parts.vectorStore.isPersistent) await parts.vectorStore.delete(vectorCollection(entry.kind), [entry.id]);
  }

  async function add(entry: Entry): Promise<void> {
    for (const profile of profilesOf(entry)) {
      statistics[entry.kind].words.add(profile.wordSet);
      statistics[entry.kind].grams.add(profile.grams);
    }
    await parts.textIndex.upsert(textCollection(entry.kind), textEntriesOf(entry));
    unsaved++;
    withoutVector.add(entry.id);
    entries.set(entry.id, entry);
  }

  function profilesOf(entry: Entry): readonly { wordSet: ReadonlySet<string>; grams: ReadonlySet<string> }[] {
    return entry.kind === "faq" ? profilesOfFaq(entry) : [passageTerms(chunkHeading(entry), entry.content)];
  }

  function profilesOfFaq(entry: FaqEntry): Profile[] {
    const profiles = faqProfiles.get(entry.id) ?? searchTexts(entry).map(profileOf);
    faqProfiles.set(entry.id, profiles);
    return profiles;
  }

  function saveKind(kind: EntryKind): SavedKind {
    return {
      words: statistics[kind].words.state(),
      grams: statistics[kind].grams.state(),
      texts: parts.textIndex.save?.(textCollection(kind)) ?? null,
      vectors: parts.vectorStore.save?.(vectorCollection(kind), kbId) ?? null,
    };
  }

  async function restoreKind(kind: EntryKind, { words, grams, texts, vectors }: SavedKind): Promise<void> {
    statistics[kind] = { words: createTermStatistics(words), grams: createTermStatistics(grams) };
    if (texts) parts.textIndex.restore?.(textCollection(kind), texts);
    if (vectors) await parts.vectorStore.restore?.(vectorCollection(kind), kbId, vectors);
    for (const itemId of vectors?.itemIds ?? []) withoutVector.delete(itemId);
  }

  async function fillVectors(kind: EntryKind, loadVectors: LoadVectors, makeVectors?: MakeVectors): Promise<void> {
    const missing = [...withoutVector].filter((id) => entries.get(id)?.kind === kind);
    if (missing.length === 0) return;
    await addVectors(kind, await loadVectors(kind, missing));
    if (!makeVectors) return;
    const unmade = missing.filter((id) => withoutVector.has(id)).flatMap((id) => entries.get(id) ?? []);
    for (let start = 0; start < unmade.length; start += ENTRIES_A_BATCH) {
      await addVectors(kind, await makeVectors(unmade.slice(start, start + ENTRIES_A_BATCH)));
    }
  }

  async function addVectors(kind: EntryKind, vectors: readonly StoredVector[]): Promise<void> {
    const [first] = vectors;
    if (!first) return;
    await parts.vectorStore.ensureCollection(vectorCollection(kind), first.vector.length);
    await parts.vectorStore.upsert(
      vectorCollection(kind),
      vectors.flatMap((stored) => toVectorPoint(entries.get(stored.itemId), stored) ?? []),
    );
    for (const { itemId } of vectors) withoutVector.delete(itemId);
  }

  return {
    orgId,
    kbId,
    entries,
    revision: null,
    threshold: null,
    statistics,
    textCollection,
    vectorCollection,
    faqProfiles: (faqId) => {
      const entry = entries.get(faqId);
      return entry?.kind === "faq" ? profilesOfFaq(entry) : [];
    },
    get unsaved() {
      return unsaved;
    },
    save: () => {
      if (!parts.textIndex.save) return null;
      unsaved = 0;
      return { entries: [...entries.values()], kinds: { faq: saveKind("faq"), chunk: saveKind("chunk") } };
    },
    restore: async (saved) => {
      for (const entry of saved.entries) {
        entries.set(entry.id, entry);
        withoutVector.add(entry.id);
      }
      for (const kind of KINDS) await restoreKind(kind, saved.kinds[kind]);
    },
    passageProfile: (chunk) => passages.get(chunk),
    update: async (next, loadVectors, makeVectors) => {
      const wanted = new Map(next.map((entry) => [entry.id, entry]));
      for (const old of [...entries.values()]) if (!wanted.has(old.id)) await remove(old);
      let worked = 0;
      for (const entry of next) {
        const old = entries.get(entry.id);
        if (old?.fingerprint === entry.fingerprint) {
          // What is told to customers is what was read just now, never a file's.
          entries.set(entry.id, entry);
          continue;
        }
        if (old) await remove(old);
        await add(entry);
        if (++worked % ENTRIES_A_TURN === 0) await new Promise(setImmediate);
      }
      if (parts.vectorStore.isPersistent) return;
      await fillVectors("faq", loadVectors, makeVectors);
      await fillVectors("chunk", loadVectors, makeVectors);
    },
    drop: async () => {
      for (const kind of KINDS) {
        await parts.textIndex.drop(textCollection(kind));
        if (!parts.vectorStore.isPersistent) await parts.vectorStore.deleteKnowledgeBase(vectorCollection(kind), kbId);
      }
    },
  };
}

function textEntriesOf(entry: Entry) {
  return entry.kind === "faq" ? faqTexts(entry) : [{ id: entry.id, title: chunkHeading(entry), text: entry.content }];
}

/** Every wording is a text of its own: joined, a long list of wordings would drown each of them. */
function faqTexts(entry: FaqEntry) {
  return searchTexts(entry).map((text, part) => ({ id: `${entry.id}#${part}`, title: "", text }));
}
