import { createHash } from "node:crypto";
import type { Progress } from "./course.ts";
import type { CourseContent } from "./course-content.ts";

/** Where somebody is in a course: what its steps change. */
export type CourseState = Pick<
  Progress,
  "status" | "progressPercentage" | "score" | "lessonsRead" | "attempt" | "answers" | "isInTest"
> & { startedAt: Date | null; completedAt: Date | null; failedAt: Date | null };

/** Nothing read yet. */
export const atTheStart = {
  status: "not_started",
  progressPercentage: 0,
  score: null,
  lessonsRead: 0,
  attempt: 0,
  answers: [],
  isInTest: false,
  startedAt: null,
  completedAt: null,
  failedAt: null,
} as const satisfies CourseState;

/** Begins a course; what was begun stays as it is. Pure. */
export function begin(state: CourseState, at: Date): CourseState {
  return state.status === "not_started" ? { ...state, status: "in_progress", startedAt: at } : state;
}

/**
 * The first `count` lessons are read; null when one would be left out. Without a test the last lesson ends the course.
 * Pure.
 */
export function readLessons(content: CourseContent, state: CourseState, count: number, at: Date): CourseState | null {
  if (count < 0 || count > content.lessons.length || count > state.lessonsRead + 1) return null;
  const begun = begin(state, at);
  if (count <= begun.lessonsRead) return begun;
  const read = { ...begun, lessonsRead: count };
  const isEnd = content.test === null && count === content.lessons.length;
  if (isEnd) return { ...read, status: "completed", progressPercentage: 100, completedAt: at };
  return { ...read, progressPercentage: percentageOf(content, read) };
}

/** When a failed test may be repeated; null: now. Pure. */
export function waitsUntil({ failedAt }: Pick<CourseState, "failedAt">, retryMs: number, now: Date): Date | null {
  if (failedAt === null) return null;
  const until = new Date(failedAt.getTime() + retryMs);
  return until > now ? until : null;
}

/** Begins a test; null when lessons are unread, one is under way, there is none, or it is passed. Pure. */
export function beginTest(content: CourseContent, state: CourseState): CourseState | null {
  const isReady = content.test !== null && state.lessonsRead === content.lessons.length;
  if (!isReady || state.isInTest || state.status === "completed") return null;
  const begun = { ...state, status: "in_progress" as const, attempt: state.attempt + 1, answers: [], isInTest: true };
  return { ...begun, progressPercentage: percentageOf(content, begun) };
}

/** Answers the question that is next; null when it is another's turn. The last answer ends the test. Pure. */
export function answer(
  content: CourseContent,
  state: CourseState,
  given: { attempt: number; question: number; option: number },
  at: Date,
): CourseState | null {
  const { test } = content;
  const isNext = state.isInTest && given.attempt === state.attempt && given.question === state.answers.length;
  const options = test?.questions[given.question]?.options.length ?? 0;
  if (!test || !isNext || given.option < 0 || given.option >= options) return null;
  const answers = [...state.answers, given.option];
  const answered = { ...state, answers };
  if (answers.length < test.questions.length) {
    return { ...answered, progressPercentage: percentageOf(content, answered) };
  }
  const right = test.questions.filter((question, place) => question.right.includes(answers[place] ?? -1)).length;
  const isPassed = right * 100 >= test.passMark * test.questions.length;
  const score = ((right * 100) / test.questions.length).toFixed(2);
  const ended = { ...answered, isInTest: false, score };
  return isPassed
    ? { ...ended, status: "completed", progressPercentage: 100, completedAt: at, failedAt: null }
    : {
        ...ended,
        status: "failed",
        progressPercentage: percentageOf(content, { ...ended, answers: [] }),
        failedAt: at,
      };
}

/** Of all lessons and questions, those behind; 100 only when all is done. */
function percentageOf(
  { lessons, test }: CourseContent,
  { lessonsRead, answers, isInTest }: Pick<CourseState, "lessonsRead" | "answers" | "isInTest">,
): number {
  const steps = lessons.length + (test?.questions.length ?? 0);
  return Math.min(99, Math.floor((100 * (lessonsRead + (isInTest ? answers.length : 0))) / steps));
}

/**
 * In which order the options of a question are shown: another one for each person and attempt, the same however often it
 * is asked. Pure.
 */
export function shuffled(options: number, seed: string): number[] {
  const rank = (place: number) => createHash("sha256").update(`${seed}:${place}`).digest("hex");
  return Array.from({ length: options }, (_, place) => place).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
