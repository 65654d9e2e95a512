import type { Intent } from "../../../domain/conversations/signals.ts";

/** How customers of one language say what they want. */
export interface IntentWords {
  /** Phrases (as `createPhraseBook` reads them, separated by `|`) that say it by themselves. */
  cues: Partial<Record<Intent, string>>;
  /** Whole messages, one a line: what is worded alike is taken to mean the same. */
  examples: Partial<Record<Intent, string>>;
}
