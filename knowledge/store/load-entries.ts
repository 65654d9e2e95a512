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
  return [
    ...(await loadFaqs<FaqEntry>(scope, kbId, time, { columns: FAQ_COLUMNS })),
    ...(await loadChunks<ChunkEntry>(scope, kbId, time, { columns: CHUNK_COLUMNS })),
  ];
}

/**
 * The same, reading only what is not known yet: those of the same id and fingerprint are given back as they are. A change
 * to one document among a thousand is read in a fraction of the time that all of them take.
 */
export async function loadChangedEntries(
  scope: OrgScope,
  kbId: string,
  time: EntryTime,
  known: ReadonlyMap<string, Entry>,
): Promise<Entry[]> {
  // Asking which there are before all of them are read would be reading them twice.
  if (known.size === 0) return loadEntries(scope, kbId, time);
  const current = [
    ...(await loadFaqs<Print>(scope, kbId, time, { columns: FAQ_PRINT })),
    ...(await loadChunks<Print>(scope, kbId, time, { columns: CHUNK_PRINT })),
  ];
  const isKnown = ({ id, fingerprint }: Print) => known.get(id)?.fingerprint === fingerprint;
  const only = current.filter((print) => !isKnown(print)).map(({ id }) => id);
  const kept = current.filter(isKnown).flatMap(({ id }) => known.get(id) ?? []);
  if (only.length === 0) return kept;
  return [
    ...kept,
    ...(await loadFaqs<FaqEntry>(scope, kbId, time, { columns: FAQ_COLUMNS, only })),
    ...(await loadChunks<ChunkEntry>(scope, kbId, time, { columns: CHUNK_COLUMNS, only })),
  ];
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

interface Print {
  id: string;
  fingerprint: string;
}

/** The columns, and of which ids; absent: of all. */
interface Reading {
  columns: string;
  only?: string[];
}

// An entry without a language of its own is in its knowledge base's.
const FAQ_PRINT = `f.id, concat_ws(':', encode(f.content_hash, 'hex'), f.category, coalesce(f.language, b.settings ->> 'language'))
  AS fingerprint`;
const FAQ_COLUMNS = `${FAQ_PRINT}, 'faq' AS kind, f.kb_id AS "kbId", f.external_id AS "externalId", f.category,
  coalesce(f.language, b.settings ->> 'language') AS language, f.version, f.question, f.alts, f.answer`;
const CHUNK_PRINT = `c.id,
  concat_ws(':', encode(c.content_hash, 'hex'), c.chunk_index, c.page, coalesce(v.version, d.version), d.file_url,
    nullif(c.metadata, '{}'), d.category, coalesce(d.language, b.settings ->> 'language')) AS fingerprint`;
const CHUNK_COLUMNS = `${CHUNK_PRINT}, 'chunk' AS kind, c.kb_id AS "kbId", d.external_id AS "externalId", d.category,
  coalesce(d.language, b.settings ->> 'language') AS language, coalesce(v.version, d.version) AS version,
  c.document_id AS "documentId", coalesce(v.title, d.title) AS title, c.heading_path AS "headingPath", c.page,
  c.chunk_index AS index, c.content, c.metadata, CASE WHEN d.file_url LIKE 'http%://%' THEN d.file_url END AS url`;

async function loadFaqs<Row>(
  { orgId, trx }: OrgScope,
  kbId: string,
  time: EntryTime,
  { columns, only }: Reading,
): Promise<Row[]> {
  const { rows } = await trx.raw(
    `SELECT ${columns} FROM faqs f JOIN knowledge_bases b ON b.id = f.kb_id
     WHERE f.org_id = :orgId AND f.kb_id = :kbId AND f.is_active ${only ? "AND f.id = ANY(:only)" : ""}
       AND (:andLater OR f.valid_from IS NULL OR f.valid_from <= :at) AND (f.valid_to IS NULL OR f.valid_to > :at)`,
    { orgId, kbId, at: time.at, andLater: time.andLater ?? false, ...(only ? { only } : {}) },
  );
  return rows;
}

async function loadChunks<Row>(
  { orgId, trx }: OrgScope,
  kbId: string,
  time: EntryTime,
  { columns, only }: Reading,
): Promise<Row[]> {
  // A document whose newest import failed goes on answering from the chunks of the last good one, and one whose newest
  // version is still to come under the title and number of the version in force.
  const { rows } = await trx.raw(
    `SELECT ${columns}
     FROM document_chunks c JOIN documents d ON d.id = c.document_id JOIN knowledge_bases b ON b.id = c.kb_id
     LEFT JOIN document_versions v ON v.document_id = d.id
       AND v.valid_from <= greatest(c.valid_from, :at) AND (v.valid_to IS NULL OR v.valid_to > greatest(c.valid_from, :at))
     WHERE c.org_id = :orgId AND c.kb_id = :kbId ${only ? "AND c.id = ANY(:only)" : ""}
       AND (:andLater OR c.valid_from IS NULL OR c.valid_from <= :at) AND (c.valid_to IS NULL OR c.valid_to > :at)
       AND (:andLater OR d.valid_from IS NULL OR d.valid_from <= :at) AND (d.valid_to IS NULL OR d.valid_to > :at)`,
    { orgId, kbId, at: time.at, andLater: time.andLater ?? false, ...(only ? { only } : {}) },
  );
  return rows;
}
