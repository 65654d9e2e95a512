import type { OrgScope } from "../infra/db/organization-scope.ts";
import { type DocumentListing, listDocuments } from "./store/documents.ts";
import {
  countEntries,
  type KnowledgeAudience,
  type KnowledgeBaseRow,
  listKnowledgeBases,
} from "./store/knowledge-bases.ts";

export interface KnowledgeBaseListing {
  id: string;
  name: string;
  audience: KnowledgeAudience;
  description: string | null;
  settings: KnowledgeBaseRow["settings"];
  faqs: number;
  documents: number;
  chunks: number;
  /** At most 1,000, failed ones first. */
  documentList: DocumentListing[];
}

const MAX_DOCUMENTS = 1_000;

/** Every knowledge base of the organisation, with its counts and its documents, or those of them with a tag. */
export async function listKnowledge(scope: OrgScope, tag?: string): Promise<KnowledgeBaseListing[]> {
  const listings: KnowledgeBaseListing[] = [];
  for (const { id, name, audience, description, settings } of await listKnowledgeBases(scope)) {
    const counts = await countEntries(scope, id);
    const documentList = await listDocuments(scope, id, {
      limit: MAX_DOCUMENTS,
      ...(tag === undefined ? {} : { tag }),
    });
    listings.push({ id, name, audience, description, settings, ...counts, documentList });
  }
  return listings;
}
