import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChunkEntry, Entry, FaqEntry } from "../entries.ts";

/**
 * When the entries answer: at a moment; or, for what is prepared before its day, `from` now until ever.
 */
export interface EntryTime {
  at: Date;
  andLater?: boolean;
}

/** Everything of a knowledge base that may answer then. */
export async function loadEntries(scope: OrgScope, kbId: string, time: EntryTime): Promise<Entry[]> {
  return [...(await loadFaqs(scope, kbId, time)), ...(await loadChunks(scope, kbId, time))];
}

/** When something of a knowledge base next comes into force or ends; null when nothing is to. */
export async function nextTurn({ orgId, trx }: OrgScope, kbId: string, at: Date): Promise<Date | null> {
  const { rows } = await trx.raw(
    `SELECT min(turn) AS turn FROM (
       SELECT unnest(ARRAY[valid_from, valid_to]) AS turn FROM document_chunks WHERE org_id = :orgId AND kb_id = :kbId
       UNION ALL SELECT unnest(ARRAY[valid_from, valid_to]) FROM documents WHERE org_id = :orgId AND kb_id = :kbId
       UNION ALL SELECT unnest(ARRAY[valid_from, valid_to]) FROM faqs WHERE org_id = :orgId AND kb_id = :kbId
     ) turns WHERE turn > :at`,
    { orgId, kbId, at },
  );
  return rows[0].turn;
}

async function loadFaqs({ orgId, trx }: OrgScope, kbId: string, time: EntryTime): Promise<FaqEntry[]> {
  const { rows } = await trx.raw(
    `SELECT f.id, f.kb_id AS "kbId", f.external_id AS "externalId", f.category,
       coalesce(f.language, b.settings ->> 'language') AS language, f.version, f.question, f.alts, f.answer,
       concat_ws(':', encode(f.content_hash, 'hex'), b.settings ->> 'language') AS fingerprint
     FROM faqs f JOIN knowledge_bases b ON b.id = f.kb_id
     WHERE f.org_id = :orgId AND f.kb_id = :kbId AND f.is_active
       AND (:andLater OR f.valid_from IS NULL OR f.valid_from <= :at) AND (f.valid_to IS NULL OR f.valid_to > :at)`,
    { orgId, kbId, at: time.at, andLater: time.andLater ?? false },
  );
  return rows.map((row: Omit<FaqEntry, "kind">) => ({ kind: "faq", ...row }));
}

async function loadChunks({ orgId, trx }: OrgScope, kbId: string, time: EntryTime): Promise<ChunkEntry[]> {
  // A document whose newest import failed goes on answering from the chunks of the last good one, and one whose newest
  // version is still to come under the title and number of the version in force.
  const { rows } = await trx.raw(
    `SELECT c.id, c.kb_id AS "kbId", d.external_id AS "externalId", d.category,
       coalesce(d.language, b.settings ->> 'language') AS language,
       coalesce(v.version, d.version) AS version, c.document_id AS "documentId", coalesce(v.title, d.title) AS title,
       c.heading_path AS "headingPath", c.page, c.chunk_index AS index, c.content, c.metadata, 
       CASE WHEN d.file_url LIKE 'http%://%' THEN d.file_url END AS url,
       concat_ws(':', encode(c.content_hash, 'hex'), c.chunk_index, c.page, coalesce(v.version, d.version), d.file_url, nullif(c.metadata, '{}'),
         b.settings ->> 'language') AS fingerprint
     FROM document_chunks c JOIN documents d ON d.id = c.document_id JOIN knowledge_bases b ON b.id = c.kb_id
     LEFT JOIN document_versions v ON v.document_id = d.id
       AND v.valid_from <= greatest(c.valid_from, :at) AND (v.valid_to IS NULL OR v.valid_to > greatest(c.valid_from, :at))
     WHERE c.org_id = :orgId AND c.kb_id = :kbId
       AND (:andLater OR c.valid_from IS NULL OR c.valid_from <= :at) AND (c.valid_to IS NULL OR c.valid_to > :at)
       AND (:andLater OR d.valid_from IS NULL OR d.valid_from <= :at) AND (d.valid_to IS NULL OR d.valid_to > :at)`,
    { orgId, kbId, at: time.at, andLater: time.andLater ?? false },
  );
  return rows.map((row: Omit<ChunkEntry, "kind">) => ({ kind: "chunk", ...row }));
}
