import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { VectorCounts } from "./vector-sets.ts";

/** Who works on a set, and since when nobody was heard of any more who still holds it. */
export interface Builder {
  id: string;
  at: Date;
  lostBefore: Date;
}

/** Takes a set to work on it. False while another process is at it, or when it was retired. */
export async function takeSet(
  { orgId, trx }: OrgScope,
  setId: string,
  { id, at, lostBefore }: Builder,
): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `UPDATE vector_sets SET builder = ?, builder_seen_at = ? WHERE org_id = ? AND id = ? AND state <> 'retired'
       AND (builder IS NULL OR builder = ? OR builder_seen_at <= ?)`,
    [id, at, orgId, setId, id, lostBefore],
  );
  return rowCount > 0;
}

/** Says how far the work is, and that it goes on. False where the set was taken by another process, or retired. */
export async function noteProgress(
  { orgId, trx }: OrgScope,
  setId: string,
  { id, at, done, total }: Pick<Builder, "id" | "at"> & VectorCounts,
): Promise<boolean> {
  const { rowCount } = await trx.raw(
    `UPDATE vector_sets SET done = ?, total = ?, builder_seen_at = ?
     WHERE org_id = ? AND id = ? AND builder = ? AND state <> 'retired'`,
    [done, total, at, orgId, setId, id],
  );
  return rowCount > 0;
}

/** Gives a set back after work that went well. */
export async function releaseSet({ orgId, trx }: OrgScope, setId: string, builder: string): Promise<void> {
  await trx.raw(
    `UPDATE vector_sets SET builder = NULL, builder_seen_at = NULL, error = NULL, failures = 0, retry_at = NULL
     WHERE org_id = ? AND id = ? AND builder = ?`,
    [orgId, setId, builder],
  );
}

/** Gives a set back that could not be worked on, and says why; it is tried again after a pause that grows to ten minutes. */
export async function failSet(
  { orgId, trx }: OrgScope,
  setId: string,
  { builder, error, at }: { builder: string; error: string; at: Date },
): Promise<void> {
  await trx.raw(
    `UPDATE vector_sets SET builder = NULL, builder_seen_at = NULL, error = ?, failures = failures + 1,
       retry_at = ?::timestamptz + least(600, 5 * 2 ^ least(failures, 10)) * interval '1 second'
     WHERE org_id = ? AND id = ? AND builder = ?`,
    [error.slice(0, 500), at, orgId, setId, builder],
  );
}

/** Texts that could have a vector, of these knowledge bases or of all. What ended is not counted, what is to come is. */
export async function countTexts({ orgId, trx }: OrgScope, at: Date, kbIds: readonly string[] | null): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT (SELECT coalesce(sum(1 + cardinality(alts)), 0) FROM faqs
         WHERE org_id = :orgId AND (CAST(:kbIds AS uuid[]) IS NULL OR kb_id = ANY(:kbIds)) AND is_active
           AND (valid_to IS NULL OR valid_to > :at))::int
       + (SELECT count(*) FROM document_chunks c JOIN documents d ON d.id = c.document_id
         WHERE c.org_id = :orgId AND (CAST(:kbIds AS uuid[]) IS NULL OR c.kb_id = ANY(:kbIds))
           AND (c.valid_to IS NULL OR c.valid_to > :at) AND (d.valid_to IS NULL OR d.valid_to > :at))::int AS texts`,
    { orgId, at, kbIds: kbIds === null ? null : [...kbIds] },
  );
  return rows[0].texts;
}

/** Those of them that have a vector of the model; whether it is still the text's own is not looked at. */
export async function countVectors(
  { orgId, trx }: OrgScope,
  { model, at, kbIds }: { model: string; at: Date; kbIds: readonly string[] | null },
): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT (SELECT count(*) FROM embeddings e JOIN faqs f ON f.id = e.item_id
         WHERE e.org_id = :orgId AND e.kind = 'faq' AND e.model = :model AND f.org_id = :orgId
           AND (CAST(:kbIds AS uuid[]) IS NULL OR f.kb_id = ANY(:kbIds)) AND f.is_active AND (f.valid_to IS NULL OR f.valid_to > :at)
           AND e.part <= cardinality(f.alts))::int
       + (SELECT count(*) FROM embeddings e JOIN document_chunks c ON c.id = e.item_id JOIN documents d ON d.id = c.document_id
         WHERE e.org_id = :orgId AND e.kind = 'document_chunk' AND e.model = :model AND c.org_id = :orgId
           AND (CAST(:kbIds AS uuid[]) IS NULL OR c.kb_id = ANY(:kbIds)) AND (c.valid_to IS NULL OR c.valid_to > :at)
           AND (d.valid_to IS NULL OR d.valid_to > :at))::int AS vectors`,
    { orgId, model, at, kbIds: kbIds === null ? null : [...kbIds] },
  );
  return rows[0].vectors;
}
