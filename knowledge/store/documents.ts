import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type ChunkImport, replaceChunks } from "./chunks.ts";
import type { SaveCounts } from "./faqs.ts";

export interface DocumentImport {
  externalId: string;
  title: string;
  content: string;
  fileType: "md" | "txt" | "jsonl";
  /** Bytes. */
  fileSize: number;
  category: string | null;
  language: Language | null;
  /** SHA-256 over title, category and content, hexadecimal. */
  contentHash: string;
  chunks: ChunkImport[];
}

export interface SavedDocuments extends SaveCounts {
  /** Chunks that are gone: their vectors must go too. */
  removedChunkIds: string[];
}

/** Writes documents by their external id and brings their chunks up to date. Ids must be unique within `documents`. */
export async function saveDocuments(
  scope: OrgScope,
  kbId: string,
  documents: readonly DocumentImport[],
): Promise<SavedDocuments> {
  const written = await upsertDocuments(scope, kbId, documents);
  const byExternalId = new Map(documents.map((document) => [document.externalId, document]));
  const chunksOf = new Map(written.map((row) => [row.id, byExternalId.get(row.externalId)?.chunks ?? []]));
  const removedChunkIds = await replaceChunks(scope, kbId, chunksOf);
  const created = written.filter((row) => row.version === 1).length;
  return {
    created,
    updated: written.length - created,
    unchanged: documents.length - written.length,
    removedChunkIds,
  };
}

/** Marks that an import did not work. What was imported before keeps answering. */
export async function saveFailedDocument(
  { orgId, trx }: OrgScope,
  kbId: string,
  failed: { externalId: string; title: string; fileType: "md" | "txt"; message: string },
): Promise<void> {
  await trx.raw(
    `INSERT INTO documents (id, org_id, kb_id, external_id, title, file_type, processing_status, error_message)
     VALUES (?, ?, ?, ?, ?, ?, 'failed', ?)
     ON CONFLICT (kb_id, external_id) DO UPDATE SET processing_status = 'failed',
       error_message = excluded.error_message, updated_at = now()`,
    [newId(), orgId, kbId, failed.externalId, failed.title, failed.fileType, failed.message],
  );
}

export interface DocumentListing {
  id: string;
  externalId: string;
  title: string;
  fileType: string | null;
  status: "pending" | "processing" | "completed" | "failed";
  errorMessage: string | null;
  chunks: number;
  version: number;
  updatedAt: Date;
}

/** The documents of a knowledge base, failed ones first, at most `limit`. */
export async function listDocuments({ orgId, trx }: OrgScope, kbId: string, limit: number): Promise<DocumentListing[]> {
  const { rows } = await trx.raw(
    `SELECT id, external_id AS "externalId", title, file_type AS "fileType", processing_status AS status,
       error_message AS "errorMessage", chunk_count AS chunks, version, updated_at AS "updatedAt"
     FROM documents WHERE org_id = ? AND kb_id = ?
     ORDER BY processing_status = 'failed' DESC, title, external_id LIMIT ?`,
    [orgId, kbId, limit],
  );
  return rows;
}

/** Removes documents with their chunks; the chunks' database ids come back. */
export async function deleteDocuments(
  { orgId, trx }: OrgScope,
  kbId: string,
  externalIds: string[],
): Promise<{ documents: number; chunkIds: string[] }> {
  const { rows } = await trx.raw(
    `SELECT c.id FROM document_chunks c JOIN documents d ON d.id = c.document_id
     WHERE d.org_id = ? AND d.kb_id = ? AND d.external_id = ANY(?)`,
    [orgId, kbId, externalIds],
  );
  const documents = await trx("documents")
    .where({ org_id: orgId, kb_id: kbId })
    .whereIn("external_id", [...externalIds])
    .delete();
  return { documents, chunkIds: rows.map((row: { id: string }) => row.id) };
}

interface WrittenDocument {
  id: string;
  externalId: string;
  version: number;
}

/** Only what is new, changed or failed before comes back. */
async function upsertDocuments(
  { orgId, trx }: OrgScope,
  kbId: string,
  documents: readonly DocumentImport[],
): Promise<WrittenDocument[]> {
  const records = documents.map((document) => ({
    id: newId(),
    external_id: document.externalId,
    title: document.title,
    content: document.content,
    content_hash: document.contentHash,
    file_type: document.fileType,
    file_size: document.fileSize,
    category: document.category,
    language: document.language,
    chunk_count: document.chunks.length,
  }));
  const { rows } = await trx.raw(
    `INSERT INTO documents AS d (id, org_id, kb_id, external_id, title, content, content_hash, file_type, file_size,
       category, language, chunk_count, processing_status)
     SELECT id, ?, ?, external_id, title, content, decode(content_hash, 'hex'), file_type, file_size, category, language,
       chunk_count, 'completed'
     FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, external_id text, title text, content text, content_hash text,
       file_type text, file_size int, category text, language text, chunk_count int)
     ON CONFLICT (kb_id, external_id) DO UPDATE SET title = excluded.title, content = excluded.content,
       content_hash = excluded.content_hash, file_type = excluded.file_type, file_size = excluded.file_size,
       category = excluded.category, language = excluded.language, chunk_count = excluded.chunk_count,
       processing_status = 'completed', error_message = NULL, version = d.version + 1, updated_at = now()
     WHERE d.content_hash IS DISTINCT FROM excluded.content_hash OR d.processing_status <> 'completed'
       OR d.chunk_count <> excluded.chunk_count
     RETURNING id, external_id AS "externalId", version`,
    [orgId, kbId, JSON.stringify(records)],
  );
  return rows;
}
