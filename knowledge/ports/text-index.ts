import type { WordIndexState } from "./words/postings.ts";
import type { TextHit } from "./words/text-hit.ts";

/** One searchable text. */
export interface TextEntry {
  /** Unique in its collection. */
  id: string;
  /** Heading or document title, counted less than the text; "" where there is none. */
  title: string;
  text: string;
}

/** Finds texts by their words (BM25). Chinese is segmented, scripts and widths are folded. Never the source of truth. */
export interface TextIndex {
  /** False when it forgets at exit: then whoever opens it fills it. */
  readonly isPersistent: boolean;
  /** Adds or replaces; searchable when it resolves. Makes the collection where needed. */
  upsert(collection: string, entries: readonly TextEntry[]): Promise<void>;
  /** Unknown ids are fine. */
  delete(collection: string, ids: readonly string[]): Promise<void>;
  /** Best first, at most `limit`; texts that share no word with the query are no hits. */
  search(collection: string, query: string, limit: number): Promise<TextHit[]>;
  /** What a collection holds, for a file, until the next change; null when there is none. Absent where it cannot. */
  save?(collection: string): WordIndexState | null;
  /** Puts back what `save` gave, in place of what is there. */
  restore?(collection: string, state: WordIndexState): void;
  /** Removes the collection; fine when it does not exist. */
  drop(collection: string): Promise<void>;
  close(): Promise<void>;
}
