import MiniSearch from "minisearch";
import { tokenize } from "../text/tokenize.ts";
import type { TextEntry, TextIndex } from "./text-index.ts";

// Words carry the search; character pairs find what was segmented otherwise; a title is short, so its hits count by
// themselves already. Measured on the FAQ and passage sets: 0.5 for both was best or equal on each.
const BOOST = { words: 1, bigrams: 0.5, title: 0.5 };
const FIELDS = ["words", "bigrams", "title"] as const;

/** BM25+ in memory, by MiniSearch. Empty at start. */
export function createMiniSearchTextIndex(): TextIndex {
  const collections = new Map<string, MiniSearch<IndexedEntry>>();

  return {
    isPersistent: false,
    upsert: async (collection, entries) => {
      let index = collections.get(collection);
      if (!index) {
        index = createIndex();
        collections.set(collection, index);
      }
      for (const entry of entries) {
        if (index.has(entry.id)) index.discard(entry.id);
        index.add(toIndexed(entry));
      }
    },
    delete: async (collection, ids) => {
      const index = collections.get(collection);
      for (const id of ids) if (index?.has(id)) index.discard(id);
    },
    search: async (collection, query, limit) => {
      const index = collections.get(collection);
      if (!index) return [];
      const { words, bigrams } = tokenize(query);
      const hits = index.search({
        combineWith: "OR",
        queries: [
          { fields: ["words"], boost: { words: BOOST.words }, queries: [words.join(" ")] },
          { fields: ["bigrams"], boost: { bigrams: BOOST.bigrams }, queries: [bigrams.join(" ")] },
          { fields: ["title"], boost: { title: BOOST.title }, queries: [[...words, ...bigrams].join(" ")] },
        ],
      });
      return hits.slice(0, limit).map(({ id, score }) => ({ id, score }));
    },
    drop: async (collection) => void collections.delete(collection),
    close: async () => collections.clear(),
  };
}

/** Tokens joined by spaces, as MiniSearch keeps them. */
interface IndexedEntry {
  id: string;
  words: string;
  bigrams: string;
  title: string;
}

function createIndex(): MiniSearch<IndexedEntry> {
  return new MiniSearch<IndexedEntry>({
    fields: [...FIELDS],
    tokenize: (text) => (text === "" ? [] : text.split(" ")),
    processTerm: spellAsBytes,
  });
}

/**
 * MiniSearch keeps terms in a tree by their characters and walks through all children of a node one by one. At the root
 * of Chinese that is thousands; by UTF-8 bytes it is at most 64 a level (1,400 passages load in a third of the time).
 */
function spellAsBytes(term: string): string {
  return Buffer.from(term, "utf8").toString("latin1");
}

function toIndexed({ id, title, text }: TextEntry): IndexedEntry {
  const body = tokenize(text);
  const head = tokenize(title);
  return {
    id,
    words: body.words.join(" "),
    bigrams: body.bigrams.join(" "),
    title: [...head.words, ...head.bigrams].join(" "),
  };
}
