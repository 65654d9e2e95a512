import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { BlobStore } from "../../infra/files/blob-store.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Tracing } from "../../infra/tracing/tracing.ts";
import type {
  Answer,
  AnswerRequest,
  AskedQuestion,
  FactReader,
  FindScripts,
  PastTurn,
  PointReader,
  QuestionCluster,
  ServicePlace,
  Translate,
  Trial,
  TrialRequest,
} from "../../knowledge/index.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";

/** What the conversation core is built from. */
export interface ConverseDeps {
  db: Database;
  channels: ChannelDirectory;
  answerQuestion: AnswerQuestion;
  findScripts: FindScripts;
  /** The ids it gives are those of versions. */
  findMaterials: FindScripts;
  /** Slow: never inside a transaction. */
  translate: Translate;
  /** What a message says of the customer. Slow with a model: never inside a transaction. */
  readFacts: FactReader;
  /** What a lead states of interest, obstacles and timing. Slow: never inside a transaction. */
  readPoints: PointReader;
  /** What was said before and fits a question, of the turns it is given alone. */
  findTurns(turns: readonly PastTurn[], question: string, limit: number): Promise<PastTurn[]>;
  /** Questions that ask the same, together. Slow: never inside a transaction. */
  clusterQuestions(questions: readonly AskedQuestion[]): Promise<QuestionCluster[]>;
  /** What an FAQ would change, tried in memory; null where it cannot be tried. Slow: never inside a transaction. */
  tryFaq(request: TrialRequest): Promise<Trial | null>;
  /** Who is given customers' text to answer from, where they are somebody else; null: it runs here. */
  services: { model: ServicePlace | null; embedder: ServicePlace | null };
  /** The month's partition of `messages` exists when this resolves. */
  ensureMonth(at: Date): Promise<void>;
  /** Where pictures that we make are kept. */
  blobs: BlobStore;
  /** Where people reach our pages: `https://desk.example.com`, without a slash at the end. */
  publicUrl: string;
  clock: Clock;
  log: Log;
  tracing: Tracing;
}

/** Answers from the organisation's knowledge, within a bounded time. */
export type AnswerQuestion = (request: AnswerRequest) => Promise<Answer>;
