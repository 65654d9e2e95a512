import type { Language } from "../../domain/language/language.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { Log } from "../../infra/log/log.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";

/** What the conversation core is built from. */
export interface ConverseDeps {
  db: Database;
  channels: ChannelDirectory;
  answerQuestion: AnswerQuestion;
  /** The month's partition of `messages` exists when this resolves. */
  ensureMonth(at: Date): Promise<void>;
  clock: Clock;
  log: Log;
}

/** Something said earlier in the conversation, oldest first. */
export interface ContextTurn {
  role: "customer" | "desk";
  text: string;
}

/** Answers from the organisation's knowledge; bounded in time, never throws for want of an answer. */
export type AnswerQuestion = (request: {
  orgId: string;
  question: string;
  language: Language;
  context: ContextTurn[];
}) => Promise<KnowledgeAnswer>;

export interface KnowledgeAnswer {
  outcome: "answered" | "not_answered" | "small_talk";
  /** Markdown-free text; paragraphs are separated by empty lines. */
  text: string;
  confidence: number;
  threshold: number;
  sources: AnswerSource[];
  mode: "approved" | "composed" | "none";
  /** Everything needed to show and replay it, as it is stored in `answers`. */
  trace: AnswerTrace;
}

export interface AnswerSource {
  kind: string;
  id: string;
  title: string;
  quote: string;
  url?: string;
}

export interface AnswerTrace {
  /** The turns that the question was read with. */
  context: ContextTurn[];
  retrieved: unknown[];
  model: string | null;
  prompt: unknown;
  modelOutput: string | null;
  checks: Record<string, unknown>;
  settings: Record<string, unknown>;
  timings: Record<string, number>;
}
