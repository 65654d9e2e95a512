import type { Clock } from "../../infra/clock.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Entry } from "../entries.ts";
import type { KnowledgeBaseRow } from "../store/knowledge-bases.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";
import type { LoadVectors, MakeVectors, VectorSource } from "./index-vectors.ts";
import { createKnowledgeBaseIndex, type IndexParts, type KnowledgeBaseIndex } from "./knowledge-base-index.ts";
import type { IndexFolder } from "./saved/index-folder.ts";
import type { KeptIndex } from "./saved/saved-index.ts";

/** Where the truth is: the database, or a list in a test. */
export interface KnowledgeSource {
  /** The knowledge bases there are, and whose vectors are answered from; null: words alone find. */
  look(orgId: string): Promise<{ bases: KnowledgeBaseRow[]; vectors: AnsweringSet | null }>;
  /**
   * What may answer now, and until when that is so; null: until something is changed. Entries that are `known` with the
   * same fingerprint need not be read again.
   */
  entries(
    orgId: string,
    kbId: string,
    known: ReadonlyMap<string, Entry>,
  ): Promise<{ entries: Entry[]; until: Date | null }>;
  vectors(orgId: string, model: string): LoadVectors;
  /** Only where that embedder is in this process: vectors that are missing are made while the index is filled. */
  makeVectors?(orgId: string, model: string): MakeVectors | null;
}

export interface IndexCacheOptions {
  /** How long a look at the revisions is good for when no notification comes; 2 s by default. */
  checkEveryMs?: number;
  /** Entries held of all organisations together; 200,000 by default, about 2 GB of passages. */
  maxEntries?: number;
  /** Where indexes are kept for the next start; absent: nowhere. */
  folder?: IndexFolder;
  /** Hears of each index that is opened whether it was there and up to date. */
  onOpened?: (wasFound: boolean) => void;
  log?: Log;
}

export interface WhichBases {
  /** The one of that name. */
  kb?: string | undefined;
  /** Those for this audience. */
  audience?: KnowledgeBaseRow["audience"] | undefined;
}

export interface IndexCache {
  /** Up-to-date indexes of an organisation's knowledge bases, or of those that are meant; none when there are none. */
  open(orgId: string, which?: WhichBases): Promise<KnowledgeBaseIndex[]>;
  /** The organisation's knowledge changed, or, with null, that of any may have. */
  changed(orgId: string | null): void;
  close(): Promise<void>;
}

/**
 * Indexes in memory, made when first asked for and brought up to date when the revision in the database has moved. A
 * notification makes the next question look at once; without one, questions look every `checkEveryMs`.
 * When there is no more room, the knowledge bases not asked for longest are given up. Where another embedder's vectors
 * come to serve, an index goes on with those that it has until it has the others.
 */
