import type { OrgScope } from "../infra/db/organization-scope.ts";
import { type DocumentListing, listDocuments } from "./store/documents.ts";
import { countEntries, type KnowledgeAudience, listKnowledgeBases } from "./store/knowledge-bases.ts";

export interface KnowledgeBaseListing {
  id: string;
  name: string;
  audience: KnowledgeAudience;
  faqs: number;
  documents: number;
  chunks: number;
  /** At most 1,000, failed ones first. */
  documentList: DocumentListing[];
}

const MAX_DOCUMENTS = 1_000;

/** Every knowledge base of the organisation, with its counts and documents. */
export async function listKnowledge(scope: OrgScope): Promise<KnowledgeBaseListing[]> {
  const listings: KnowledgeBaseListing[] = [];
  for (const { id, name, audience } of await listKnowledgeBases(scope)) {
    const counts = await countEntries(scope, id);
    listings.push({ id, name, audience, ...counts, documentList: await listDocuments(scope, id, MAX_DOCUMENTS) });
  }
  return listings;
}
