import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import {
  type AuditHead,
  type AuditRowText,
  auditChainHash,
  auditRowHash,
  auditRowSql,
  CHAIN_START,
  instantSql,
} from "./audit-chain.ts";

/** Rows sealed in one transaction. */
const BATCH = 1_000;

export interface Sealed {
  rows: number;
  head: AuditHead | null;
  /** False when as many were sealed as one run takes. */
  isDone: boolean;
}

/**
 * Chains the next committed rows of the trail that have no seal, each exactly once. A row whose long transaction ends
 * later than others that began after it is sealed later than those. Others who seal the same organisation wait.
 */
export async function sealAudit(scope: OrgScope): Promise<Sealed> {
  await lockChain(scope);
  const last = await lastSeal(scope);
  const rows = await unsealedRows(scope, last ?? { settledBefore: "0", upTo: "-1" }, BATCH);
  const [first] = rows;
  const head = last && { seq: last.seq, chainHash: last.chainHash };
  if (!first) return { rows: 0, head, isDone: true };
  const isDone = rows.length < BATCH;
  const seals = chained(scope.orgId, head, rows, first.sealedAt);
  await insertSeals(scope, seals, { sealedAt: first.sealedAt, settledBefore: settledBefore(rows, isDone) });
  return { rows: rows.length, head: seals.at(-1) ?? head, isDone };
}

type Unsealed = AuditRowText & { horizon: string; sealedAt: string };
type Seal = AuditHead & { auditLogId: string; rowHash: string };

function chained(orgId: string, head: AuditHead | null, rows: readonly Unsealed[], sealedAt: string): Seal[] {
  let { seq, chainHash } = head ?? { seq: 0, chainHash: CHAIN_START };
  return rows.map((row) => {
    seq += 1;
    const rowHash = auditRowHash(row);
    chainHash = auditChainHash(chainHash, { orgId, seq, auditLogId: row.id, rowHash, sealedAt });
    return { seq, auditLogId: row.id, rowHash, chainHash };
  });
}

/**
 * Transactions older than this are settled: each has ended, and each of its rows has its seal now. They were taken in the
 * order of their transactions, so of a full batch nothing after its last one is known.
 */
function settledBefore(rows: readonly Unsealed[], isDone: boolean): string {
  const horizon = rows[0]?.horizon ?? "0";
  const last = rows.at(-1)?.transactionId ?? "0";
  return isDone || BigInt(horizon) < BigInt(last) ? horizon : last;
}

async function lockChain({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtext('deskhand.audit.seal'), hashtext(?))", [orgId]);
}

interface Settled {
  settledBefore: string;
  /** Of that transaction itself the rows up to this one have their seals, where it was taken in parts; else -1. */
  upTo: string;
}

/** A database that was restored into another server counts transactions anew: nothing is settled there. */
async function lastSeal({ trx, orgId }: OrgScope): Promise<(AuditHead & Settled) | null> {
  const { rows } = await trx.raw(
    `SELECT seq::float8 AS seq, encode(chain_hash, 'hex') AS "chainHash", settled_before::text AS "settledBefore",
       up_to::text AS "upTo"
     FROM ${lastSealOf("?")} l`,
    [orgId],
  );
  return rows[0] ?? null;
}

function lastSealOf(orgId: string): string {
  return `(SELECT l.seq, l.chain_hash, l.settled_before, coalesce(a.seq, -1) AS up_to
     FROM (SELECT seq, chain_hash, audit_log_id, CASE WHEN settled_before <= pg_snapshot_xmax(pg_current_snapshot())
         THEN settled_before ELSE '0'::xid8 END AS settled_before
       FROM audit_seals WHERE org_id = ${orgId} ORDER BY audit_seals.seq DESC LIMIT 1) AS l
     LEFT JOIN audit_logs a ON a.id = l.audit_log_id AND a.transaction_id = l.settled_before)`;
}

// One look into an index for each of the few rows that may have none. Left to itself, the database would read all seals
// there are as long as it has no statistics (half a second for 100,000).
const ITS_SEAL = "LATERAL (SELECT true AS is_there FROM audit_seals WHERE audit_log_id = a.id LIMIT 1) s";

/**
 * In one statement, so that the horizon is that of the very snapshot in which the rows were seen. What a transaction wrote
 * is seen all at once, so of one that was taken in parts nothing before the last part can have come since.
 */
async function unsealedRows({ trx, orgId }: OrgScope, from: Settled, limit: number): Promise<Unsealed[]> {
  const { rows } = await trx.raw(
    `SELECT ${auditRowSql}, pg_snapshot_xmin(pg_current_snapshot())::text AS "horizon",
       ${instantSql("clock_timestamp()")} AS "sealedAt"
     FROM audit_logs a LEFT JOIN ${ITS_SEAL} ON true
     WHERE a.org_id = ? AND (a.transaction_id, a.seq) > (?::xid8, ?::bigint) AND s.is_there IS NULL
     ORDER BY a.transaction_id, a.seq LIMIT ?`,
    [orgId, from.settledBefore, from.upTo, limit],
  );
  return rows;
}

async function insertSeals(
  { trx, orgId }: OrgScope,
  seals: readonly Seal[],
  batch: { sealedAt: string; settledBefore: string },
): Promise<void> {
  await trx.raw(
    `INSERT INTO audit_seals (org_id, seq, audit_log_id, row_hash, chain_hash, sealed_at, settled_before)
     SELECT ?, t.seq, t.id, decode(t.row_hash, 'hex'), decode(t.chain_hash, 'hex'), ?::timestamptz, ?::xid8
     FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::text[]) AS t (seq, id, row_hash, chain_hash)`,
    [
      orgId,
      batch.sealedAt,
      batch.settledBefore,
      seals.map(({ seq }) => seq),
      seals.map(({ auditLogId }) => auditLogId),
      seals.map(({ rowHash }) => rowHash),
      seals.map(({ chainHash }) => chainHash),
    ],
  );
}

/** The organisations with rows that have no seal. Reaches all of them: the system role asks. */
export async function organizationsToSeal(system: Knex): Promise<string[]> {
  const { rows } = await system.raw(
    `SELECT o.id FROM organizations o
     LEFT JOIN LATERAL ${lastSealOf("o.id")} l ON true
     CROSS JOIN LATERAL (
       SELECT FROM audit_logs a LEFT JOIN ${ITS_SEAL} ON true
       WHERE a.org_id = o.id AND s.is_there IS NULL
         AND (a.transaction_id, a.seq) > (coalesce(l.settled_before, '0'::xid8), coalesce(l.up_to, -1))
       ORDER BY a.transaction_id, a.seq LIMIT 1) unsealed`,
  );
  return rows.map((row: { id: string }) => row.id);
}
