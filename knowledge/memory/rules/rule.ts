import type { MemorySubject } from "../../../domain/memory/subjects.ts";

/** One way in which people say something of themselves. */
export interface Rule {
  subject: MemorySubject;
  /** On a clause in one spelling (`readStatements`). */
  pattern: RegExp;
  /** What it says, for comparing; null or none when it says nothing after all, several where it lists them. */
  value(match: RegExpExecArray, plain: string): string | null | readonly string[];
  isOver?: true;
}

/** A rule whose value is always the same. */
export const says = (subject: MemorySubject, value: string, pattern: RegExp): Rule => ({
  subject,
  pattern,
  value: () => value,
});

/** A rule whose value is what the first group found. */
export const names = (subject: MemorySubject, pattern: RegExp): Rule => ({
  subject,
  pattern,
  value: (match) => match[1]?.trim() || null,
});

/** A rule for what is told in the clause itself. */
export const tells = (subject: MemorySubject, pattern: RegExp): Rule => ({
  subject,
  pattern,
  value: (_match, plain) => plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || null,
});
