import { type ChunkEntry, chunkHeading, type Entry, type EntryKind, type FaqEntry, searchTexts } from "../entries.ts";
import type { TextIndex } from "../ports/text-index.ts";
import type { VectorCollection, VectorStore } from "../ports/vector-store.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";
import { createIndexVectors, type VectorSource } from "./index-vectors.ts";
import { createPassageProfiles } from "./passage-profiles.ts";
import { type Profile, passageTerms, profileOf } from "./profile.ts";
import type { KeptIndex, SavedIndex, SavedKind } from "./saved/saved-index.ts";
import { createTermStatistics } from "./term-statistics.ts";

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
  /** Whose vectors it is searched by; null: words alone find. */
  readonly vectors: AnsweringSet | null;
  vectorCollection(kind: EntryKind, vectors: AnsweringSet): VectorCollection;
  /** Makes the index hold exactly these entries; only what differs is worked on. */
  update(entries: readonly Entry[], source: VectorSource): Promise<void>;
  /** Fills in the vectors of another embedder beside those that are there, and takes them in their place in one step. */
  moveVectors(to: AnsweringSet, source: VectorSource): Promise<void>;
  /** Entries worked on since it was made, restored or saved. */
  readonly unsaved: number;
  /** All of it, for a file; good until the next change. Null where the text index cannot. */
  save(): SavedIndex | null;
  /**
   * Fills an index that is empty with what `save` gave. Of the entries those that are the same now are taken from `now`, the
   * others from the file, for `update` to work on. @throws Error when the file is not whole.
   */
  restore(kept: KeptIndex, now: readonly Entry[]): Promise<void>;
  /** Gives its memory back. */
  drop(): Promise<void>;
}

type TermStats = ReturnType<typeof createTermStatistics>;

const KINDS = ["faq", "chunk"] as const;
// About 20 ms of work, after which others get their turn.
const ENTRIES_A_TURN = 50;

export interface IndexParts {
  textIndex: TextIndex;
  vectorStore: VectorStore;
}

/** An empty index of one knowledge base. The text index and vector store are shared with the others. */
export function createKnowledgeBaseIndex(
  orgId: string,
  kbId: string,
  parts: IndexParts,
  answering: AnsweringSet | null,
): KnowledgeBaseIndex {
  const entries = new Map<string, Entry>();
  const faqProfiles = new Map<string, Profile[]>();
  const passages = createPassageProfiles();
  const statistics = {
    faq: { words: createTermStatistics(), grams: createTermStatistics() },
    chunk: { words: createTermStatistics(), grams: createTermStatistics() },
  };
  const vectors = createIndexVectors({ orgId, kbId, store: parts.vectorStore }, entries, answering);
  let unsaved = 0;
  let updating: Promise<void> | null = null;
  const textCollection = (kind: EntryKind) => `${kind}:${kbId}`;

  async function remove(entry: Entry): Promise<void> {
    unsaved++;
    entries.delete(entry.id);
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
    await vectors.remove(entry);
  }

  async function add(entry: Entry): Promise<void> {
    for (const profile of profilesOf(entry)) {
      statistics[entry.kind].words.add(profile.wordSet);
      statistics[entry.kind].grams.add(profile.grams);
    }
    await parts.textIndex.upsert(textCollection(entry.kind), textEntriesOf(entry));
    unsaved++;
    entries.set(entry.id, entry);
    vectors.added(entry);
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
      vectors: vectors.save(kind),
    };
  }

  async function restoreKind(kind: EntryKind, saved: SavedKind, of: string | null): Promise<void> {
    const { words, grams, texts } = saved;
    statistics[kind] = { words: createTermStatistics(words), grams: createTermStatistics(grams) };
    if (texts) parts.textIndex.restore?.(textCollection(kind), texts);
    if (saved.vectors) await vectors.restore(kind, saved.vectors, of);
  }

  async function update(next: readonly Entry[], source: VectorSource): Promise<void> {
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
    await vectors.fill(source);
  }

  return {
    orgId,
    kbId,
    entries,
    revision: null,
    threshold: null,
    statistics,
    textCollection,
    vectorCollection: vectors.collection,
    get vectors() {
      return vectors.set;
    },
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
      const kinds = { faq: saveKind("faq"), chunk: saveKind("chunk") };
      return { model: vectors.set?.model ?? null, entries: [...entries.values()], kinds };
    },
    restore: async (kept, now) => {
      const outdated = new Set(kept.prints.keys());
      const same = now.filter(({ id, fingerprint }) => kept.prints.get(id) === fingerprint && outdated.delete(id));
      for (const entry of [...same, ...(await kept.entriesOf(outdated))]) {
        entries.set(entry.id, entry);
        vectors.added(entry);
      }
      for (const kind of KINDS) await restoreKind(kind, kept.kinds[kind], kept.model);
      // Those of another embedder are read anew, and the file is to have them the next time.
      if (kept.model !== (vectors.set?.model ?? null)) unsaved += kept.prints.size;
    },
    passageProfile: (chunk) => passages.get(chunk),
    update: async (next, source) => {
      const working = update(next, source);
      updating = working.catch(() => {});
      await working.finally(() => {
        updating = null;
      });
    },
    moveVectors: async (to, source) => {
      await vectors.move(to, source, () => updating);
      if (!parts.vectorStore.isPersistent) unsaved += entries.size;
    },
    drop: async () => {
      for (const kind of KINDS) await parts.textIndex.drop(textCollection(kind));
      await vectors.drop();
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
