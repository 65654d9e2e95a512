import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { endFaqVersions } from "./faq-versions.ts";

/** Processes hear here that an organisation's knowledge changed; the payload is the organisation's id. */
export const knowledgeChannel = "deskhand_knowledge";

/** Whose questions a knowledge base answers: customers' too, or only staff's. */
export const knowledgeAudiences = ["public", "internal"] as const;
export type KnowledgeAudience = (typeof knowledgeAudiences)[number];

export interface KnowledgeBaseRow {
  id: string;
  name: string;
  /** Grows with every change of what it holds. */
  revision: string;
  audience: KnowledgeAudience;
  /** What it is for; null where nobody said. */
  description: string | null;
  /** As `base-settings.ts` wrote it. */
  settings: { threshold?: number; language?: Language };
}

/** The organisation's knowledge bases, by name. */
export async function listKnowledgeBases({ orgId, trx }: OrgScope): Promise<KnowledgeBaseRow[]> {
  return trx("knowledge_bases")
    .where({ org_id: orgId })
    .orderBy("name")
    .select("id", "name", "revision", "audience", "description", "settings");
}

/** The id of the knowledge base of that name; null when there is none. */
export async function findKnowledgeBase({ orgId, trx }: OrgScope, name: string): Promise<string | null> {
  const row: { id: string } | undefined = await trx("knowledge_bases").where({ org_id: orgId, name }).first("id");
  return row?.id ?? null;
}

/** Until the transaction ends, nobody else writes into it. */
export async function lockKnowledgeBase({ orgId, trx }: OrgScope, kbId: string): Promise<void> {
  await trx.raw("SELECT FROM knowledge_bases WHERE org_id = ? AND id = ? FOR UPDATE", [orgId, kbId]);
}

/** Says whose questions it answers. False when it was so already; else every process is told when this commits. */
export async function setAudience(
  { orgId, trx }: OrgScope,
  kbId: string,
  audience: KnowledgeAudience,
): Promise<boolean> {
  const changed = await trx("knowledge_bases")
    .where({ org_id: orgId, id: kbId })
    .whereNot({ audience })
    .update({ audience, updated_at: trx.fn.now() });
  if (changed > 0) await trx.raw("SELECT pg_notify(?, ?)", [knowledgeChannel, orgId]);
  return changed > 0;
}

export interface EntryCounts {
  faqs: number;
  documents: number;
  chunks: number;
}

/** How much a knowledge base holds. */
export async function countEntries({ orgId, trx }: OrgScope, kbId: string): Promise<EntryCounts> {
  const { rows } = await trx.raw(
    `SELECT (SELECT count(*)::int FROM faqs WHERE org_id = :orgId AND kb_id = :kbId) AS faqs,
       (SELECT count(*)::int FROM documents WHERE org_id = :orgId AND kb_id = :kbId) AS documents,
       (SELECT count(*)::int FROM document_chunks WHERE org_id = :orgId AND kb_id = :kbId) AS chunks`,
    { orgId, kbId },
  );
  return rows[0];
}

/** The knowledge base of that name, made when there is none. */
export async function ensureKnowledgeBase({ orgId, trx }: OrgScope, name: string): Promise<string> {
  const { rows } = await trx.raw(
    `INSERT INTO knowledge_bases (id, org_id, name) VALUES (?, ?, ?)
     ON CONFLICT (org_id, name) DO UPDATE SET name = excluded.name RETURNING id`,
    [newId(), orgId, name],
  );
  return String(rows[0].id);
}

/**
 * Raises the revision, keeps the count right, and tells every process when the transaction commits. Gives the revision; null
 * when there is no such knowledge base.
 */
export async function markChanged({ orgId, trx }: OrgScope, kbId: string): Promise<string | null> {
  const { rows } = await trx.raw(
    `UPDATE knowledge_bases SET revision = revision + 1, updated_at = now(),
       document_count = (SELECT count(*) FROM documents WHERE kb_id = knowledge_bases.id)
     WHERE org_id = ? AND id = ? RETURNING revision`,
    [orgId, kbId],
  );
  await trx.raw("SELECT pg_notify(?, ?)", [knowledgeChannel, orgId]);
  return rows[0]?.revision ?? null;
}

/** Removes it with everything in it; false when there is none of that id. */
export async function deleteKnowledgeBase(scope: OrgScope, kbId: string): Promise<boolean> {
  const { orgId, trx } = scope;
  await endFaqVersions(scope, kbId, null);
  await trx.raw(
    `DELETE FROM embeddings WHERE org_id = :orgId AND item_id IN (
       SELECT id FROM faqs WHERE org_id = :orgId AND kb_id = :kbId
       UNION ALL SELECT id FROM document_chunks WHERE org_id = :orgId AND kb_id = :kbId)`,
    { orgId, kbId },
  );
  await trx.raw(
    `UPDATE document_versions SET valid_to = greatest(valid_from, now())
     WHERE org_id = ? AND kb_id = ? AND (valid_to IS NULL OR valid_to > now())`,
    [orgId, kbId],
  );
  const deleted = await trx("knowledge_bases").where({ org_id: orgId, id: kbId }).delete();
  await trx.raw("SELECT pg_notify(?, ?)", [knowledgeChannel, orgId]);
  return deleted > 0;
}
