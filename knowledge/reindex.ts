import { inOrganization } from "../infra/db/organization-scope.ts";
import { type EmbedParts, embedMissing, writeKeptVectors } from "./retrieve/embed-entries.ts";
import { vectorCollectionOf } from "./retrieve/vector-points.ts";
import { deleteOtherModels } from "./store/embeddings.ts";
import { listKnowledgeBases, markChanged } from "./store/knowledge-bases.ts";

export interface ReindexRequest {
  orgId: string;
  /** Name of a knowledge base; absent: all, which also empties the vector store first and drops other models' vectors. */
  kb?: string;
  onProgress?: (done: number, total: number) => void;
}

/** Brings vectors and vector store in line with the entries and the configured embedder. */
export async function reindex(parts: EmbedParts, { orgId, kb, onProgress }: ReindexRequest) {
  const { db, embedder, vectorStore } = parts;
  const all = await inOrganization(db, orgId, listKnowledgeBases);
  const bases = all.filter((base) => kb === undefined || base.name === kb);
  // Words alone answer while a service's collections are filled again.
  if (vectorStore.isPersistent && kb === undefined) {
    for (const kind of ["faq", "chunk"] as const) await vectorStore.drop(vectorCollectionOf(orgId, kind));
  }
  let vectorsMade = 0;
  for (const base of bases) {
    vectorsMade += await embedMissing(parts, orgId, base.id, (progress) => onProgress?.(progress.done, progress.total));
    if (vectorStore.isPersistent) await writeKeptVectors(parts, orgId, base.id);
    await inOrganization(db, orgId, (scope) => markChanged(scope, base.id));
  }
  if (kb === undefined) await inOrganization(db, orgId, (scope) => deleteOtherModels(scope, embedder.name));
  return { knowledgeBases: bases.map((base) => base.name), vectorsMade };
}
