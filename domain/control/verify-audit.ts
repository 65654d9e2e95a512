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
import { createSealClock, LONGEST_TRANSACTION_MS } from "./seal-clock.ts";

export const auditFindingKinds = [
  "row_changed",
  "row_missing",
  "seal_missing",
  "seal_changed",
  "row_inserted",
  "head",
] as const;

/** Something that is not as it was written. */
export interface AuditFinding {
  kind: (typeof auditFindingKinds)[number];
  /** The place in the chain; null for a row that has none. */
  seq: number | null;
  auditLogId: string | null;
  words: string;
}

/** The clock by which seals are made had run ahead, and was set right before this one. */
export interface SetBack {
  seq: number;
  from: string;
  to: string;
}

export interface AuditState {
  checked: number;
  head: AuditHead | null;
  findings: AuditFinding[];
  setBacks: SetBack[];
  /** Rows that have no seal yet. */
  tail: { rows: number; oldestAt: string | null };
}

const PAGE = 2_000;

/**
 * Goes through the whole chain of an organisation, in bounded memory. `scope` should see one moment (repeatable read).
 * What was cut off at the end shows only against a head that was noted elsewhere before.
 */
export async function verifyAudit(
  scope: OrgScope,
  { noted, onProgress }: { noted: AuditHead | null; onProgress?: (done: number, total: number) => void },
): Promise<AuditState> {
  const total = (await lastSeq(scope)) ?? 0;
  const walk = createWalk(scope.orgId, noted);
  for (let after = 0; ; ) {
    const page = await readSeals(scope, after);
    for (const seal of page) walk.step(seal);
    after = page.at(-1)?.seq ?? after;
    onProgress?.(after, total);
    if (page.length < PAGE) break;
  }
  const inserted = await insertedAmongUnsealed(scope, walk.newestAt());
  const findings = [...walk.end(), ...inserted];
  const tail = await readTail(scope);
  return { checked: walk.checked(), head: walk.head(), findings, setBacks: walk.setBacks(), tail };
}

interface StoredSeal {
  seq: number;
  auditLogId: string;
  rowHash: string;
  chainHash: string;
  sealedAt: string;
  /** Null when the row is gone. */
  row: AuditRowText | null;
}

/** Compares one seal after the other with what must stand there. After a break it goes on from what is stored. */
function createWalk(orgId: string, noted: AuditHead | null) {
  const findings: AuditFinding[] = [];
  const setBacks: SetBack[] = [];
  const clock = createSealClock();
  let head: AuditHead | null = null;
  let checked = 0;
  let newest = "";
  let newestSeal = "";
  let isNotedSeen = noted === null;
  const found = (kind: AuditFinding["kind"], seal: StoredSeal | null, words: string) => {
    findings.push({ kind, seq: seal?.seq ?? null, auditLogId: seal?.auditLogId ?? null, words });
  };

  function checkRow(seal: StoredSeal): void {
    const { row, seq, auditLogId, sealedAt } = seal;
    if (!row) {
      found("row_missing", seal, `seal ${seq}: the row ${auditLogId} is gone`);
    } else if (auditRowHash(row) !== seal.rowHash) {
      found("row_changed", seal, `seal ${seq}: the row ${auditLogId} is not what was sealed`);
    } else if (isBackdated(row.createdAt, newest)) {
      found("row_inserted", seal, `seal ${seq}: the row ${auditLogId} says ${row.createdAt}, but came after ${newest}`);
    } else {
      // Dated after its own seal, it was written by a clock that ran ahead: that says nothing of those after it.
      const writtenAt = row.createdAt < sealedAt ? row.createdAt : sealedAt;
      if (writtenAt > newest) newest = writtenAt;
    }
  }

  function checkClock({ seq, sealedAt }: StoredSeal): void {
    if (clock.isSetBackAt(sealedAt)) {
      setBacks.push({ seq, from: newestSeal, to: sealedAt });
      newest = newest < sealedAt ? newest : sealedAt;
      newestSeal = sealedAt;
    } else if (sealedAt > newestSeal) {
      newestSeal = sealedAt;
    }
  }

  function checkPlace(seal: StoredSeal): void {
    const expected = (head?.seq ?? 0) + 1;
    if (seal.seq !== expected) {
      const which = seal.seq - 1 === expected ? `seal ${expected} is` : `seals ${expected} to ${seal.seq - 1} are`;
      // The hash of what stood before is not known: this seal cannot be held against it.
      found("seal_missing", seal, `${which} gone`);
    } else if (auditChainHash(head?.chainHash ?? CHAIN_START, { orgId, ...seal }) !== seal.chainHash) {
      found("seal_changed", seal, `seal ${seal.seq} does not follow from the one before: changed, swapped or put in`);
    }
  }

  function checkNoted(seal: StoredSeal): void {
    if (noted === null || seal.seq !== noted.seq) return;
    isNotedSeen = true;
    if (seal.chainHash !== noted.chainHash)
      found("head", seal, `seal ${seal.seq} is not the one that was noted: the chain was made anew`);
  }

  return {
    step: (seal: StoredSeal) => {
      checkPlace(seal);
      checkClock(seal);
      checkRow(seal);
      checkNoted(seal);
      head = { seq: seal.seq, chainHash: seal.chainHash };
      checked += 1;
    },
    end: (): AuditFinding[] => {
      if (!isNotedSeen) found("head", null, `seal ${noted?.seq} was noted and is not there: the end was cut off`);
      return findings;
    },
    head: () => head,
    checked: () => checked,
    setBacks: () => setBacks,
    newestAt: () => newest,
  };
}

