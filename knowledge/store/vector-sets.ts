import type { Database } from "../../infra/db/connect.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { knowledgeChannel } from "./knowledge-bases.ts";

/** What becomes of the vectors of one embedder: made beside the others, answered from, and kept a while after. */
export const vectorSetStates = ["building", "serving", "retired"] as const;
export type VectorSetState = (typeof vectorSetStates)[number];

/** All vectors that an organisation has of one embedder. */
export interface VectorSet {
  id: string;
  /** The embedder's name. */
  model: string;
  /** Ends the names of its collections in a store that is a service. */
  collection: string;
  state: VectorSetState;
}

/** Texts with a vector, and all texts. */
export interface VectorCounts {
  done: number;
  total: number;
}

export interface VectorSetRow extends VectorSet, VectorCounts {
  /** When whoever is at work on it last said so; null: nobody is. */
  builderSeenAt: Date | null;
  error: string | null;
  retryAt: Date | null;
  servedAt: Date | null;
  retiredAt: Date | null;
}

/** Every set of the organisation, the serving one first. */
export async function listVectorSets({ orgId, trx }: OrgScope): Promise<VectorSetRow[]> {
  const { rows } = await trx.raw(
    `SELECT id, model, collection, state, done, total, builder_seen_at AS "builderSeenAt", error, retry_at AS "retryAt",
       served_at AS "servedAt", retired_at AS "retiredAt"
     FROM vector_sets WHERE org_id = ?
     ORDER BY array_position(ARRAY['serving', 'building', 'retired'], state), created_at`,
    [orgId],
  );
  return rows;
}

/** The set that serves, made for this embedder where there is none yet: nothing that it could take the place of. */
export async function ensureServingSet(scope: OrgScope, model: string): Promise<VectorSet> {
  const { orgId, trx } = scope;
  await trx.raw(
    `INSERT INTO vector_sets (id, org_id, model, collection, state, served_at) VALUES (?, ?, ?, ?, 'serving', now())
     ON CONFLICT (org_id) WHERE state = 'serving' DO NOTHING`,
    [newId(), orgId, model, newCollection()],
  );
  const { rows } = await trx.raw(
    "SELECT id, model, collection, state FROM vector_sets WHERE org_id = ? AND state = 'serving'",
    [orgId],
  );
  return rows[0];
}

/** Begins a set, or goes on with the one of this embedder that was retired and is still there, the newest of them. */
export async function beginSet(scope: OrgScope, model: string, { isAnew }: { isAnew: boolean }): Promise<void> {
  const { orgId, trx } = scope;
  const { rowCount } = await trx.raw(
    `UPDATE vector_sets SET state = 'building', retired_at = NULL, error = NULL, failures = 0, retry_at = NULL
     WHERE NOT ? AND id = (SELECT id FROM vector_sets WHERE org_id = ? AND model = ? AND state = 'retired'
                           ORDER BY retired_at DESC LIMIT 1)`,
    [isAnew, orgId, model],
  );
  if (rowCount > 0) return;
  await trx.raw(
    `INSERT INTO vector_sets (id, org_id, model, collection, state) VALUES (?, ?, ?, ?, 'building')
     ON CONFLICT (org_id) WHERE state = 'building' DO NOTHING`,
    [newId(), orgId, model, newCollection()],
  );
}

/** Until the transaction ends, nobody else begins, switches or retires sets of the organisation. */
export async function lockVectorSets({ orgId, trx }: OrgScope): Promise<VectorSet[]> {
  const { rows } = await trx.raw(
    "SELECT id, model, collection, state FROM vector_sets WHERE org_id = ? ORDER BY id FOR UPDATE",
    [orgId],
  );
  return rows;
}

/** Takes a set out of service, or gives up its building; it is kept a while. */
export async function retireSet({ orgId, trx }: OrgScope, id: string, at: Date): Promise<void> {
  await trx.raw(
    "UPDATE vector_sets SET state = 'retired', retired_at = ?, builder = NULL, builder_seen_at = NULL WHERE org_id = ? AND id = ?",
    [at, orgId, id],
  );
}

/** Lets a set serve that is whole, and tells every process when this commits. The one before must be retired already. */
export async function serveSet({ orgId, trx }: OrgScope, id: string, at: Date): Promise<void> {
  await trx.raw("UPDATE vector_sets SET state = 'serving', served_at = ? WHERE org_id = ? AND id = ?", [at, orgId, id]);
  await trx.raw("SELECT pg_notify(?, ?)", [knowledgeChannel, orgId]);
}

