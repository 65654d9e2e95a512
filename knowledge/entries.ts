import type { Language } from "../domain/language/language.ts";

/** What can be found and cited. */
export type Entry = FaqEntry | ChunkEntry;
export type EntryKind = Entry["kind"];

interface EntryBase {
  /** UUID of the row in `faqs` or `document_chunks`. */
  id: string;
  kbId: string;
  /** The id that the import gave: the FAQ's, or that of the chunk's document. */
  externalId: string;
  category: string | null;
  language: Language | null;
  version: number;
  /** Changes with everything that is searched or shown. */
  fingerprint: string;
}

export interface FaqEntry extends EntryBase {
  kind: "faq";
  question: string;
  /** Other wordings of the question. */
  alts: string[];
  answer: string;
}

export type BlockKind = "heading" | "paragraph" | "list" | "table" | "code";

/** What was known of a chunk beside its words when it was cut; of one imported before that was kept, nothing. */
export interface ChunkMetadata {
  /** What it is made of, in the order of the text. */
  kinds: BlockKind[];
  /** Where a block was too long for one chunk: which of its pieces this is, from 1. */
  part?: { number: number; of: number };
}

export interface ChunkEntry extends EntryBase {
  kind: "chunk";
  documentId: string;
  /** Of the document. */
  title: string;
  headingPath: string[];
  page: number | null;
  /** Place in the document, from 0. */
  index: number;
  content: string;
  url: string | null;
  metadata?: Partial<ChunkMetadata>;
}

/** The texts an entry is found by, the first being its own; vectors are kept per text. */
export function searchTexts(entry: Entry): string[] {
  return entry.kind === "faq" ? [entry.question, ...entry.alts] : [`${chunkHeading(entry)}\n${entry.content}`];
}

/** Title and headings, as one line. */
export function chunkHeading(entry: ChunkEntry): string {
  const path = entry.headingPath[0] === entry.title ? entry.headingPath.slice(1) : entry.headingPath;
  return [entry.title, ...path].join(" › ");
}

/**
 * An FAQ that came without an answer (question sets for evaluation) repeats its question in the column. It is found and
 * cited like any other, but there is nothing approved to tell a customer.
 */
export function hasApprovedText(entry: Entry): boolean {
  return entry.kind === "chunk" || entry.answer !== entry.question;
}
