import type { Language } from "../../../domain/language/language.ts";
import type { Block } from "../parse-blocks.ts";

/** The formats that are read in a worker: their readers are large, and one strange file must not stop everybody. */
export const heavyFormats = ["html", "pdf", "docx", "xlsx"] as const;
export type HeavyFormat = (typeof heavyFormats)[number];

/** What a reader makes of a file. */
export interface ReadFile {
  /** The file's own; null where it says none. */
  title: string | null;
  blocks: Block[];
  /** Rows by the names of their columns, from sheets that are lists of questions and answers. */
  tables: SheetTable[];
  /** What was left out and why, for the person who imports. */
  notes: Record<Language, string>[];
}

export interface SheetTable {
  sheet: string;
  rows: { line: number; cells: string[] }[];
}
