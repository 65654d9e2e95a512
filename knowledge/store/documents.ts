import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { type ChunkImport, replaceChunks, type Writing } from "./chunks.ts";
import { addVersions, endVersions } from "./document-versions.ts";
import type { SaveCounts } from "./faqs.ts";
import type { Validity } from "./validity.ts";

export type DocumentType = "md" | "txt" | "html" | "pdf" | "docx" | "xlsx" | "url" | "csv" | "jsonl";

export interface DocumentImport {
  externalId: string;
  title: string;
  content: string;
  fileType: DocumentType;
  /** Bytes. */
  fileSize: number;
  category: string | null;
  language: Language | null;
  /** SHA-256 over title, category and content, hexadecimal. */
  contentHash: string;
  /** Where it came from: a page's address, which a customer may read too, or the path of a file. */
  origin: string;
  /** SHA-256 over the bytes that it was read from and how, hexadecimal; null for what is cheap to read again. */
  sourceHash: string | null;
  chunks: ChunkImport[];
}

export interface SavedDocuments extends SaveCounts {
  /** Chunks that are gone: their vectors must go too. */
  removedChunkIds: string[];
}

/**
 * Writes documents by their external id, each changed text as a new version, and brings their chunks up to date. Ids must
 * be unique within `documents`; lock the knowledge base first.
 */
export async function saveDocuments(
  scope: OrgScope,
  kbId: string,
  documents: readonly DocumentImport[],
  writing: Writing,
): Promise<SavedDocuments> {
  const externalIds = documents.map(({ externalId }) => externalId);
  const standing = new Map((await loadStanding(scope, kbId, externalIds)).map((row) => [row.externalId, row]));
  const wanted = documents.map((document) => toWanted(document, standing.get(document.externalId), writing.validity));
  const ids = new Map((await upsertDocuments(scope, kbId, wanted)).map(({ id, externalId }) => [externalId, id]));
  const changed = wanted.filter(({ change }) => change !== "unchanged");
  const chunksOf = new Map<string, ChunkImport[]>();
  for (const { document } of changed) {
    const id = ids.get(document.externalId);
    if (id) chunksOf.set(id, document.chunks);
  }
  await addVersions(scope, [...chunksOf.keys()], writing.validity);
  const removedChunkIds = await replaceChunks(scope, kbId, chunksOf, writing);
  const count = (kind: Wanted["change"]) => wanted.filter(({ change }) => change === kind).length;
  return { created: count("created"), updated: count("updated"), unchanged: count("unchanged"), removedChunkIds };
}

interface Standing {
  externalId: string;
  version: number;
  /** Null for a document that never was imported without error. */
  contentHash: string | null;
  chunks: number;
  /** Of the newest version; null where it is not known. */
  validFrom: Date | null;
  validTo: Date | null;
}

interface Wanted {
  document: DocumentImport;
  version: number;
  change: "created" | "updated" | "unchanged";
}

function toWanted(document: DocumentImport, standing: Standing | undefined, { from, until }: Validity): Wanted {
  if (!standing?.contentHash) return { document, version: standing?.version ?? 1, change: "created" };
  const isSameText = standing.contentHash === document.contentHash && standing.chunks === document.chunks.length;
  const isInForce =
    standing.validFrom !== null &&
    standing.validFrom <= from &&
    standing.validTo?.getTime() === (until ?? undefined)?.getTime();
  if (isSameText && isInForce) return { document, version: standing.version, change: "unchanged" };
  return { document, version: standing.version + 1, change: "updated" };
}

async function loadStanding({ orgId, trx }: OrgScope, kbId: string, externalIds: string[]): Promise<Standing[]> {
  const { rows } = await trx.raw(
    `SELECT d.external_id AS "externalId", d.version, encode(d.content_hash, 'hex') AS "contentHash",
       d.chunk_count AS chunks, v.valid_from AS "validFrom", v.valid_to AS "validTo"
     FROM documents d LEFT JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
     WHERE d.org_id = ? AND d.kb_id = ? AND d.external_id = ANY(?)`,
    [orgId, kbId, externalIds],
  );
  return rows;
}

/** Marks that its import has begun: what stays so was cut off, and goes on with the next import. */
export async function saveProcessingDocument(
  { orgId, trx }: OrgScope,
  kbId: string,
  begun: { externalId: string; title: string; fileType: DocumentType },
): Promise<void> {
  await trx.raw(
    `INSERT INTO documents (id, org_id, kb_id, external_id, title, file_type, processing_status)
     VALUES (?, ?, ?, ?, ?, ?, 'processing')
     ON CONFLICT (kb_id, external_id) DO UPDATE SET processing_status = 'processing', updated_at = now()`,
    [newId(), orgId, kbId, begun.externalId, begun.title, begun.fileType],
  );
}

