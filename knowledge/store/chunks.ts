import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

export interface ChunkImport {
  content: string;
  headingPath: string[];
  tokenCount: number;
  /** SHA-256 of heading path and content, hexadecimal: equal chunks keep their id and vector. */
  contentHash: string;
}

/**
 * Brings the chunks of documents (by document id) up to date: equal ones keep their id, and with it their vector and
 * every citation of them. The ids of those that are gone come back.
 */
export async function replaceChunks(
  scope: OrgScope,
  kbId: string,
  chunksOf: ReadonlyMap<string, readonly ChunkImport[]>,
): Promise<string[]> {
  const existing = await loadChunkKeys(scope, [...chunksOf.keys()]);
  const plans = [...chunksOf].map(([documentId, chunks]) =>
    planChunks(
      documentId,
      chunks,
      existing.filter((key) => key.documentId === documentId),
    ),
  );
  const removed = plans.flatMap((plan) => plan.remove);
  await deleteChunks(scope, removed);
  await moveChunks(
    scope,
    plans.flatMap((plan) => plan.move),
  );
  await insertChunks(
    scope,
    kbId,
    plans.flatMap((plan) => plan.insert),
  );
  return removed;
}

interface ChunkKey {
  id: string;
  documentId: string;
  contentHash: string;
  index: number;
}

async function loadChunkKeys({ orgId, trx }: OrgScope, documentIds: string[]): Promise<ChunkKey[]> {
  const { rows } = await trx.raw(
    `SELECT id, document_id AS "documentId", encode(content_hash, 'hex') AS "contentHash", chunk_index AS index
     FROM document_chunks WHERE org_id = ? AND document_id = ANY(?)`,
    [orgId, documentIds],
  );
  return rows;
}

interface ChunkPlan {
  insert: (ChunkImport & { documentId: string; index: number })[];
  move: { id: string; index: number }[];
  remove: string[];
}

function planChunks(documentId: string, chunks: readonly ChunkImport[], existing: readonly ChunkKey[]): ChunkPlan {
  const free = [...existing];
  const plan: ChunkPlan = { insert: [], move: [], remove: [] };
  chunks.forEach((chunk, index) => {
    const place = free.findIndex((key) => key.contentHash === chunk.contentHash);
    const [kept] = place < 0 ? [] : free.splice(place, 1);
    if (!kept) plan.insert.push({ ...chunk, documentId, index });
    else if (kept.index !== index) plan.move.push({ id: kept.id, index });
  });
  plan.remove = free.map((key) => key.id);
  return plan;
}

async function deleteChunks({ orgId, trx }: OrgScope, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.raw("DELETE FROM document_chunks WHERE org_id = ? AND id = ANY(?)", [orgId, ids]);
}

async function moveChunks({ orgId, trx }: OrgScope, moves: ChunkPlan["move"]): Promise<void> {
  if (moves.length === 0) return;
  await trx.raw(
    `UPDATE document_chunks c SET chunk_index = m.index
     FROM unnest(?::uuid[], ?::int[]) AS m (id, index) WHERE c.org_id = ? AND c.id = m.id`,
    [moves.map((move) => move.id), moves.map((move) => move.index), orgId],
  );
}

async function insertChunks({ orgId, trx }: OrgScope, kbId: string, chunks: ChunkPlan["insert"]): Promise<void> {
  if (chunks.length === 0) return;
  const records = chunks.map((chunk) => ({
    id: newId(),
    document_id: chunk.documentId,
    content: chunk.content,
    content_hash: chunk.contentHash,
    chunk_index: chunk.index,
    heading_path: chunk.headingPath,
    token_count: chunk.tokenCount,
  }));
  await trx.raw(
    `INSERT INTO document_chunks (id, org_id, kb_id, document_id, content, content_hash, chunk_index, heading_path,
       token_count)
     SELECT id, ?, ?, document_id, content, decode(content_hash, 'hex'), chunk_index,
       ARRAY(SELECT jsonb_array_elements_text(heading_path)), token_count
     FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, document_id uuid, content text, content_hash text, chunk_index int,
       heading_path jsonb, token_count int)`,
    [orgId, kbId, JSON.stringify(records)],
  );
}
