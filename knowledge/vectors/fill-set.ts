import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { errorMessage, UnavailableError } from "../../infra/errors.ts";
import { markChanged } from "../store/knowledge-bases.ts";
import { type BehindBase, basesBehind, noteMade, type VectorCounts, type VectorSet } from "../store/vector-sets.ts";
import { countTexts, countVectors, failSet, noteProgress, releaseSet, takeSet } from "../store/vector-work.ts";
import type { Embedders, KnownEmbedder } from "./embedders.ts";
import { type FillParts, fillBase } from "./fill-base.ts";
import { type FillContent, fillNothing } from "./fill-content.ts";

/** Whoever works on a set is heard of after each batch; after so long without, it is another's. */
export const LEASE_MS = 30_000;

export interface SetParts extends FillParts {
  embedders: Embedders;
  /** Who works, in this process. */
  builder: string;
  /** What else is searched by vectors: a set that is to serve has them too. */
  fillContent?: FillContent;
}

export interface FillRequest {
  orgId: string;
  set: VectorSet;
  /** Only these knowledge bases. */
  kbIds?: readonly string[];
  onProgress?: (progress: VectorCounts) => void;
  /** Ends the work after the batch that is under way; what was done stays. */
  signal?: AbortSignal;
}

/**
 * Makes a set whole, as the knowledge is when it begins, one knowledge base after the other. `busy`: another process is at
 * work on it, or took it over; `stopped`: the signal came. Null: this process does not know the set's embedder.
 * @throws UnavailableError when embedder or store fail, which is kept with the set.
 */
export async function fillSet(
  parts: SetParts,
  request: FillRequest,
): Promise<{ ended: "filled" | "busy" | "stopped"; made: number } | null> {
  const { db, clock, builder, embedders, fillContent = fillNothing } = parts;
  const { orgId, set, kbIds } = request;
  const known = embedders.of(set.model);
  if (!known) return null;
  const inScope = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(db, orgId, work);
  const at = clock.now();
  const lostBefore = new Date(at.getTime() - LEASE_MS);
  if (!(await inScope((scope) => takeSet(scope, set.id, { id: builder, at, lostBefore })))) {
    return { ended: "busy", made: 0 };
  }
  let made = 0;
  try {
    const behind = await inScope((scope) => basesBehind(scope, set.id));
    const bases = behind.filter(({ kbId }) => kbIds === undefined || kbIds.includes(kbId));
    const counting = await startCounting(parts, request, bases);
    for (const base of bases) made += await fillOne(parts, request, { base, known, afterBatch: counting.add });
    if (set.state === "building")
      await fillContent({ orgId, embedder: known.embedder, afterBatch: () => counting.add(0) });
    await counting.end();
    await inScope((scope) => releaseSet(scope, set.id, builder));
    return { ended: "filled", made };
  } catch (error) {
    if (error instanceof Ended) {
      if (error.reason === "stopped") await inScope((scope) => releaseSet(scope, set.id, builder));
      return { ended: error.reason, made };
    }
    const why = error instanceof UnavailableError ? errorMessage(error) : "An error of the product; its log has it.";
    await inScope((scope) => failSet(scope, set.id, { builder, error: why, at: clock.now() }));
    throw error;
  }
}

class Ended extends Error {
  readonly reason: "busy" | "stopped";

  constructor(reason: "busy" | "stopped") {
    super(reason);
    this.reason = reason;
  }
}

/** Keeps count in the set's row, which also says that somebody is at work. */
async function startCounting(parts: SetParts, { orgId, set, onProgress, signal }: FillRequest, bases: BehindBase[]) {
  const { db, clock, builder, vectorStore } = parts;
  const at = clock.now();
  const kbIds = bases.map(({ kbId }) => kbId);
  const isWritten = vectorStore.isPersistent && set.state === "building";
  const { total, left } = await inOrganization(db, orgId, async (scope) => ({
    total: await countTexts(scope, at, null),
    left:
      (await countTexts(scope, at, kbIds)) -
      (isWritten ? 0 : await countVectors(scope, { model: set.model, at, kbIds })),
  }));
  let done = Math.max(0, total - left);
  const tell = async () => {
    onProgress?.({ done, total });
    const progress = { id: builder, at: clock.now(), done, total };
    if (!(await inOrganization(db, orgId, (scope) => noteProgress(scope, set.id, progress)))) throw new Ended("busy");
  };
  await tell();
  return {
    add: async (texts: number) => {
      done = Math.min(total, done + texts);
      await tell();
      if (signal?.aborted) throw new Ended("stopped");
    },
    end: async () => {
      done = total;
      await tell();
    },
  };
}

async function fillOne(
  parts: SetParts,
  { orgId, set }: FillRequest,
  { base, known, afterBatch }: { base: BehindBase; known: KnownEmbedder; afterBatch(texts: number): Promise<void> },
): Promise<number> {
  const { kbId, revision } = base;
  await afterBatch(0);
  const made = await fillBase(parts, { orgId, kbId, set, embedder: known.embedder, afterBatch });
  await inOrganization(parts.db, orgId, async (scope) => {
    if (made === 0 || set.state !== "serving") return noteMade(scope, set.id, base);
    // The indexes of every process have to read what was made.
    const next = await markChanged(scope, kbId);
    const isAllWeSaw = next !== null && BigInt(next) === BigInt(revision) + 1n;
    await noteMade(scope, set.id, { kbId, revision: isAllWeSaw ? next : revision });
  });
  return made;
}
