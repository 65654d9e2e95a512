import { z } from "zod";
import { type CompactText, compactText } from "./compact-text.ts";
import type { Find } from "./phrase.ts";

/** A text that an organisation has to say, compacted: only what is said between its first and last word is covered. */
export type Statement = string;

/** The setting `conduct.mandatory_statements`. Four characters at least: a shorter one would let claims pass. */
export const statementsSchema = z
  .array(
    z
      .string()
      .trim()
      .max(1000)
      .refine((text) => compileStatement(text).length >= 4, "needs four letters"),
  )
  .max(50);

export function compileStatement(text: string): Statement {
  return compactText(text).text;
}

/** Answers whether a find lies wholly inside one of the statements, wherever the text makes them. */
export function findStatements({ text }: CompactText, statements: Statement[]): (find: Find) => boolean {
  const ends = new Uint32Array(text.length + 1);
  for (const statement of statements) {
    for (let at = text.indexOf(statement); at !== -1; at = text.indexOf(statement, at + 1)) {
      ends[at] = Math.max(ends[at] ?? 0, at + statement.length);
    }
  }
  for (let at = 1; at <= text.length; at += 1) ends[at] = Math.max(ends[at] ?? 0, ends[at - 1] ?? 0);
  return ({ start, end }) => (ends[start] ?? 0) >= end;
}
