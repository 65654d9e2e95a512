import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";

/** A write as its sender names it: the key of the interface, and the `Idempotency-Key` that came with it. */
export interface NamedRequest {
  apiKeyId: string;
  idempotencyKey: string;
}

export interface KeptAnswer {
  requestHash: Buffer;
  status: number;
  body: unknown;
  /** What was read or changed; null of an answer that was kept by an earlier version. */
  about: { type: string; id: string } | null;
}

/**
 * Holds a named request until the transaction ends; false when another transaction has it at this moment. Nothing is
 * left behind by one that was cut off, so no request can be in flight for ever.
 */
export async function holdRequest({ trx }: OrgScope, { apiKeyId, idempotencyKey }: NamedRequest): Promise<boolean> {
  const { rows } = await trx.raw("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 34)) AS held", [
    `${apiKeyId}:${idempotencyKey}`,
  ]);
  return rows[0].held;
}

/** The answer that a named request was given before; null when it is the first. */
export async function findAnswer(
  { trx, orgId }: OrgScope,
  { apiKeyId, idempotencyKey }: NamedRequest,
): Promise<KeptAnswer | null> {
  const { rows } = await trx.raw(
    `SELECT request_hash AS "requestHash", status, body,
       CASE WHEN resource_id IS NOT NULL THEN jsonb_build_object('type', resource_type, 'id', resource_id) END AS about
     FROM api_answers
     WHERE org_id = ? AND api_key_id = ? AND idempotency_key = ?`,
    [orgId, apiKeyId, idempotencyKey],
  );
  return rows[0] ?? null;
}

/** Keeps the answer of a write, in the write's own transaction: one exists exactly when the other does. */
export async function keepAnswer({ trx, orgId }: OrgScope, named: NamedRequest, answer: KeptAnswer): Promise<void> {
  await trx("api_answers").insert({
    api_key_id: named.apiKeyId,
    idempotency_key: named.idempotencyKey,
    org_id: orgId,
    request_hash: answer.requestHash,
    status: answer.status,
    body: JSON.stringify(storedJson(answer.body)),
    resource_type: answer.about?.type,
    resource_id: answer.about?.id,
  });
}

const KEPT_FOR = "3 days";

/** Forgets what nobody sends again: answers older than three days, which hold customers' data. */
export async function forgetAnswers(system: Knex): Promise<void> {
  await system.raw("DELETE FROM api_answers WHERE created_at < clock_timestamp() - ?::interval", [KEPT_FOR]);
}
