import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { ChunkMetadata } from "../entries.ts";
import { type ChunkPlan, planChunks, type StandingChunk, type Validity } from "./validity.ts";

export interface ChunkImport {
  content: string;
  headingPath: string[];
  tokenCount: number;
  /** From 1; null where the format has none. */
  page: number | null;
  metadata: ChunkMetadata;
  /** SHA-256 of heading path and content, hexadecimal: equal chunks keep their id and vector. */
  contentHash: string;
}

/** When what is written comes into force, and what time it is. */
export interface Writing {
  validity: Validity;
  now: Date;
}

/**
 * Brings the chunks of documents (by document id) up to date: equal ones keep their id, and with it their vector and
 * every citation of them. The ids of those that are gone come back.
 */
export async function replaceChunks(
  scope: OrgScope,
  kbId: string,
  chunksOf: ReadonlyMap<string, readonly ChunkImport[]>,
  { validity, now }: Writing,
): Promise<string[]> {
  const existing = await loadStandingChunks(scope, [...chunksOf.keys()]);
  const plans = [...chunksOf].map(([documentId, chunks]) => ({
    documentId,
    ...planChunks(
      chunks,
      existing.filter((chunk) => chunk.documentId === documentId),
      validity,
      now,
    ),
  }));
  const removed = plans.flatMap((plan) => plan.remove);
  await deleteChunks(scope, removed);
  await keepChunks(
    scope,
    plans.flatMap((plan) => plan.keep),
  );
  await endChunks(
    scope,
    plans.flatMap((plan) => plan.end.map(({ id }) => id)),
    validity.from,
  );
  await insertChunks(
    scope,
    kbId,
    plans.flatMap(({ documentId, insert }) => insert.map((chunk) => ({ ...chunk, documentId }))),
  );
  return removed;
}

async function loadStandingChunks(
  { orgId, trx }: OrgScope,
  documentIds: string[],
): Promise<(StandingChunk & { documentId: string })[]> {
  const { rows } = await trx.raw(
    `SELECT id, document_id AS "documentId", encode(content_hash, 'hex') AS "contentHash", chunk_index AS index, page, metadata,
       valid_from AS "validFrom", valid_to AS "validTo"
     FROM document_chunks WHERE org_id = ? AND document_id = ANY(?) ORDER BY chunk_index`,
    [orgId, documentIds],
  );
  return rows;
}

async function deleteChunks({ orgId, trx }: OrgScope, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.raw("DELETE FROM document_chunks WHERE org_id = ? AND id = ANY(?)", [orgId, ids]);
}

async function keepChunks({ orgId, trx }: OrgScope, kept: ChunkPlan<ChunkImport>["keep"]): Promise<void> {
  if (kept.length === 0) return;
  await trx.raw(
    `UPDATE document_chunks c SET chunk_index = k.index, page = k.page, metadata = k.metadata, valid_from = k."validFrom", valid_to = k."validTo"
     FROM jsonb_to_recordset(?::jsonb) AS k (id uuid, index int, page int, metadata jsonb, "validFrom" timestamptz, "validTo" timestamptz)
     WHERE c.org_id = ? AND c.id = k.id`,
    [JSON.stringify(kept), orgId],
  );
}

async function endChunks({ orgId, trx }: OrgScope, ids: string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  await trx.raw("UPDATE document_chunks SET valid_to = ? WHERE org_id = ? AND id = ANY(?)", [at, orgId, ids]);
}

async function insertChunks(
  { orgId, trx }: OrgScope,
  kbId: string,
  chunks: (ChunkPlan<ChunkImport>["insert"][number] & { documentId: string })[],
): Promise<void> {
  if (chunks.length === 0) return;
  const records = chunks.map((chunk) => ({
    id: newId(),
    document_id: chunk.documentId,
    content: chunk.content,
    content_hash: chunk.contentHash,
    chunk_index: chunk.index,
    heading_path: chunk.headingPath,
    token_count: chunk.tokenCount,
    page: chunk.page,
    metadata: chunk.metadata,
    valid_from: chunk.validFrom,
    valid_to: chunk.validTo,
  }));
  await trx.raw(
    `INSERT INTO document_chunks (id, org_id, kb_id, document_id, content, content_hash, chunk_index, heading_path,
       token_count, page, metadata, valid_from, valid_to)
     SELECT id, ?, ?, document_id, content, decode(content_hash, 'hex'), chunk_index,
       ARRAY(SELECT jsonb_array_elements_text(heading_path)), token_count, page, metadata,
       valid_from, valid_to
     FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, document_id uuid, content text, content_hash text, chunk_index int,
       heading_path jsonb, token_count int, page int, metadata jsonb, valid_from timestamptz, valid_to timestamptz)`,
    [orgId, kbId, JSON.stringify(records)],
  );
}
