import { writeAudit } from "../../domain/control/audit-log.ts";
import { takeNumber } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import { RuleError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import type { DraftFaq, Trial } from "../../knowledge/index.ts";

/** An FAQ that waits for somebody's decision. */
export interface WaitingFaq {
  id: string;
  number: number;
  status: "pending" | "approved" | "rejected" | "expired";
  authorId: string;
  /** Its id in `faqs` once it is approved. */
  faqId: string;
  draft: DraftFaq;
  kb: string;
  /** The answers whose questions are its words. */
  wordsOf: string[];
}

/** Puts a drafted FAQ among what waits for a decision. Gives the number that people type. */
export async function askForFaqApproval(
  { orgId, trx }: OrgScope,
  asked: {
    draft: DraftFaq;
    kb: string;
    week: string;
    answers: string[];
    /** Those of the answers whose questions are the draft's words. */
    wordsOf: string[];
    trial: Trial | null;
    reason: string;
    userId: string;
  },
): Promise<number> {
  const { draft, kb, week, answers, wordsOf, trial, reason, userId } = asked;
  const id = newId();
  const number = await takeNumber(trx, orgId, "approval");
  await trx("approvals").insert({
    id,
    org_id: orgId,
    number,
    kind: "knowledge",
    resource_type: "faq",
    resource_id: newId(),
    requested_by: userId,
    reason,
    details: JSON.stringify(
      storedJson({ draft, kb, week, answers, wordsOf, trial, words: `${draft.question}\n${draft.answer}` }),
    ),
  });
  await writeAudit(trx, {
    ...{ orgId, by: { userId }, action: "knowledge.draft" },
    ...{ resourceType: "approval", resourceId: id },
    changes: { number, kb, week, questions: answers.length },
  });
  return number;
}

/** Whether one of these questions is in a draft that waits, or was approved. */
export async function findOpenDraft({ orgId, trx }: OrgScope, answers: readonly string[]): Promise<number | null> {
  const row = await trx("approvals")
    .where({ org_id: orgId, kind: "knowledge" })
    .whereIn("status", ["pending", "approved"])
    .whereRaw("jsonb_exists_any(details -> 'answers', ?::text[])", [[...answers]])
    .first("number");
  return row ? Number(row.number) : null;
}

/** The FAQ that was put under a number, locked; null for everything else. */
export async function lockWaitingFaq({ orgId, trx }: OrgScope, number: number): Promise<WaitingFaq | null> {
  const row = await trx("approvals").where({ org_id: orgId, number, kind: "knowledge" }).forUpdate().first();
  if (!row) return null;
  const { draft, kb, answers = [], wordsOf = answers } = row.details;
  return {
    id: row.id,
    number,
    status: row.status,
    authorId: row.requested_by,
    faqId: row.resource_id,
    draft,
    kb,
    wordsOf,
  };
}

/**
 * Ends the wait of an FAQ, which is locked.
 * @throws RuleError `approval.own` for its author, `knowledge.decided`.
 */
export async function endWaitingFaq(
  { orgId, trx }: OrgScope,
  faq: WaitingFaq,
  end: { status: "approved" | "rejected"; userId: string; at: Date; reason: string | null },
): Promise<void> {
  if (faq.authorId === end.userId) {
    const words = { en: "You drafted this: another person must decide on it.", zh: "该草稿由您提交，须由他人审批。" };
    throw new RuleError("approval.own", words.en, { words });
  }
  if (faq.status !== "pending") {
    const words = { en: `${faq.number} was decided already.`, zh: `${faq.number} 已处理。` };
    throw new RuleError("knowledge.decided", words.en, { words });
  }
  await trx("approvals").where({ org_id: orgId, id: faq.id }).update({
    status: end.status,
    decided_by: end.userId,
    decided_at: end.at,
    decision_reason: end.reason,
  });
  await writeAudit(trx, {
    ...{ orgId, by: { userId: end.userId }, action: `knowledge.${end.status === "approved" ? "approve" : "reject"}` },
    ...{ resourceType: "approval", resourceId: faq.id },
    changes: { number: faq.number, kb: faq.kb, ...(end.reason === null ? {} : { reason: end.reason }) },
  });
}
