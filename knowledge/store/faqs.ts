import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { contentHash } from "../ingest/content-hash.ts";
import { addFaqVersions, endFaqVersions, type FaqOrigin } from "./faq-versions.ts";

export interface FaqImport {
  externalId: string;
  question: string;
  alts: string[];
  answer: string;
  category: string | null;
  language: Language | null;
  /** SHA-256 over everything above, hexadecimal. */
  contentHash: string;
}

export interface SaveCounts {
  created: number;
  updated: number;
  unchanged: number;
}

export interface SavedFaqs extends SaveCounts {
  /** Their vectors no longer fit. */
  updatedIds: string[];
}

/**
 * Writes FAQs by their external id, each changed one as a new version that is in force from now on; what is unchanged by its
 * hash is left alone, its use counts too. Ids must be unique within `faqs`.
 */
export async function saveFaqs(
  scope: OrgScope,
  kbId: string,
  faqs: readonly FaqImport[],
  from: FaqOrigin & { at: Date },
): Promise<SavedFaqs> {
  if (faqs.length === 0) return { created: 0, updated: 0, unchanged: 0, updatedIds: [] };
  const written = await upsertFaqs(scope, kbId, faqs);
  await addFaqVersions(
    scope,
    written.map(({ id }) => id),
    from,
  );
  const updatedIds = written.filter(({ version }) => version > 1).map(({ id }) => id);
  return {
    created: written.length - updatedIds.length,
    updated: updatedIds.length,
    unchanged: faqs.length - written.length,
    updatedIds,
  };
}

/** Those that are new or changed come back. */
async function upsertFaqs(
  { orgId, trx }: OrgScope,
  kbId: string,
  faqs: readonly FaqImport[],
): Promise<{ id: string; version: number }[]> {
  const { rows } = await trx.raw(
    `INSERT INTO faqs AS f (id, org_id, kb_id, external_id, question, alts, answer, category, language, content_hash)
     SELECT id, ?, ?, external_id, question, ARRAY(SELECT jsonb_array_elements_text(alts)), answer, category, language,
       decode(content_hash, 'hex')
     FROM jsonb_to_recordset(?::jsonb) AS r (id uuid, external_id text, question text, alts jsonb, answer text,
       category text, language text, content_hash text)
     ON CONFLICT (kb_id, external_id) DO UPDATE SET question = excluded.question, alts = excluded.alts,
       answer = excluded.answer, category = excluded.category, language = excluded.language,
       content_hash = excluded.content_hash, version = f.version + 1, is_active = true, updated_at = now()
     WHERE f.content_hash <> excluded.content_hash OR NOT f.is_active
     RETURNING id, version`,
    [orgId, kbId, JSON.stringify(faqs.map(toRecord))],
  );
  return rows;
}

function toRecord(faq: FaqImport) {
  return {
    id: newId(),
    external_id: faq.externalId,
    question: faq.question,
    alts: faq.alts,
    answer: faq.answer,
    category: faq.category,
    language: faq.language,
    content_hash: faq.contentHash,
  };
}

/** Writes an FAQ that was drafted from questions without a good answer, and approved. */
export async function addApprovedFaq(
  scope: OrgScope,
  kbId: string,
  faq: Omit<FaqImport, "category" | "contentHash"> & { id: string; createdBy: string | null; at: Date },
): Promise<void> {
  const { orgId, trx } = scope;
  const { id, externalId, question, alts, answer, language, createdBy, at } = faq;
  await trx("faqs").insert({
    id,
    org_id: orgId,
    kb_id: kbId,
    external_id: externalId,
    question,
    alts,
    answer,
    language,
    content_hash: Buffer.from(contentHash(question, alts, answer, null), "hex"),
    source: "gap",
    created_by: createdBy,
  });
  await addFaqVersions(scope, [id], { at, origin: null, by: createdBy });
}

/** Removes the FAQs of these external ids, and ends their versions; their database ids come back. */
export async function deleteFaqs(scope: OrgScope, kbId: string, externalIds: string[]): Promise<string[]> {
  const { orgId, trx } = scope;
  await endFaqVersions(scope, kbId, externalIds);
  const { rows } = await trx.raw(
    "DELETE FROM faqs WHERE org_id = ? AND kb_id = ? AND external_id = ANY(?) RETURNING id",
    [orgId, kbId, externalIds],
  );
  return rows.map((row: { id: string }) => row.id);
}
