import type { Language } from "../../domain/language/language.ts";

/** What an import did. A row or file that failed never stops the others. */
export interface ImportReport {
  /** Name of the knowledge base. */
  kb: string;
  files: FileReport[];
  faqs: Counts;
  documents: Counts;
  /** Why vectors are missing, when they are: searching by words works, `kb reindex` makes them. */
  vectorWarning: Record<Language, string> | null;
}

export interface Counts {
  created: number;
  updated: number;
  unchanged: number;
}

export interface FileReport {
  /** As it was given or found in the folder. */
  path: string;
  /** FAQs and documents read from it. */
  read: number;
  /** FAQs that came without an answer: found and cited, but nothing to tell a customer. */
  withoutAnswer: number;
  errors: ImportProblem[];
  /** What was read otherwise than one may think, or left out: an encoding, scanned pages. */
  notes: Record<Language, string>[];
  /** Problems beyond those listed in `errors`. */
  moreErrors: number;
}

export interface ImportProblem {
  /** Line of the file, from 1; absent when the whole file is meant. */
  line?: number;
  words: Record<Language, string>;
}

export interface ImportProgress {
  path: string;
  /** FAQs and documents written so far, of all files. */
  written: number;
  filesDone: number;
  filesTotal: number;
}

export const noCounts: Counts = { created: 0, updated: 0, unchanged: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { created: a.created + b.created, updated: a.updated + b.updated, unchanged: a.unchanged + b.unchanged };
}

/** Of a file of which nothing is known yet. */
export function noReport(path: string): FileReport {
  return { path, read: 0, withoutAnswer: 0, errors: [], notes: [], moreErrors: 0 };
}

const MAX_LISTED_PROBLEMS = 100;

export function addProblem(report: FileReport, problem: ImportProblem): void {
  if (report.errors.length < MAX_LISTED_PROBLEMS) report.errors.push(problem);
  else report.moreErrors++;
}
