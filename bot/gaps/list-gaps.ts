import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { type GapQuestion, readGapQuestions } from "./gap-questions.ts";
import { maskQuestion, maskReply } from "./mask-words.ts";
import type { Week } from "./week.ts";
import { withheldAnswers } from "./withheld-answers.ts";

/** Questions of a week that ask the same and had no good answer. */
export interface Gap {
  /** What it is called in its week's list. */
  number: number;
  count: number;
  /** How many of them must not be shown where they are listed, nor the replies to them. */
  withheld: number;
  /** Masked, the most frequent first. */
  wordings: string[];
  language: "zh" | "en" | null;
  why: Record<GapQuestion["why"], number>;
  /** What colleagues replied, masked, the most frequent first. */
  replies: { text: string; count: number }[];
  answerIds: string[];
  /** Those whose words may be shown. */
  shownIds: string[];
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

/**
 * A week's gaps, the most frequent first: with the words that may be shown on `channel`, and all where nobody is shown
 * them. Slow: never inside a transaction.
 */
export async function listGaps(
  { db, clusterQuestions }: GapDeps,
  orgId: string,
  week: Week,
  channel: LiveChannel | null,
): Promise<Gap[]> {
  const { questions, drafts, withheld } = await inOrganization(db, orgId, async (scope) => {
    const questions = await readGapQuestions(scope, week);
    const ids = questions.map(({ answerId }) => answerId);
    return {
      ...{ questions, drafts: await readDrafts(scope, week) },
      withheld: channel ? await withheldAnswers(scope, channel, ids) : new Set<string>(),
    };
  });
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
    const shown = of.filter(({ answerId }) => !withheld.has(answerId));
    const why = (kind: GapQuestion["why"]) => of.filter((one) => one.why === kind).length;
    return {
      number: index + 1,
      count: ids.length,
      withheld: of.length - shown.length,
      wordings: shown.length === of.length ? texts : shownTexts(texts, shown),
      language: language === "zh" || language === "en" ? language : null,
      why: { unanswered: why("unanswered"), unhelpful: why("unhelpful"), wrong: why("wrong") },
      replies: countReplies(shown),
      answerIds: ids,
      shownIds: shown.map(({ answerId }) => answerId),
      draft: ids.flatMap((id) => drafts.get(id) ?? []).sort((a, b) => b.approval - a.approval)[0] ?? null,
    };
  });
}

/** A wording that stands for several may be the one that is withheld: then the others speak for themselves. */
function shownTexts(texts: readonly string[], shown: readonly { text: string }[]): string[] {
  const said = new Set(shown.map(({ text }) => text));
  const known = texts.filter((text) => said.has(text));
  return known.length > 0 ? known : [...said];
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
