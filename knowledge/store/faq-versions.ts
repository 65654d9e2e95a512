import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

/** Where a version of an FAQ came from. */
export interface FaqOrigin {
  /** The file or address of the import; null for a draft. */
  origin: string | null;
  /** Who brought it in or drafted it; null where it was nobody by name. */
  by: string | null;
}

export interface FaqVersion {
  version: number;
  question: string;
  source: "import" | "gap";
  origin: string | null;
  /** The name of who brought it in or drafted it. */
  by: string | null;
  validFrom: Date;
  /** Null: until it is replaced. */
  validTo: Date | null;
}

/** Keeps what FAQs say now as their newest version, which takes over from the one before. */
export async function addFaqVersions(
  scope: OrgScope,
  faqIds: readonly string[],
  { at, ...origin }: FaqOrigin & { at: Date },
): Promise<void> {
  if (faqIds.length === 0) return;
  await endAt(scope, faqIds, at);
  await insertVersions(scope, faqIds, { at, ...origin });
}

/** The last version of removed FAQs, by external id, was in force until now; null: of all of the knowledge base. */
export async function endFaqVersions(
  { orgId, trx }: OrgScope,
  kbId: string,
  externalIds: readonly string[] | null,
): Promise<void> {
  await trx.raw(
    `UPDATE faq_versions SET valid_to = greatest(valid_from, now())
     WHERE org_id = ? AND kb_id = ? AND (?::text[] IS NULL OR external_id = ANY(?)) AND (valid_to IS NULL OR valid_to > now())`,
    [orgId, kbId, externalIds && [...externalIds], externalIds && [...externalIds]],
  );
}

/** Every version of an FAQ, the newest first; of a removed one too. */
export async function listFaqVersions(
  { orgId, trx }: OrgScope,
  kbId: string,
  externalId: string,
): Promise<FaqVersion[]> {
  const { rows } = await trx.raw(
    `SELECT v.version, v.question, v.source, v.origin, u.name AS by, v.valid_from AS "validFrom", v.valid_to AS "validTo"
     FROM faq_versions v LEFT JOIN users u ON u.id = v.created_by
     WHERE v.org_id = ? AND v.kb_id = ? AND v.external_id = ? ORDER BY v.created_at DESC, v.version DESC`,
    [orgId, kbId, externalId],
  );
  return rows;
}

/** One version with all it says; null when there is none. */
export async function readFaqVersion(
  { orgId, trx }: OrgScope,
  kbId: string,
  { externalId, version }: { externalId: string; version: number },
): Promise<(FaqVersion & { alts: string[]; answer: string }) | null> {
  const { rows } = await trx.raw(
    `SELECT v.version, v.question, v.alts, v.answer, v.source, v.origin, u.name AS by, v.valid_from AS "validFrom",
       v.valid_to AS "validTo"
     FROM faq_versions v LEFT JOIN users u ON u.id = v.created_by
     WHERE v.org_id = ? AND v.kb_id = ? AND v.external_id = ? AND v.version = ? ORDER BY v.created_at DESC LIMIT 1`,
    [orgId, kbId, externalId, version],
  );
  return rows[0] ?? null;
}

async function endAt({ orgId, trx }: OrgScope, faqIds: readonly string[], at: Date): Promise<void> {
  await trx.raw(
    `UPDATE faq_versions SET valid_to = greatest(valid_from, ?::timestamptz)
     WHERE org_id = ? AND faq_id = ANY(?) AND valid_to IS NULL`,
    [at, orgId, [...faqIds]],
  );
}

async function insertVersions(
  { orgId, trx }: OrgScope,
  faqIds: readonly string[],
  { at, origin, by }: FaqOrigin & { at: Date },
): Promise<void> {
  await trx.raw(
    `INSERT INTO faq_versions (id, org_id, kb_id, faq_id, external_id, version, question, alts, answer, category, language,
       content_hash, source, origin, created_by, valid_from)
     SELECT ids.id, f.org_id, f.kb_id, f.id, f.external_id, f.version, f.question, f.alts, f.answer, f.category, f.language,
       f.content_hash, f.source, ?, ?, ?
     FROM faqs f JOIN unnest(?::uuid[], ?::uuid[]) AS ids (id, faq_id) ON ids.faq_id = f.id
     WHERE f.org_id = ?`,
    [origin, by, at, faqIds.map(() => newId()), [...faqIds], orgId],
  );
}
