import { clearQuestions, keepQuestions, listKeptQuestions, MAX_IMPORTED } from "../../../bot/gaps/evaluation-set.ts";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";
import { parseQueries } from "../../../knowledge/index.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { table } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

type SetTool = Pick<Tool, "inOrganization">;

const MAX_QUESTION = 1_000;
const MAX_GOLD = 20;

/**
 * Adds the questions of a file to those by which a draft's effect is measured. @throws InputError when they are too
 * many.
 */
export async function importEvaluationSet(tool: SetTool, file: string): Promise<Report> {
  const queries = parseQueries(await readNamedFile(file));
  if (queries.length === 0) throw new InputError(`There are no questions in ${file}`);
  const long = queries.find(({ query, gold }) => query.length > MAX_QUESTION || gold.length > MAX_GOLD);
  if (long) throw new InputError(`Question ${long.id}: at most ${MAX_QUESTION} characters and ${MAX_GOLD} ids.`);
  const questions = new Map(queries.map(({ query, gold }) => [query.trim(), { question: query.trim(), gold }]));
  const kept = await tool.inOrganization(async (scope) => {
    const now = await keepQuestions(scope, [...questions.values()]);
    if (now > MAX_IMPORTED) {
      throw new InputError(`${now} questions would be kept; ${MAX_IMPORTED} are the most: eval set clear removes all.`);
    }
    await audit(scope, "import", { questions: questions.size, kept: now });
    return now;
  });
  return { json: { imported: questions.size, kept }, text: `${questions.size} questions imported, ${kept} are kept.` };
}

/** What was imported. */
export async function showEvaluationSet(tool: SetTool): Promise<Report> {
  const questions = await tool.inOrganization(listKeptQuestions);
  const rows = questions.map(({ question, gold }) => [question, gold.join(", ") || "not to be answered"]);
  const text = table(["QUESTION", "ANSWERED BY"], rows, "No questions were imported.");
  return { json: questions, text };
}

/** Removes everything that was imported. */
export async function clearEvaluationSet(tool: SetTool): Promise<Report> {
  const removed = await tool.inOrganization(async (scope) => {
    const count = await clearQuestions(scope);
    await audit(scope, "clear", { questions: count });
    return count;
  });
  return { json: { removed }, text: `${removed} questions removed.` };
}

async function audit(scope: OrgScope, act: "import" | "clear", changes: Record<string, unknown>): Promise<void> {
  await writeAudit(scope.trx, {
    ...{ orgId: scope.orgId, by: byCli, action: `evaluation_set.${act}` },
    ...{ resourceType: "organization", resourceId: scope.orgId },
    changes,
  });
}
