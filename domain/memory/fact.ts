import type { MemorySubject } from "./subjects.ts";

/** Something that a customer said of themselves. */
export interface Fact {
  subject: MemorySubject;
  /** What is said of it, in one spelling, for comparing: "low", "gold", "5000 USD". */
  value: string;
  /** The customer's own words that say it, as they stand in the message. */
  words: string;
  /** It no longer holds: "I am not interested in gold any more". */
  isOver?: boolean;
}

/** Longer ones are no fact but a story. */
export const MAX_FACT_CHARACTERS = 300;
