import type { Entry, EntryKind } from "../entries.ts";
import type { VectorCollection, VectorPayload, VectorPoint } from "../ports/vector-store.ts";
import type { StoredVector } from "../store/embeddings.ts";

export function vectorCollectionOf(orgId: string, kind: EntryKind): VectorCollection {
  return { orgId, kind: kind === "faq" ? "faqs" : "document_chunks" };
}

/** The point of one text in a vector store; null when its entry is gone. */
export function toVectorPoint(entry: Entry | undefined, { itemId, part, vector }: StoredVector): VectorPoint | null {
  return entry ? { itemId, part, vector, payload: payloadOf(entry) } : null;
}

function payloadOf(entry: Entry): VectorPayload {
  const shared = { category: entry.category, kb_id: entry.kbId };
  return entry.kind === "faq"
    ? { faq_id: entry.id, question: entry.question, answer: entry.answer, ...shared }
    : { chunk_id: entry.id, doc_id: entry.documentId, content: entry.content, ...shared };
}
