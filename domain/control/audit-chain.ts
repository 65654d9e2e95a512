import { createHash } from "node:crypto";

/**
 * A row of the trail in the database's own words, so that no driver's rounding changes what is hashed. The order of the
 * keys is the order in which they are hashed: it is part of the format, and columns are only ever added at the end.
 */
export interface AuditRowText {
  id: string;
  orgId: string;
  seq: string;
  transactionId: string;
  userId: string | null;
  actor: string | null;
  action: string;
  resourceType: string | null;
  resourceId: string | null;
  /** As jsonb prints it: its keys are sorted and its numbers kept as they were given. */
  changes: string | null;
  ipAddress: string | null;
  userAgent: string | null;
  /** UTC to the microsecond: `2026-11-26T15:04:05.123456Z`. */
  createdAt: string;
  cameFrom: string | null;
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
/** An instant in the format of the chain. */
export const instantSql = (expression: string) => `to_char(${expression} AT TIME ZONE 'UTC', ${INSTANT})`;

/** What reads an `AuditRowText` from `audit_logs a`. */
export const auditRowSql = `a.id::text AS "id", a.org_id::text AS "orgId", a.seq::text AS "seq",
  a.transaction_id::text AS "transactionId", a.user_id::text AS "userId", a.actor AS "actor", a.action AS "action",
  a.resource_type AS "resourceType", a.resource_id::text AS "resourceId", a.changes::text AS "changes",
  host(a.ip_address) AS "ipAddress", a.user_agent AS "userAgent", ${instantSql("a.created_at")} AS "createdAt",
  a.came_from AS "cameFrom"`;

/** SHA-256 of a row, in lower-case hex. */
export function auditRowHash(row: AuditRowText): string {
  return sha256(
    JSON.stringify([
      row.id,
      row.orgId,
      row.seq,
      row.transactionId,
      row.userId,
      row.actor,
      row.action,
      row.resourceType,
      row.resourceId,
      row.changes,
      row.ipAddress,
      row.userAgent,
      row.createdAt,
      row.cameFrom,
    ]),
  );
}

/** A place in an organisation's chain. */
export interface SealText {
  orgId: string;
  seq: number;
  auditLogId: string;
  rowHash: string;
  sealedAt: string;
}

/** What stands before the first seal. */
export const CHAIN_START = "0".repeat(64);

/** The hash of a seal: of everything in it and of the seal before. */
export function auditChainHash(previous: string, { orgId, seq, auditLogId, rowHash, sealedAt }: SealText): string {
  return sha256(JSON.stringify([previous, orgId, seq, auditLogId, rowHash, sealedAt]));
}

/** The end of a chain at some moment; kept elsewhere, it shows later whether anything was taken away. */
export interface AuditHead {
  seq: number;
  chainHash: string;
}

export const headText = ({ seq, chainHash }: AuditHead) => `${seq}:${chainHash}`;

/** Reads `SEQ:HASH`; null when it is not one. */
export function parseHead(text: string): AuditHead | null {
  const [, seq, chainHash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  return seq && chainHash ? { seq: Number(seq), chainHash: chainHash.toLowerCase() } : null;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
