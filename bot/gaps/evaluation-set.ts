import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { EvaluationQuery } from "../../knowledge/index.ts";

/** As many questions of files an organisation keeps: each is asked twice for every draft. */
export const MAX_IMPORTED = 300;
const MAX_PRAISED = 100;

/** An imported question with the FAQs that answer it; none: it must not be answered. */
export interface KeptQuestion {
  question: string;
  gold: string[];
}

/** A question by which a draft is measured. */
export interface MeasuredQuery extends EvaluationQuery {
  /** A customer asked it whose words must not leave a region. */
  isPinned: boolean;
}

/** By which a draft's effect is measured: what was imported, and the newest answers that customers found useful. */
export async function readEvaluationSet(scope: OrgScope): Promise<MeasuredQuery[]> {
  const imported = await listKeptQuestions(scope);
  const praised = await readPraised(scope);
  const known = new Set(imported.map(({ question }) => question));
  return [
    ...imported.map((one) => ({ ...one, isPinned: false })),
    ...praised.filter(({ question }) => !known.has(question)),
  ].map(({ question, gold, isPinned }, index) => ({
    id: String(index),
    isPinned,
    query: question,
    gold,
    kind: gold.length > 0 ? "answerable" : "unanswerable",
  }));
}

/** What was imported, in the order of its questions. */
export async function listKeptQuestions({ trx, orgId }: OrgScope): Promise<KeptQuestion[]> {
  return trx("evaluation_questions").where({ org_id: orgId }).orderBy("question").select("question", "gold");
}

/** Keeps questions; one that is there already takes its new answers. Gives how many there are now. */
export async function keepQuestions(scope: OrgScope, questions: readonly KeptQuestion[]): Promise<number> {
  const { trx, orgId } = scope;
  const texts = questions.map(({ question }) => question);
  await trx("evaluation_questions").where({ org_id: orgId }).whereIn("question", texts).delete();
  await trx("evaluation_questions").insert(
    questions.map(({ question, gold }) => ({ id: newId(), org_id: orgId, question, gold })),
  );
  return (await listKeptQuestions(scope)).length;
}

/** Removes all that was imported. Gives how many those were. */
export async function clearQuestions({ trx, orgId }: OrgScope): Promise<number> {
  return trx("evaluation_questions").where({ org_id: orgId }).delete();
}

async function readPraised({ trx, orgId }: OrgScope): Promise<(KeptQuestion & { isPinned: boolean })[]> {
  const { rows } = await trx.raw(
    `SELECT DISTINCT ON (a.question) a.question, ARRAY[a.sources -> 0 ->> 'id'] AS gold,
       t.region IS NOT NULL AS "isPinned"
     FROM (SELECT answer_id FROM answer_verdicts WHERE org_id = :orgId AND is_helpful AND marked_at IS NULL
           ORDER BY answered_at DESC LIMIT :limit) j
     JOIN answers a ON a.id = j.answer_id
     LEFT JOIN conversations v ON v.id = a.conversation_id LEFT JOIN teams t ON t.id = v.team_id
     WHERE a.org_id = :orgId AND a.sources -> 0 ->> 'kind' = 'faq' AND jsonb_array_length(a.context) = 0
     ORDER BY a.question, (t.region IS NOT NULL) DESC, a.created_at DESC`,
    { orgId, limit: MAX_PRAISED },
  );
  return rows;
}
