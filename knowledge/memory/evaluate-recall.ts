import { z } from "zod";
import { InputError } from "../../infra/errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { PastTurn } from "./past-turn.ts";
import { createTurnIndex, type TurnIndex } from "./turn-index.ts";

/** A turn of a measured dialogue; ids are unique over all dialogues. */
export interface MeasuredTurn extends PastTurn {
  dialogue: string;
}

/** A question about a dialogue and the turns that hold the evidence. */
export interface RecallQuestion {
  dialogue: string;
  query: string;
  gold: string[];
  category: string;
}

export interface RecallFigures {
  questions: number;
  turns: { at5: number; at10: number };
  /** Of the sittings in the order of their best turn. */
  sessions: { at5: number; at10: number };
  /** Of the sittings that the first so many turns stand in. */
  sessionsOfTurns: { at5: number; at10: number };
  byCategory: Record<string, number>;
}

const text = z.union([z.string(), z.number()]).transform(String);
const turnShape = z
  .object({
    id: text,
    conv: text,
    session: text,
    date: text.optional(),
    speaker: text,
    text: z.string(),
    caption: z.string().optional(),
  })
  .transform(
    (turn): MeasuredTurn => ({
      id: turn.id,
      dialogue: turn.conv,
      sitting: turn.session,
      said: turn.date ?? "",
      speaker: turn.speaker,
      text: [turn.text, turn.caption ?? ""].join("\n").trim(),
    }),
  );
const questionShape = z
  .object({ conv: text, query: z.string().min(1), gold: z.array(text), category: text.optional() })
  .transform(({ conv, category = "all", ...rest }): RecallQuestion => ({ ...rest, dialogue: conv, category }));

/** Reads a file of turns. @throws InputError naming the first line that is not as expected. */
export function parseTurns(source: string): MeasuredTurn[] {
  return parseLines(source, turnShape, '{"id", "conv", "session", "date"?, "speaker", "text", "caption"?}');
}

/** Reads a file of questions. @throws InputError naming the first line that is not as expected. */
export function parseRecallQuestions(source: string): RecallQuestion[] {
  return parseLines(source, questionShape, '{"conv", "query", "gold": [...], "category"?}');
}

/** Asks every question that has evidence of its own dialogue's turns, and counts how much of the evidence is found. */
export async function evaluateRecall(
  turns: readonly MeasuredTurn[],
  questions: readonly RecallQuestion[],
  embedder: Embedder | null = null,
  onProgress?: (done: number, total: number) => void,
): Promise<RecallFigures> {
  const asked = questions.filter(({ gold }) => gold.length > 0);
  const outcomes: Outcome[] = [];
  for (const dialogue of new Set(asked.map((question) => question.dialogue))) {
    const own = turns.filter((turn) => turn.dialogue === dialogue);
    const index = await createTurnIndex(own, embedder);
    for (const question of asked.filter((one) => one.dialogue === dialogue)) {
      outcomes.push(await ask(index, own, question));
      onProgress?.(outcomes.length, asked.length);
    }
  }
  return summarize(outcomes);
}

interface Outcome {
  category: string;
  turns: (first: number) => number;
  sessions: (first: number) => number;
  sessionsOfTurns: (first: number) => number;
}

async function ask(index: TurnIndex, own: readonly MeasuredTurn[], question: RecallQuestion): Promise<Outcome> {
  const found = (await index.search(question.query, own.length)).map(({ turn }) => turn);
  const sittings = [...new Set(found.map(({ sitting }) => sitting))];
  const gold = new Set(question.gold);
  const goldSittings = new Set(own.filter(({ id }) => gold.has(id)).map(({ sitting }) => sitting));
  return {
    category: question.category,
    turns: (first) => shareFound(gold, new Set(found.slice(0, first).map(({ id }) => id))),
    sessions: (first) => shareFound(goldSittings, new Set(sittings.slice(0, first))),
    sessionsOfTurns: (first) => shareFound(goldSittings, new Set(found.slice(0, first).map(({ sitting }) => sitting))),
  };
}

function shareFound(gold: ReadonlySet<string>, found: ReadonlySet<string>): number {
  return gold.size === 0 ? 0 : [...gold].filter((one) => found.has(one)).length / gold.size;
}

function summarize(outcomes: readonly Outcome[]): RecallFigures {
  const mean = (some: readonly Outcome[], of: (outcome: Outcome) => number) =>
    some.reduce((sum, outcome) => sum + of(outcome), 0) / (some.length || 1);
  const both = (which: "turns" | "sessions" | "sessionsOfTurns") => ({
    at5: mean(outcomes, (outcome) => outcome[which](5)),
    at10: mean(outcomes, (outcome) => outcome[which](10)),
  });
  const categories = [...new Set(outcomes.map(({ category }) => category))].sort();
  return {
    questions: outcomes.length,
    turns: both("turns"),
    sessions: both("sessions"),
    sessionsOfTurns: both("sessionsOfTurns"),
    byCategory: Object.fromEntries(
      categories.map((category) => [
        category,
        mean(
          outcomes.filter((outcome) => outcome.category === category),
          (outcome) => outcome.turns(10),
        ),
      ]),
    ),
  };
}

function parseLines<One>(source: string, shape: z.ZodType<One>, expected: string): One[] {
  return source.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = shape.safeParse(parseJson(line));
    if (!parsed.success) throw new InputError(`Line ${index + 1} is not ${expected}.`);
    return [parsed.data];
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
