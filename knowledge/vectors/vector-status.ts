import { inOrganization } from "../../infra/db/organization-scope.ts";
import { listVectorSets, type VectorSetRow } from "../store/vector-sets.ts";
import { countTexts, countVectors } from "../store/vector-work.ts";
import { chooseSet } from "./embedders.ts";
import { LEASE_MS, type SetParts } from "./fill-set.ts";

export interface VectorSetStatus extends Omit<VectorSetRow, "id" | "collection" | "builderSeenAt"> {
  /** A process is at work on it. */
  isWorkedOn: boolean;
}

export interface VectorStatus {
  /** The embedder that processes of this configuration make vectors with. */
  configured: string;
  /** Whose vectors they answer from; null: words alone find. */
  answering: string | null;
  /** The serving one first. */
  sets: VectorSetStatus[];
}

/** How far the vectors of an organisation are, and whose serve. */
export async function vectorStatus(
  { db, clock, embedders, vectorStore }: SetParts,
  orgId: string,
): Promise<VectorStatus> {
  const at = clock.now();
  const configured = embedders.configured.embedder;
  const makesItself = configured.isInProcess === true && !vectorStore.isPersistent;
  return inOrganization(db, orgId, async (scope) => {
    const rows = await listVectorSets(scope);
    const total = await countTexts(scope, at, null);
    const sets: VectorSetStatus[] = [];
    for (const { id: _, collection: __, builderSeenAt, ...row } of rows) {
      const isWorkedOn = builderSeenAt !== null && builderSeenAt.getTime() > at.getTime() - LEASE_MS;
      // What a collection that is being built has is known by whoever builds it alone.
      const isCounted = row.state !== "building" || !vectorStore.isPersistent;
      const counts = isCounted
        ? { done: await countVectors(scope, { model: row.model, at, kbIds: null }), total }
        : { done: row.done, total: Math.max(row.total, total) };
      sets.push({ ...row, ...counts, isWorkedOn });
    }
    return { configured: configured.name, answering: chooseSet(rows, embedders, { makesItself })?.model ?? null, sets };
  });
}
