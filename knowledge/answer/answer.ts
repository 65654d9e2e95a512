import type { Language } from "../../domain/language/language.ts";
import type { EntryKind } from "../entries.ts";
import type { RegionPin } from "../ports/service-place.ts";
import type { Turn } from "./complete-follow-up.ts";
import type { SmallTalkKind } from "./small-talk.ts";
import type { Source } from "./source.ts";
import type { AnswerTrace } from "./trace.ts";

export interface AnswerRequest {
  orgId: string;
  question: string;
  /** Of the conversation: which language to prefer, and to answer in. */
  language: Language;
  /** The lines before the question, oldest first; at most the last few are used. */
  context?: readonly Turn[];
  /** What this very customer said before, for a model to understand the question by; never a source. */
  remembered?: readonly string[];
  /** Name of a knowledge base; absent: all of the organisation. */
  kb?: string;
  /** `public`: only from what customers may be answered from; absent: from everything, for staff. */
  audience?: "public";
  /** Who may be given the question; absent: every service. */
  pin?: RegionPin;
  /** Confidence from which an answer is given; the shipped one by default. */
  threshold?: number;
  /** Confidence from which is asked back which of a few is meant; the shipped one by default, 1: never. */
  choiceThreshold?: number;
  /** The entry that the customer chose when they were asked back about this question, or `noneChosen`. */
  chosen?: string;
}

export type { Source } from "./source.ts";

export type Answer = GivenAnswer | Choice | NoAnswer | SmallTalk;

interface AnswerBase {
  /** Of the best finding, 0…1; 0 when nothing was found. */
  confidence: number;
  trace: AnswerTrace;
}

export interface GivenAnswer extends AnswerBase {
  kind: "answer";
  answered: true;
  /** `approved`: the organisation's own text. `composed`: written by the model from that, and checked. */
  mode: "approved" | "composed";
  /** Plain text or Markdown. */
  answer: string;
  /** Of that text: the one asked for, unless there is none in it; null where nothing tells. */
  language: Language | null;
  /** What it rests on, the most important first; never empty. */
  sources: Source[];
  /** False when the entry came without an answer and only repeats its question: then a person has to answer. */
  hasApprovedText: boolean;
}

export interface NoAnswer extends AnswerBase {
  kind: "no_answer";
  answered: false;
  mode: "none";
  answer: null;
  sources: [];
}

/** Nothing is sure enough, or several things are: the customer has to say which of these is meant. */
export interface Choice extends AnswerBase {
  kind: "choice";
  answered: false;
  mode: "none";
  answer: null;
  sources: [];
  /** Two or three, the likeliest first, each with an approved text of its own. */
  options: ChoiceOption[];
}

export interface ChoiceOption {
  kind: EntryKind;
  /** The id that the import gave. */
  id: string;
  /** Row of `faqs` or `document_chunks`. */
  entryId: string;
  version: number;
  /** An FAQ's question, or a passage's headings. */
  wording: string;
  confidence: number;
}

/** A greeting or thanks: nothing was searched, and what to say is the core's. */
export interface SmallTalk extends AnswerBase {
  kind: "small_talk";
  smallTalk: SmallTalkKind;
  answered: false;
  mode: "none";
  answer: null;
  sources: [];
}