function isBackdated(createdAt: string, newest: string): boolean {
  return newest !== "" && Date.parse(createdAt) < Date.parse(newest) - LONGEST_TRANSACTION_MS;
}

async function readSeals({ trx, orgId }: OrgScope, after: number): Promise<StoredSeal[]> {
  const { rows } = await trx.raw(
    `SELECT s.seq::float8 AS "sealSeq", s.audit_log_id::text AS "auditLogId", encode(s.row_hash, 'hex') AS "rowHash",
       encode(s.chain_hash, 'hex') AS "chainHash", ${instantSql("s.sealed_at")} AS "sealedAt", ${auditRowSql}
     FROM audit_seals s LEFT JOIN audit_logs a ON a.id = s.audit_log_id AND a.org_id = s.org_id
     WHERE s.org_id = ? AND s.seq > ? ORDER BY s.seq LIMIT ?`,
    [orgId, after, PAGE],
  );
  return rows.map(
    ({
      sealSeq,
      auditLogId,
      rowHash,
      chainHash,
      sealedAt,
      ...row
    }: Omit<StoredSeal, "seq" | "row"> & {
      sealSeq: number;
    } & AuditRowText) => ({
      seq: sealSeq,
      auditLogId,
      rowHash,
      chainHash,
      sealedAt,
      row: row.id === null ? null : row,
    }),
  );
}

async function lastSeq({ trx, orgId }: OrgScope): Promise<number | null> {
  const row = await trx("audit_seals").where({ org_id: orgId }).max("seq as seq").first();
  return row?.seq === null || row?.seq === undefined ? null : Number(row.seq);
}

const UNSEALED = "NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_log_id = a.id AND s.org_id = a.org_id)";
const MAX_INSERTED = 1_000;

/**
 * Rows without a seal that claim to be older than what was sealed long ago, or to be of a transaction whose rows have all
 * been sealed. (Restored into another server, transactions count anew: the second says nothing until the next seal.)
 */
async function insertedAmongUnsealed({ trx, orgId }: OrgScope, newest: string): Promise<AuditFinding[]> {
  if (newest === "") return [];
  const { rows } = await trx.raw(
    `WITH settled AS (
       SELECT settled_before FROM audit_seals WHERE org_id = :orgId ORDER BY seq DESC LIMIT 1)
     SELECT a.id::text AS id, ${instantSql("a.created_at")} AS at FROM audit_logs a, settled
     WHERE a.org_id = :orgId AND ${UNSEALED} AND (
       a.created_at < least(:newest::timestamptz, now()) - :tooLong * interval '1 ms'
       OR a.transaction_id < settled_before AND settled_before <= pg_snapshot_xmax(pg_current_snapshot()))
     ORDER BY a.created_at, a.id LIMIT :limit`,
    { orgId, newest, tooLong: LONGEST_TRANSACTION_MS, limit: MAX_INSERTED },
  );
  return rows.map(({ id, at }: { id: string; at: string }) => ({
    kind: "row_inserted",
    seq: null,
    auditLogId: id,
    words: `the row ${id} says ${at} and has no seal, but the chain goes on to ${newest}`,
  }));
}

async function readTail({ trx, orgId }: OrgScope): Promise<AuditState["tail"]> {
  const { rows } = await trx.raw(
    `SELECT count(*)::float8 AS rows, ${instantSql("min(a.created_at)")} AS "oldestAt" FROM audit_logs a
     WHERE a.org_id = ? AND ${UNSEALED}`,
    [orgId],
  );
  return rows[0];
}
