import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { Validity } from "./validity.ts";

export interface DocumentVersion {
  version: number;
  title: string;
  validFrom: Date;
  /** Null: until it is replaced. Equal to `validFrom`: replaced before its day came. */
  validTo: Date | null;
}

/** Keeps what documents say now as their newest version, which takes over from whichever was or was to be in force. */
export async function addVersions(scope: OrgScope, documentIds: string[], validity: Validity): Promise<void> {
  if (documentIds.length === 0) return;
  await endAt(scope, documentIds, validity.from);
  await insertVersions(scope, documentIds, validity);
}

/** A removed document's last version was in force until now. */
export async function endVersions({ orgId, trx }: OrgScope, kbId: string, externalIds: string[]): Promise<void> {
  await trx.raw(
    `UPDATE document_versions SET valid_to = greatest(valid_from, now())
     WHERE org_id = ? AND kb_id = ? AND external_id = ANY(?) AND (valid_to IS NULL OR valid_to > now())`,
    [orgId, kbId, externalIds],
  );
}

/** Every version of a document, the newest first; of a removed one too. */
export async function listVersions(
  { orgId, trx }: OrgScope,
  kbId: string,
  externalId: string,
): Promise<DocumentVersion[]> {
  const { rows } = await trx.raw(
    `SELECT version, title, valid_from AS "validFrom", valid_to AS "validTo" FROM document_versions
     WHERE org_id = ? AND kb_id = ? AND external_id = ? ORDER BY created_at DESC, version DESC`,
    [orgId, kbId, externalId],
  );
  return rows;
}

/** The text of one version; null when there is none. */
export async function readVersion(
  { orgId, trx }: OrgScope,
  kbId: string,
  { externalId, version }: { externalId: string; version: number },
): Promise<(DocumentVersion & { content: string }) | null> {
  const { rows } = await trx.raw(
    `SELECT version, title, content, valid_from AS "validFrom", valid_to AS "validTo" FROM document_versions
     WHERE org_id = ? AND kb_id = ? AND external_id = ? AND version = ? ORDER BY created_at DESC LIMIT 1`,
    [orgId, kbId, externalId, version],
  );
  return rows[0] ?? null;
}

async function endAt({ orgId, trx }: OrgScope, documentIds: string[], from: Date): Promise<void> {
  await trx.raw(
    `UPDATE document_versions SET valid_to = greatest(valid_from, ?::timestamptz)
     WHERE org_id = ? AND document_id = ANY(?) AND (valid_to IS NULL OR valid_to > greatest(valid_from, ?::timestamptz))`,
    [from, orgId, documentIds, from],
  );
}

async function insertVersions(
  { orgId, trx }: OrgScope,
  documentIds: string[],
  { from, until }: Validity,
): Promise<void> {
  await trx.raw(
    `INSERT INTO document_versions (id, org_id, kb_id, document_id, external_id, version, title, content, content_hash,
       valid_from, valid_to)
     SELECT ids.id, d.org_id, d.kb_id, d.id, d.external_id, d.version, d.title, d.content, d.content_hash, ?, ?
     FROM documents d JOIN unnest(?::uuid[], ?::uuid[]) AS ids (id, document_id) ON ids.document_id = d.id
     WHERE d.org_id = ?`,
    [from, until, documentIds.map(() => newId()), documentIds, orgId],
  );
}
