import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { errorMessage, UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { EntryKind } from "../entries.ts";
import { vectorCollectionOf } from "../retrieve/vector-points.ts";
import { deleteOtherModels } from "../store/embeddings.ts";
import {
  basesBehind,
  beginSet,
  type DueSet,
  deleteSet,
  ensureServingSet,
  holdKnowledge,
  listVectorSets,
  lockVectorSets,
  organizationsToBuild,
  retireSet,
  serveSet,
  setsToRemove,
  type VectorSet,
} from "../store/vector-sets.ts";
import type { SetParts } from "./fill-set.ts";

const KINDS: readonly EntryKind[] = ["faq", "chunk"];

/**
 * The set to work on so that this embedder's vectors serve: the one that does, or one that is built beside it. What was
 * being built for another embedder is given up.
 * @param isAnew Builds one also where this embedder's vectors serve: for a store that may have lost some.
 */
export async function beginFor(
  scope: OrgScope,
  { model, isAnew, at }: { model: string; isAnew: boolean; at: Date },
): Promise<VectorSet> {
  const serving = await ensureServingSet(scope, model);
  const sets = await lockVectorSets(scope);
  const building = sets.find(({ state }) => state === "building");
  const isServed = serving.model === model && !isAnew;
  if (building && (isServed || building.model !== model)) await retireSet(scope, building.id, at);
  if (isServed) return serving;
  if (building?.model !== model) await beginSet(scope, model, { isAnew });
  const begun = (await lockVectorSets(scope)).find(({ state }) => state === "building");
  return begun ?? serving;
}

/** Begins a set in every organisation that is served by another embedder than this process is set to. */
export async function beginEverywhere({ db, clock, embedders }: SetParts): Promise<void> {
  const model = embedders.configured.embedder.name;
  for (const orgId of await organizationsToBuild(db, model)) {
    await inOrganization(db, orgId, (scope) => beginFor(scope, { model, isAnew: false, at: clock.now() }));
  }
}

/**
 * Lets a set serve in place of the one that does, in one step for all processes. False where it is not whole, or no longer
 * to serve: nothing has changed then.
 */
export async function switchTo({ db, clock, vectorStore }: SetParts, orgId: string, set: VectorSet): Promise<boolean> {
  const isDone = await inOrganization(db, orgId, async (scope) => {
    // In this order, as an import does: what is known first.
    await holdKnowledge(scope);
    const sets = await lockVectorSets(scope);
    if (!sets.some(({ id, state }) => id === set.id && state === "building")) return false;
    if ((await basesBehind(scope, set.id)).length > 0) return false;
    const at = clock.now();
    for (const { id, state } of sets) if (state === "serving") await retireSet(scope, id, at);
    await serveSet(scope, set.id, at);
    return true;
  });
  if (isDone) await publish({ vectorStore }, orgId, set);
  return isDone;
}

/** Removes what was retired before then, of every organisation. One that fails is tried the next time. */
export async function removeRetired(parts: SetParts & { log: Log }, before: Date): Promise<void> {
  for (const set of await setsToRemove(parts.db, before)) {
    try {
      await removeSet(parts, set);
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      parts.log.warn("knowledge.vectors_left", { org: set.orgId, model: set.model, reason: errorMessage(error) });
    }
  }
}

async function removeSet({ db, vectorStore }: SetParts, { orgId, ...set }: DueSet): Promise<void> {
  // What is gone from the store is gone; a set whose row stayed is removed again.
  if (vectorStore.isPersistent) {
    for (const kind of KINDS) await vectorStore.drop(vectorCollectionOf(vectorStore, orgId, kind, set));
  }
  const serving = await inOrganization(db, orgId, async (scope) => {
    await lockVectorSets(scope);
    await deleteSet(scope, set.id);
    const sets = await listVectorSets(scope);
    await deleteOtherModels(
      scope,
      sets.map(({ model }) => model),
    );
    return sets.find(({ state }) => state === "serving");
  });
  if (serving) await publish({ vectorStore }, orgId, serving);
}

async function publish({ vectorStore }: Pick<SetParts, "vectorStore">, orgId: string, set: VectorSet): Promise<void> {
  for (const kind of KINDS) await vectorStore.publish?.(vectorCollectionOf(vectorStore, orgId, kind, set));
}
