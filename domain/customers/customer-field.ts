import type { WordList, Words } from "../language/word-list.ts";

/** How the value of a field is written, and what it may be. */
export type FieldKind =
  | { type: "text" }
  | { type: "phone" }
  | { type: "email" }
  | { type: "number"; min?: number; max?: number; isWhole?: boolean }
  /** `isPast`: not later than today. */
  | { type: "date"; isPast?: boolean }
  | { type: "choice"; choices: WordList<string> }
  | { type: "list" }
  | { type: "zone" };

/** Something that is known of a customer, with the words that it goes by. */
export interface CustomerField {
  code: string;
  words: Words;
  kind: FieldKind;
  /** A column of `customers`, or a key of `customers.custom_fields`. */
  at: { column: string } | { key: string };
  /** It follows from something else: people find customers by it and do not set it. */
  isDerived?: true;
}

/** A field's value as it is kept: dates as `2026-11-26`, numbers as they were written, choices by code. */
export type FieldValue = string | string[] | null;
