import type { Entry, EntryKind } from "../entries.ts";
import type { VectorCollection, VectorPayload, VectorPoint, VectorStore } from "../ports/vector-store.ts";
import type { StoredVector } from "../store/embeddings.ts";
import type { AnsweringSet } from "../vectors/embedders.ts";

/**
 * Where a set has its vectors of a kind: a store that is a service keeps them by the name that the set was given, one in
 * this process by the embedder's, which every process knows.
 */
export function vectorCollectionOf(
  { isPersistent }: Pick<VectorStore, "isPersistent">,
  orgId: string,
  kind: EntryKind,
  { model, collection }: AnsweringSet,
): VectorCollection {
  return { orgId, kind: kind === "faq" ? "faqs" : "document_chunks", set: isPersistent ? collection : model };
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