export function createIndexCache(
  source: KnowledgeSource,
  parts: IndexParts,
  clock: Clock,
  { checkEveryMs = 2_000, maxEntries = 200_000, folder, onOpened, log }: IndexCacheOptions = {},
): IndexCache {
  const known = new Map<string, KnownOrganization>();
  // In order of use: the first key is the one not used for longest.
  const loaded = new Map<string, LoadedIndex>();

  async function look(orgId: string): Promise<Look> {
    const last = known.get(orgId);
    if (last && clock.now().getTime() - last.lookedAt < checkEveryMs) return last.seen;
    // Taken before the query: a change that comes while it runs must not be taken for seen.
    const lookedAt = clock.now().getTime();
    const looking: KnownOrganization = { lookedAt, seen: source.look(orgId) };
    known.set(orgId, looking);
    looking.seen.catch(() => known.get(orgId) === looking && known.delete(orgId));
    const seen = await looking.seen;
    const isGone = (index: KnowledgeBaseIndex) =>
      index.orgId === orgId && !seen.bases.some((row) => row.id === index.kbId);
    await giveUp(isGone, async ({ kbId }) => folder?.remove(kbId));
    return seen;
  }

  async function openOne(
    orgId: string,
    row: KnowledgeBaseRow,
    vectors: AnsweringSet | null,
  ): Promise<KnowledgeBaseIndex> {
    const holder = loaded.get(row.id) ?? {
      index: createKnowledgeBaseIndex(orgId, row.id, parts, vectors),
      revision: null,
      until: null,
      working: Promise.resolve(),
      moving: null,
    };
    loaded.delete(row.id);
    loaded.set(row.id, holder);
    // One after the other: an update that overtook a later one would put back what is gone.
    const update = holder.working.then(async () => {
      holder.index.threshold = row.settings.threshold ?? null;
      const isOver = holder.until !== null && holder.until <= clock.now();
      const isFound = !isOver && holder.revision !== null && BigInt(holder.revision) >= BigInt(row.revision);
      onOpened?.(isFound);
      if (isFound) return;
      const isNew = holder.revision === null;
      // From a file comes what takes long to work out; what may be said comes from the source.
      const reading = isNew && holder.index.entries.size === 0 ? folder?.read(row.id) : null;
      const asking = source.entries(orgId, row.id, isNew ? new Map() : holder.index.entries);
      // Heard of below: it may fail while the file is still being read, and a failure that nobody hears of ends the process.
      asking.catch(() => undefined);
      const kept = await reading;
      const { entries, until } = await asking.catch(async (error: unknown) => {
        await kept?.close();
        throw error;
      });
      if (kept) await restore(holder.index, kept, entries);
      await holder.index.update(entries, vectorsOf(orgId));
      holder.revision = row.revision;
      holder.index.revision = row.revision;
      holder.until = until;
      if (holder.index.unsaved > Math.max(SAVE_FROM, entries.length / 10)) await keep(holder.index);
    });
    holder.working = update.catch(() => {});
    await update;
    if (vectors && loaded.get(row.id) === holder) beginMove(holder, vectors);
    return holder.index;
  }

  /** What cannot be read is worked out again. */
  async function restore(index: KnowledgeBaseIndex, kept: KeptIndex, entries: readonly Entry[]): Promise<void> {
    try {
      await index.restore(kept, entries);
    } catch (error) {
      log?.warn("knowledge.saved_index_unreadable", { kb: index.kbId, error });
    } finally {
      await kept.close();
    }
  }

  function vectorsOf(orgId: string): VectorSource {
    return {
      load: ({ model }) => source.vectors(orgId, model),
      make: ({ model }) => source.makeVectors?.(orgId, model) ?? null,
    };
  }

  /** Nobody waits for it: questions are answered from the vectors that are there. */
  function beginMove(holder: LoadedIndex, vectors: AnsweringSet): void {
    const { index } = holder;
    const isThere =
      index.vectors?.model === vectors.model &&
      (index.vectors.collection === vectors.collection || !parts.vectorStore.isPersistent);
    if (isThere || holder.moving) return;
    holder.moving = index
      .moveVectors(vectors, vectorsOf(index.orgId))
      // The next question tries again.
      .catch((error: unknown) => log?.warn("knowledge.vectors_not_moved", { org: index.orgId, kb: index.kbId, error }))
      .finally(() => {
        holder.moving = null;
      });
  }

  async function keep(index: KnowledgeBaseIndex): Promise<void> {
    const saved = folder && index.save();
    if (saved) await folder.write(index.kbId, saved);
  }

  async function keepIfLarge(index: KnowledgeBaseIndex): Promise<void> {
    if (index.entries.size >= SAVE_FROM && index.unsaved > 0) await keep(index);
  }

  async function makeRoom(needed: ReadonlySet<string>): Promise<void> {
    let size = [...loaded.values()].reduce((sum, { index }) => sum + index.entries.size, 0);
    for (const { index } of [...loaded.values()]) {
      if (size <= maxEntries) return;
      if (needed.has(index.kbId)) continue;
      size -= index.entries.size;
      await giveUp((other) => other === index);
    }
  }

  /** Keeps what is given up for the next time, unless something else is to become of it. */
  async function giveUp(isMeant: (index: KnowledgeBaseIndex) => boolean, settle = keepIfLarge): Promise<void> {
    for (const [kbId, { index, working, moving }] of [...loaded]) {
      if (!isMeant(index)) continue;
      loaded.delete(kbId);
      await working;
      await moving;
      await settle(index);
      await index.drop();
    }
  }

  return {
    open: async (orgId, { kb, audience } = {}) => {
      const isMeant = (row: KnowledgeBaseRow) =>
        (kb === undefined || row.name === kb) && (audience === undefined || row.audience === audience);
      const { bases, vectors } = await look(orgId);
      const rows = bases.filter(isMeant);
      const indexes: KnowledgeBaseIndex[] = [];
      for (const row of rows) indexes.push(await openOne(orgId, row, vectors));
      await makeRoom(new Set(rows.map((row) => row.id)));
      return indexes;
    },
    changed: (orgId) => {
      if (orgId === null) known.clear();
      else known.delete(orgId);
    },
    close: async () => {
      await giveUp(() => true);
      known.clear();
    },
  };
}

// A smaller index is worked out again within a second.
const SAVE_FROM = 1_000;

type Look = Awaited<ReturnType<KnowledgeSource["look"]>>;

interface KnownOrganization {
  lookedAt: number;
  seen: Promise<Look>;
}

interface LoadedIndex {
  index: KnowledgeBaseIndex;
  /** Null until it was filled for the first time. */
  revision: string | null;
  /** When something in it comes into force or ends. */
  until: Date | null;
  working: Promise<void>;
  /** To another embedder's vectors; null: it is not on the way. */
  moving: Promise<void> | null;
}
