import { inOrganization } from "../../infra/db/organization-scope.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import { vectorCollectionOf } from "../retrieve/vector-points.ts";
import { servingSets } from "../store/vector-sets.ts";
import { beginFor } from "./change-sets.ts";
import type { SetParts } from "./fill-set.ts";

/** The collections of serving sets that a store had when it was last looked at, by their sets. */
export type SeenCollections = Map<string, Set<string>>;

/**
 * Begins sets anew whose collections a store had and has no more: it came back empty. They are then made from what
 * PostgreSQL keeps, like any set; words alone find until they serve. While the store is away nothing is known of it.
 */
export async function beginLost(parts: SetParts & { log: Log }, seen: SeenCollections): Promise<void> {
  const { db, clock, embedders, vectorStore, log } = parts;
  if (!vectorStore.lost) return;
  const model = embedders.configured.embedder.name;
  const sets = await servingSets(db, model);
  const wanted = sets.flatMap(({ orgId, ...set }) =>
    (["faq", "chunk"] as const).map((kind) => vectorCollectionOf(vectorStore, orgId, kind, set)),
  );
  const missing = await vectorStore.lost(wanted).catch((error: unknown) => {
    if (error instanceof UnavailableError) return null;
    throw error;
  });
  if (missing === null) return;
  for (const { orgId, id, collection } of sets) {
    const isGone = (kind: string) => missing.some((each) => each.set === collection && each.kind === kind);
    const [was, ours] = [seen.get(id), wanted.filter(({ set, orgId: of }) => set === collection && of === orgId)];
    seen.set(id, new Set(ours.flatMap(({ kind }) => (isGone(kind) ? [] : [kind]))));
    if (![...(was ?? [])].some(isGone)) continue;
    log.warn("knowledge.vectors_lost", { org: orgId, model });
    await inOrganization(db, orgId, (scope) => beginFor(scope, { model, isAnew: true, at: clock.now() }));
  }
  for (const id of seen.keys()) if (!sets.some((set) => set.id === id)) seen.delete(id);
}