/** Whether exactly these bytes were imported to be in force then, and nothing has to be done. */
export async function isImported(
  { orgId, trx }: OrgScope,
  kbId: string,
  { externalId, sourceHash }: { externalId: string; sourceHash: string },
  { from, until }: Validity,
): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT FROM documents d JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
     WHERE d.org_id = ? AND d.kb_id = ? AND d.external_id = ? AND d.source_hash = decode(?, 'hex')
       AND d.processing_status = 'completed' AND v.valid_from <= ? AND v.valid_to IS NOT DISTINCT FROM ?::timestamptz`,
    [orgId, kbId, externalId, sourceHash, from, until],
  );
  return rows.length > 0;
}

/** Marks that an import did not work. What was imported before keeps answering. */
export async function saveFailedDocument(
  { orgId, trx }: OrgScope,
  kbId: string,
  failed: { externalId: string; title: string; fileType: DocumentType; message: string },
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
  /** The page or file it came from; null: imported before that was kept. */
  origin: string | null;
  tags: string[];
  /** Name of the user who first brought it in; null where it was nobody by name. */
  importedBy: string | null;
  /** When the newest version comes into force, where that is still to come. */
  validFrom: Date | null;
  updatedAt: Date;
}

/** The documents of a knowledge base, or those with a tag, failed ones first, at most `limit`. */
export async function listDocuments(
  { orgId, trx }: OrgScope,
  kbId: string,
  { tag = null, limit }: { tag?: string | null; limit: number },
): Promise<DocumentListing[]> {
  const { rows } = await trx.raw(
    `SELECT d.id, d.external_id AS "externalId", d.title, d.file_type AS "fileType", d.processing_status AS status,
       d.error_message AS "errorMessage", d.chunk_count AS chunks, d.version, d.file_url AS origin,
       d.tags, u.name AS "importedBy", CASE WHEN v.valid_from > now() THEN v.valid_from END AS "validFrom", d.updated_at AS "updatedAt"
     FROM documents d LEFT JOIN document_versions v ON v.document_id = d.id AND v.version = d.version
       LEFT JOIN users u ON u.id = d.created_by
     WHERE d.org_id = ? AND d.kb_id = ? AND (?::text IS NULL OR ? = ANY(d.tags))
     ORDER BY d.processing_status = 'failed' DESC, d.title, d.external_id LIMIT ?`,
    [orgId, kbId, tag, tag, limit],
  );
  return rows;
}

/** Removes documents with their chunks, and ends their versions; the chunks' database ids come back. */
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
  await endVersions({ orgId, trx }, kbId, externalIds);
  const documents = await trx("documents")
    .where({ org_id: orgId, kb_id: kbId })
    .whereIn("external_id", [...externalIds])
    .delete();
  return { documents, chunkIds: rows.map((row: { id: string }) => row.id) };
}

async function upsertDocuments(
  { orgId, trx }: OrgScope,
  kbId: string,
  wanted: readonly Wanted[],
): Promise<{ id: string; externalId: string }[]> {
  const records = wanted.map(({ document, version }) => ({
    id: newId(),
    external_id: document.externalId,
    title: document.title,
    content: document.content,
    content_hash: document.contentHash,
    file_type: document.fileType,
    file_size: document.fileSize,
    category: document.category,
    language: document.language,
    file_url: document.origin,
    source_hash: document.sourceHash,
    chunk_count: document.chunks.length,
    version,
  }));
  const { rows } = await trx.raw(
    `INSERT INTO documents AS d (id, org_id, kb_id, external_id, title, content, content_hash, file_type, file_size,
       category, language, file_url, source_hash, chunk_count, version, processing_status)
     SELECT id, ?, ?, external_id, title, content, decode(content_hash, 'hex'), file_type, file_size, category, language,
       file_url, decode(source_hash, 'hex'), chunk_count, version, 'completed'
     FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, external_id text, title text, content text, content_hash text,
       file_type text, file_size int, category text, language text, file_url text, source_hash text, chunk_count int,
       version int)
     ON CONFLICT (kb_id, external_id) DO UPDATE SET title = excluded.title, content = excluded.content,
       content_hash = excluded.content_hash, file_type = excluded.file_type, file_size = excluded.file_size,
       category = excluded.category, language = excluded.language, file_url = excluded.file_url,
       source_hash = excluded.source_hash, chunk_count = excluded.chunk_count, version = excluded.version,
       processing_status = 'completed', error_message = NULL, updated_at = now()
     WHERE d.version <> excluded.version OR d.processing_status <> 'completed'
       OR d.content_hash IS DISTINCT FROM excluded.content_hash OR d.source_hash IS DISTINCT FROM excluded.source_hash
       OR d.file_url IS DISTINCT FROM excluded.file_url
     RETURNING id, external_id AS "externalId"`,
    [orgId, kbId, JSON.stringify(records)],
  );
  return rows;
}