/** Forgets a set whose vectors are gone. */
export async function deleteSet({ orgId, trx }: OrgScope, id: string): Promise<void> {
  await trx.raw("DELETE FROM vector_sets WHERE org_id = ? AND id = ?", [orgId, id]);
}

/** A knowledge base of which a set lacks vectors, or may. */
export interface BehindBase {
  kbId: string;
  revision: string;
}

/** The knowledge bases that have changed since the set had all vectors of them. */
export async function basesBehind({ orgId, trx }: OrgScope, setId: string): Promise<BehindBase[]> {
  const { rows } = await trx.raw(
    `SELECT b.id AS "kbId", b.revision FROM knowledge_bases b JOIN vector_sets s ON s.org_id = b.org_id
     WHERE b.org_id = ? AND s.id = ? AND b.revision > coalesce((s.made ->> b.id::text)::bigint, -1) ORDER BY b.name`,
    [orgId, setId],
  );
  return rows;
}

/** Until the transaction ends, nothing that the organisation knows changes. */
export async function holdKnowledge({ orgId, trx }: OrgScope): Promise<void> {
  await trx.raw("SELECT FROM knowledge_bases WHERE org_id = ? ORDER BY id FOR SHARE", [orgId]);
}

/** Notes that the set has all vectors of a knowledge base as it was at this revision. */
export async function noteMade({ orgId, trx }: OrgScope, setId: string, { kbId, revision }: BehindBase): Promise<void> {
  await trx.raw(
    `UPDATE vector_sets SET made = made || jsonb_build_object(?::text, ?::bigint)
     WHERE org_id = ? AND id = ? AND coalesce((made ->> ?::text)::bigint, -1) < ?::bigint`,
    [kbId, revision, orgId, setId, kbId, revision],
  );
}

/** Lets a knowledge base, or all, be looked through again. */
export async function forgetMade({ orgId, trx }: OrgScope, setId: string, kbId: string | null): Promise<void> {
  await trx.raw(
    "UPDATE vector_sets SET made = CASE WHEN ?::text IS NULL THEN '{}' ELSE made - ?::text END WHERE org_id = ? AND id = ?",
    [kbId, kbId, orgId, setId],
  );
}

/** The organisations that have a set in service or a building of another embedder: theirs is to be begun. */
export async function organizationsToBuild({ system }: Database, model: string): Promise<string[]> {
  const { rows } = await system.raw(
    `SELECT DISTINCT org_id AS "orgId" FROM vector_sets
     WHERE state IN ('serving', 'building') AND model <> ?`,
    [model],
  );
  return rows.map((row: { orgId: string }) => row.orgId);
}

/** A set that somebody should work on. */
export interface DueSet extends VectorSet {
  orgId: string;
}

/** The sets of these embedders that are not whole, that nobody is at work on, and that did not fail a moment ago. */
export async function dueSets(
  { system }: Database,
  { models, at, lostBefore }: { models: readonly string[]; at: Date; lostBefore: Date },
): Promise<DueSet[]> {
  const { rows } = await system.raw(
    `SELECT s.org_id AS "orgId", s.id, s.model, s.collection, s.state FROM vector_sets s
     WHERE s.state <> 'retired' AND s.model = ANY(?) AND (s.retry_at IS NULL OR s.retry_at <= ?)
       AND (s.builder_seen_at IS NULL OR s.builder_seen_at <= ?)
       AND (s.state = 'building' OR EXISTS (SELECT FROM knowledge_bases b
         WHERE b.org_id = s.org_id AND b.revision > coalesce((s.made ->> b.id::text)::bigint, -1)))
     ORDER BY s.created_at`,
    [[...models], at, lostBefore],
  );
  return rows;
}

/** Every organisation's set of this embedder that serves. */
export async function servingSets({ system }: Database, model: string): Promise<DueSet[]> {
  const { rows } = await system.raw(
    `SELECT org_id AS "orgId", id, model, collection, state FROM vector_sets
     WHERE state = 'serving' AND model = ? ORDER BY created_at`,
    [model],
  );
  return rows;
}

/** The sets that were retired before then. */
export async function setsToRemove({ system }: Database, before: Date): Promise<DueSet[]> {
  const { rows } = await system.raw(
    `SELECT org_id AS "orgId", id, model, collection, state FROM vector_sets
     WHERE state = 'retired' AND retired_at <= ? ORDER BY retired_at`,
    [before],
  );
  return rows;
}

/** Random enough for the few sets an organisation ever has, and no longer than a name bears. */
function newCollection(): string {
  return newId().replaceAll("-", "").slice(-12);
}
