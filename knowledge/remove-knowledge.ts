import type { Database } from "../infra/db/connect.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import type { VectorStore } from "./ports/vector-store.ts";
import { vectorCollectionOf } from "./retrieve/vector-points.ts";
import { deleteDocuments } from "./store/documents.ts";
import { deleteVectors } from "./store/embeddings.ts";
import { deleteFaqs } from "./store/faqs.ts";
import { countEntries, deleteKnowledgeBase, findKnowledgeBase, markChanged } from "./store/knowledge-bases.ts";

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
    return { faqIds, ...documents };
  });
  if (!gone) return null;
  if (vectorStore.isPersistent) {
    await vectorStore.delete(vectorCollectionOf(orgId, "faq"), gone.faqIds);
    await vectorStore.delete(vectorCollectionOf(orgId, "chunk"), gone.chunkIds);
  }
  return { faqs: gone.faqIds.length, documents: gone.documents };
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
    return { kbId, ...counts };
  });
  if (!gone) return null;
  if (vectorStore.isPersistent) {
    await vectorStore.deleteKnowledgeBase(vectorCollectionOf(orgId, "faq"), gone.kbId);
    await vectorStore.deleteKnowledgeBase(vectorCollectionOf(orgId, "chunk"), gone.kbId);
  }
  return { faqs: gone.faqs, documents: gone.documents };
}
