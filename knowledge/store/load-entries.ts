import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChunkEntry, Entry, FaqEntry } from "../entries.ts";

/** Everything of a knowledge base that may answer now. */
export async function loadEntries(scope: OrgScope, kbId: string): Promise<Entry[]> {
  return [...(await loadFaqs(scope, kbId)), ...(await loadChunks(scope, kbId))];
}

async function loadFaqs({ orgId, trx }: OrgScope, kbId: string): Promise<FaqEntry[]> {
  const { rows } = await trx.raw(
    `SELECT id, kb_id AS "kbId", external_id AS "externalId", category, language, version, question, alts, answer,
       encode(content_hash, 'hex') AS fingerprint
     FROM faqs
     WHERE org_id = ? AND kb_id = ? AND is_active
       AND (valid_from IS NULL OR valid_from <= now()) AND (valid_to IS NULL OR valid_to > now())`,
    [orgId, kbId],
  );
  return rows.map((row: Omit<FaqEntry, "kind">) => ({ kind: "faq", ...row }));
}

async function loadChunks({ orgId, trx }: OrgScope, kbId: string): Promise<ChunkEntry[]> {
  // A document whose newest import failed goes on answering from the chunks of the last good one.
  const { rows } = await trx.raw(
    `SELECT c.id, c.kb_id AS "kbId", d.external_id AS "externalId", d.category, d.language, d.version,
       c.document_id AS "documentId", d.title, c.heading_path AS "headingPath", c.page, c.chunk_index AS index, c.content,
       d.file_url AS url, encode(c.content_hash, 'hex') || ':' || c.chunk_index || ':' || d.version AS fingerprint
     FROM document_chunks c JOIN documents d ON d.id = c.document_id
     WHERE c.org_id = ? AND c.kb_id = ?
       AND (d.valid_from IS NULL OR d.valid_from <= now()) AND (d.valid_to IS NULL OR d.valid_to > now())`,
    [orgId, kbId],
  );
  return rows.map((row: Omit<ChunkEntry, "kind">) => ({ kind: "chunk", ...row }));
}
