import { isDeepStrictEqual } from "node:util";

/** The time for which a text is in force: from `from`, until just before `until` (null: until it is replaced). */
export interface Validity {
  from: Date;
  until: Date | null;
}

/** What a new version does to a chunk that stands there. */
export interface StandingChunk {
  id: string;
  contentHash: string;
  index: number;
  page: number | null;
  metadata: unknown;
  /** Null: since it was imported. */
  validFrom: Date | null;
  validTo: Date | null;
}

export interface WantedChunk {
  contentHash: string;
  page: number | null;
  metadata: unknown;
}

export interface ChunkPlan<Wanted extends WantedChunk> {
  insert: (Wanted & { index: number; validFrom: Date | null; validTo: Date | null })[];
  /** Kept with their id, and with it their vector and every citation. */
  keep: {
    id: string;
    index: number;
    page: number | null;
    metadata: unknown;
    validFrom: Date | null;
    validTo: Date | null;
  }[];
  /** In force until the new version begins. */
  end: { id: string; validTo: Date }[];
  remove: string[];
}

/**
 * What becomes of a document's chunks when a version takes over at `validity.from`, now or later: equal ones go on, the
 * others end where it begins, and what was to begin after that never does.
 */
export function planChunks<Wanted extends WantedChunk>(
  wanted: readonly Wanted[],
  standing: readonly StandingChunk[],
  { from, until }: Validity,
  now: Date,
): ChunkPlan<Wanted> {
  const isLater = from > now;
  const begins = isLater ? from : null;
  const plan: ChunkPlan<Wanted> = { insert: [], keep: [], end: [], remove: [] };
  // One that ends before would answer again after a gap.
  const free = standing.filter(({ validTo }) => validTo === null || validTo >= from);
  const early = standing.filter((chunk) => !free.includes(chunk));
  wanted.forEach((chunk, index) => {
    const place = free.findIndex(({ contentHash }) => contentHash === chunk.contentHash);
    const [kept] = place < 0 ? [] : free.splice(place, 1);
    if (!kept) {
      plan.insert.push({ ...chunk, index, validFrom: begins, validTo: until });
      return;
    }
    const validFrom = kept.validFrom !== null && kept.validFrom > from ? begins : kept.validFrom;
    const next = { id: kept.id, index, page: chunk.page, metadata: chunk.metadata, validFrom, validTo: until };
    if (!isSame(kept, next)) plan.keep.push(next);
  });
  for (const { id, validTo } of early) if (validTo !== null && validTo <= now) plan.remove.push(id);
  for (const { id, validFrom } of free) {
    if (!isLater || (validFrom !== null && validFrom >= from)) plan.remove.push(id);
    else plan.end.push({ id, validTo: from });
  }
  return plan;
}

function isSame(kept: StandingChunk, next: ChunkPlan<WantedChunk>["keep"][number]): boolean {
  return (
    kept.index === next.index &&
    kept.page === next.page &&
    isDeepStrictEqual(kept.metadata, next.metadata) &&
    kept.validFrom?.getTime() === next.validFrom?.getTime() &&
    kept.validTo?.getTime() === next.validTo?.getTime()
  );
}
