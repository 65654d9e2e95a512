import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { type GapQuestion, readGapQuestions } from "./gap-questions.ts";
import { maskQuestion, maskReply } from "./mask-words.ts";
import type { Week } from "./week.ts";

/** Questions of a week that ask the same and had no good answer. */
export interface Gap {
  /** What it is called in its week's list. */
  number: number;
  count: number;
  /** Masked, the most frequent first. */
  wordings: string[];
  language: "zh" | "en" | null;
  why: Record<GapQuestion["why"], number>;
  /** What colleagues replied, masked, the most frequent first. */
  replies: { text: string; count: number }[];
  answerIds: string[];
  /** What became of it: the last draft. */
  draft: GapDraft | null;
}

export interface GapDraft {
  approval: number;
  status: "pending" | "approved" | "rejected" | "expired";
  reason: string | null;
}

export type GapDeps = Pick<ConverseDeps, "db" | "clusterQuestions">;

const MAX_REPLY = 2_000;

/** A week's gaps, the most frequent first. Slow: never inside a transaction. */
export async function listGaps({ db, clusterQuestions }: GapDeps, orgId: string, week: Week): Promise<Gap[]> {
  const { questions, drafts } = await inOrganization(db, orgId, async (scope) => ({
    questions: await readGapQuestions(scope, week),
    drafts: await readDrafts(scope, week),
  }));
  const masked = questions.map((one) => ({
    ...one,
    text: maskQuestion(one.question, one.names),
    reply: one.reply === null ? null : maskReply(one.reply, one.names).slice(0, MAX_REPLY),
  }));
  const byId = new Map(masked.map((one) => [one.answerId, one]));
  const clusters = await clusterQuestions(
    masked.map(({ answerId, text, language }) => ({ id: answerId, text, language })),
  );
  return clusters.map(({ texts, language, ids }, index) => {
    const of = ids.flatMap((id) => byId.get(id) ?? []);
    const why = (kind: GapQuestion["why"]) => of.filter((one) => one.why === kind).length;
    return {
      number: index + 1,
      count: ids.length,
      wordings: texts,
      language: language === "zh" || language === "en" ? language : null,
      why: { unanswered: why("unanswered"), unhelpful: why("unhelpful"), wrong: why("wrong") },
      replies: countReplies(of),
      answerIds: ids,
      draft: ids.flatMap((id) => drafts.get(id) ?? []).sort((a, b) => b.approval - a.approval)[0] ?? null,
    };
  });
}

/** What was marked wrong comes first: its reply was written to put the answer right. */
function countReplies(of: readonly { why: GapQuestion["why"]; reply: string | null }[]): Gap["replies"] {
  const counts = new Map<string, { count: number; corrects: boolean }>();
  for (const { reply, why } of of) {
    if (reply === null) continue;
    const { count, corrects } = counts.get(reply) ?? { count: 0, corrects: false };
    counts.set(reply, { count: count + 1, corrects: corrects || why === "wrong" });
  }
  return [...counts]
    .map(([text, found]) => ({ text, ...found }))
    .sort((a, b) => Number(b.corrects) - Number(a.corrects) || b.count - a.count || (a.text < b.text ? -1 : 1))
    .map(({ text, count }) => ({ text, count }));
}

/** The last draft that was made from each of a week's questions. */
async function readDrafts({ trx, orgId }: OrgScope, { from }: Week): Promise<Map<string, GapDraft>> {
  const { rows } = await trx.raw(
    `SELECT DISTINCT ON (x.id) x.id, a.number, a.status, a.decision_reason AS reason
     FROM approvals a CROSS JOIN LATERAL jsonb_array_elements_text(a.details -> 'answers') AS x (id)
     WHERE a.org_id = :orgId AND a.kind = 'knowledge' AND a.created_at >= :from
     ORDER BY x.id, a.number DESC`,
    { orgId, from },
  );
  return new Map(
    (rows as { id: string; number: string; status: GapDraft["status"]; reason: string | null }[]).map((row) => [
      row.id,
      { approval: Number(row.number), status: row.status, reason: row.reason },
    ]),
  );
}
