import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { writeAudit } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { Reporter } from "./fund-report.ts";
import { Withdrawal } from "./fund-rows.ts";
import type { withdrawalReasons } from "./fund-words.ts";
import { findWithdrawal } from "./move-withdrawal.ts";

export interface Talk {
  /** What was said, as whoever talked tells it. */
  words: string;
  /** Why the customer wants the money, where they said. */
  reason: CodeOf<typeof withdrawalReasons> | null;
}

/**
 * Keeps that somebody talked with a customer about a withdrawal, beside what was kept before. It changes nothing about the
 * request: neither where it stands nor by when it must be settled. @throws NotFoundError
 */
export async function recordTalk(
  scope: OrgScope,
  code: string,
  { words, reason }: Talk,
  { by, at }: Reporter,
): Promise<Withdrawal> {
  const { trx, orgId } = scope;
  const found = await findWithdrawal(scope, code);
  const row = await Withdrawal.query(trx).findById(found.id).forUpdate().throwIfNotFound();
  const retentionAction = [row.retentionAction, `${at.toISOString().slice(0, 16)}Z ${words}`]
    .filter(Boolean)
    .join("\n");
  await Withdrawal.query(trx)
    .findById(row.id)
    .patch({ retentionAction, ...(reason ? { reason } : {}), updatedAt: at });
  await writeAudit(trx, {
    orgId,
    by,
    action: "withdrawal.talk",
    resourceType: "withdrawal",
    resourceId: row.id,
    changes: { code: row.withdrawalCode, words, reason },
  });
  return Withdrawal.query(trx).findById(row.id).throwIfNotFound();
}
