import type { Entry } from "../entries.ts";

/** An entry that was found, with how sure we are that it answers. */
export interface Found {
  entry: Entry;
  /** 0…1: the share of such findings that were right on the development sets. */
  confidence: number;
  /** How well question and entry fit, about 0…1; comparable within a kind. */
  score: number;
  /** Place in each member's own list, from 1; absent where it was not on it. */
  ranks: { text?: number; vector?: number };
  /** For chunks: index of the sentence that fits best. */
  sentence: number | null;
}

export interface SearchResult {
  /** Best first. */
  found: Found[];
  /** Which members were asked, and why one was not. */
  /** The revision of each knowledge base that was searched: `ID:12`, in the order of their names. */
  version: string;
  /** From which confidence knowledge bases answer that have one of their own, by id. */
  thresholds?: Record<string, number>;
  members: { text: "ok"; vector: "ok" | "failed" | "withheld" };
}
