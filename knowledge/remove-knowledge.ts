import type { Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import type { VectorStore } from "./ports/vector-store.ts";
import { vectorCollectionOf } from "./retrieve/vector-points.ts";
import { deleteDocuments } from "./store/documents.ts";
import { deleteVectors } from "./store/embeddings.ts";
import { deleteFaqs } from "./store/faqs.ts";
import { countEntries, deleteKnowledgeBase, findKnowledgeBase, markChanged } from "./store/knowledge-bases.ts";
import { listVectorSets, type VectorSet } from "./store/vector-sets.ts";

export interface Removed {
  faqs: number;
  documents: number;
}

interface RemoveParts {
  db: Database;
  vectorStore: VectorStore;
}

/** Removes entries by the ids their import gave; unknown ids are fine. Null when there is no such knowledge base. */
export async function removeEntries(
  { db, vectorStore }: RemoveParts,
  { orgId, kb, ids }: { orgId: string; kb: string; ids: string[] },
): Promise<Removed | null> {
  const gone = await inOrganization(db, orgId, async (scope) => {
    const kbId = await findKnowledgeBase(scope, kb);
    if (kbId === null) return null;
    const faqIds = await deleteFaqs(scope, kbId, ids);
    const documents = await deleteDocuments(scope, kbId, ids);
    await deleteVectors(scope, [...faqIds, ...documents.chunkIds]);
    await markChanged(scope, kbId);
    return { faqIds, ...documents, sets: await listVectorSets(scope) };
  });
  if (!gone) return null;
  await deletePoints(vectorStore, { orgId, ...gone });
  return { faqs: gone.faqIds.length, documents: gone.documents };
}

/** Takes items out of a store that is a service, of every set that may be asked or come to serve. */
export async function deletePoints(
  vectorStore: VectorStore,
  gone: { orgId: string; sets: readonly VectorSet[]; faqIds: readonly string[]; chunkIds: readonly string[] },
): Promise<void> {
  if (!vectorStore.isPersistent) return;
  for (const set of gone.sets) {
    await vectorStore.delete(vectorCollectionOf(vectorStore, gone.orgId, "faq", set), gone.faqIds);
    await vectorStore.delete(vectorCollectionOf(vectorStore, gone.orgId, "chunk", set), gone.chunkIds);
  }
}

/** Removes a knowledge base with all it holds. Null when there is none of that name. */
export async function removeKnowledgeBase(
  { db, vectorStore }: RemoveParts,
  { orgId, kb }: { orgId: string; kb: string },
): Promise<Removed | null> {
  const gone = await inOrganization(db, orgId, async (scope) => {
    const kbId = await findKnowledgeBase(scope, kb);
    if (kbId === null) return null;
    const counts = await countEntries(scope, kbId);
    await deleteKnowledgeBase(scope, kbId);
    return { kbId, ...counts, sets: await listVectorSets(scope) };
  });
  if (!gone) return null;
  if (vectorStore.isPersistent) {
    for (const set of gone.sets) {
      await vectorStore.deleteKnowledgeBase(vectorCollectionOf(vectorStore, orgId, "faq", set), gone.kbId);
      await vectorStore.deleteKnowledgeBase(vectorCollectionOf(vectorStore, orgId, "chunk", set), gone.kbId);
    }
  }
  return { faqs: gone.faqs, documents: gone.documents };
}
