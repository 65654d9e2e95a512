import { setTimeout as pause } from "node:timers/promises";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { errorMessage, UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { findKnowledgeBase } from "../store/knowledge-bases.ts";
import { dueSets, ensureServingSet, forgetMade, listVectorSets, type VectorCounts } from "../store/vector-sets.ts";
import { beginFor, removeRetired, switchTo } from "./change-sets.ts";
import { type FillRequest, fillSet, LEASE_MS, type SetParts } from "./fill-set.ts";
import { beginLost, type SeenCollections } from "./restore-lost.ts";

export interface KeepParts extends SetParts {
  log: Log;
  /** How long vectors are kept that no longer serve: other processes may still be set to their embedder. */
  keepRetiredMs: number;
  /** What the store had in the last round. */
  seen: SeenCollections;
}

/**
 * One round of work on every organisation's sets: begins anew what the store has lost, makes whole what is not, lets
 * what was built serve, removes what nobody needs any more. One that fails does not keep the others waiting. Does
 * nothing for embedders that this process does not know.
 */
export async function keepSets(parts: KeepParts, signal?: AbortSignal): Promise<void> {
  const { db, clock, embedders, log, keepRetiredMs, seen } = parts;
  await beginLost(parts, seen);
  const at = clock.now();
  const lostBefore = new Date(at.getTime() - LEASE_MS);
  for (const { orgId, ...set } of await dueSets(db, { models: embedders.names, at, lostBefore })) {
    if (signal?.aborted) return;
    try {
      await bringToServe(parts, { orgId, set, ...(signal ? { signal } : {}) });
    } catch (error) {
      log.warn("knowledge.vectors_not_made", { org: orgId, model: set.model, reason: errorMessage(error) });
    }
  }
  await removeRetired(parts, new Date(clock.now().getTime() - keepRetiredMs));
}

/** Makes a set whole and, where it was built beside another, lets it serve. */
async function bringToServe(parts: SetParts, request: FillRequest): Promise<{ ended: string; made: number }> {
  let made = 0;
  for (;;) {
    const filled = await fillSet(parts, request);
    made += filled?.made ?? 0;
    if (filled?.ended !== "filled") return { ended: filled?.ended ?? "unknown", made };
    if (request.set.state !== "building" || (await switchTo(parts, request.orgId, request.set))) {
      return { ended: "filled", made };
    }
    // Something became known meanwhile, or somebody else has let it serve.
    if (!(await isStillBuilt(parts, request))) return { ended: "filled", made };
  }
}

async function isStillBuilt({ db }: SetParts, { orgId, set }: FillRequest): Promise<boolean> {
  const sets = await inOrganization(db, orgId, listVectorSets);
  return sets.some(({ id, state }) => id === set.id && state === "building");
}

const LOOK_EVERY_MS = 500;
/** Whoever imports is not kept waiting longer for what another process makes. */
const IMPORT_WAITS_MS = 60_000;

/**
 * Makes what the serving set lacks of a knowledge base, after whoever is at work on it. Where this process does not know its
 * embedder, others do it.
 * @throws UnavailableError when embedder or store fail, or others take too long.
 */
export async function fillServing(parts: SetParts, orgId: string, kbId: string): Promise<void> {
  const { db, embedders } = parts;
  const until = performance.now() + IMPORT_WAITS_MS;
  for (;;) {
    const set = await inOrganization(db, orgId, (scope) => ensureServingSet(scope, embedders.configured.embedder.name));
    const filled = await fillSet(parts, { orgId, set, kbIds: [kbId] });
    if (filled?.ended !== "busy") return;
    if (performance.now() > until) {
      throw new UnavailableError("Another process is still making vectors; deskhand kb status shows how far it is.");
    }
    await pause(LOOK_EVERY_MS);
  }
}

export interface ReindexRequest {
  orgId: string;
  /** Name of a knowledge base; absent: all, and the configured embedder's vectors serve from then on. */
  kb?: string;
  onProgress?: (done: number, total: number) => void;
}

export interface Reindexed {
  knowledgeBases: string[];
  vectorsMade: number;
}

/**
 * Looks through everything and makes what is missing for the configured embedder, beside what serves until it is whole. In a
 * store that is a service all collections are built anew. Waits for whoever is at work on it already.
 */
export async function reindex(parts: KeepParts, request: ReindexRequest, names: string[]): Promise<Reindexed> {
  const { db, clock, embedders, vectorStore, keepRetiredMs } = parts;
  const { orgId, kb } = request;
  const model = embedders.configured.embedder.name;
  const kbId = kb === undefined ? null : await inOrganization(db, orgId, (scope) => findKnowledgeBase(scope, kb));
  if (kb !== undefined && kbId === null) return { knowledgeBases: [], vectorsMade: 0 };
  const set = await inOrganization(db, orgId, async (scope) => {
    const isAnew = vectorStore.isPersistent && kb === undefined;
    const begun = await beginFor(scope, { model, isAnew, at: clock.now() });
    if (begun.state === "serving") await forgetMade(scope, begun.id, kbId);
    return begun;
  });
  const onProgress = ({ done, total }: VectorCounts) => request.onProgress?.(done, total);
  const work = { orgId, set, onProgress };
  let vectorsMade = 0;
  for (;;) {
    const { ended, made } =
      kbId === null ? await bringToServe(parts, work) : ((await fillSet(parts, { ...work, kbIds: [kbId] })) ?? gone);
    vectorsMade += made;
    if (ended !== "busy" || !(await othersWork(parts, work))) break;
    await pause(LOOK_EVERY_MS);
  }
  await removeRetired(parts, new Date(clock.now().getTime() - keepRetiredMs));
  return { knowledgeBases: names, vectorsMade };
}

const gone = { ended: "unknown", made: 0 } as const;

/** Shows how far another process is. False where there is nothing left to wait for. */
async function othersWork({ db }: SetParts, { orgId, set, onProgress }: FillRequest): Promise<boolean> {
  const row = (await inOrganization(db, orgId, listVectorSets)).find(({ id }) => id === set.id);
  if (!row || row.state === "retired") return false;
  onProgress?.(row);
  // What was built by others serves: there was nothing else to do.
  return row.state === set.state;
}
