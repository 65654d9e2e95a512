import { InputError } from "../../../infra/errors.ts";
import {
  createStaticEmbedder,
  evaluateRecall,
  parseRecallQuestions,
  parseTurns,
  type RecallFigures,
} from "../../../knowledge/index.ts";
import { withProgress } from "../progress.ts";
import { readNamedFile } from "../read-named-file.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";

/** Measures recall of past turns on dialogues with questions; needs no database. */
export async function evaluateMemory(files: { turns: string; queries: string }): Promise<Report> {
  const turns = parseTurns(await readNamedFile(files.turns));
  const questions = parseRecallQuestions(await readNamedFile(files.queries));
  if (!turns[0]) throw new InputError(`There are no turns in ${files.turns}`);
  if (!questions.some(({ gold }) => gold.length > 0)) {
    throw new InputError(`There are no questions with evidence in ${files.queries}`);
  }
  const figures = await withProgress("questions", (onProgress) =>
    evaluateRecall(turns, questions, createStaticEmbedder(), onProgress),
  );
  return { json: figures, text: describe(figures) };
}

function describe({ questions, turns, sessions, sessionsOfTurns, byCategory }: RecallFigures): string {
  const of = ({ at5, at10 }: RecallFigures["turns"]) => `recall@5 ${at5.toFixed(3)}  recall@10 ${at10.toFixed(3)}`;
  return fields({
    questions: `${questions} with evidence`,
    "by turn": of(turns),
    "by session": of(sessions),
    "sessions of the first turns": of(sessionsOfTurns),
    ...Object.fromEntries(
      Object.entries(byCategory).map(([category, value]) => [`${category}, turns @10`, value.toFixed(3)]),
    ),
  });
}
