import type { Entry, EntryKind } from "../../entries.ts";
import type { SavedVectors } from "../../ports/vector-store.ts";
import type { WordIndexState } from "../../ports/words/postings.ts";
import type { TermCounts } from "../term-statistics.ts";
import type { Sections } from "./sections-file.ts";

/** All that an index took long to work out, with the entries it was worked out of. */
export interface SavedIndex {
  /** The embedder that its vectors are of; null: it has none. */
  model: string | null;
  entries: Entry[];
  kinds: Record<EntryKind, SavedKind>;
}

export interface SavedKind {
  words: TermCounts;
  grams: TermCounts;
  texts: WordIndexState | null;
  vectors: SavedVectors | null;
}

const KINDS = ["faq", "chunk"] as const;
const ENTRIES_A_SECTION = 5_000;

/** As sections of a file; strings one a line, numbers as the processor has them. */
export function toSections({ model, entries, kinds }: SavedIndex): Map<string, Uint8Array> {
  const sections = new Map<string, Uint8Array>();
  if (model !== null) sections.set("model", Buffer.from(model));
  for (let start = 0; start < entries.length; start += ENTRIES_A_SECTION) {
    const json = JSON.stringify(entries.slice(start, start + ENTRIES_A_SECTION));
    sections.set(`entries ${start / ENTRIES_A_SECTION}`, Buffer.from(json));
  }
  for (const kind of KINDS) {
    const { words, grams, texts, vectors } = kinds[kind];
    const put = (name: string, array: string[] | Numbers) => sections.set(`${kind} ${name}`, bytesOf(array));
    for (const [name, counts] of [
      ["words", words],
      ["grams", grams],
    ] as const) {
      put(`${name} terms`, counts.terms);
      put(`${name} counts`, counts.counts);
      put(`${name} texts`, Uint32Array.of(counts.texts));
    }
    if (texts) {
      put("text terms", texts.terms);
      put("text ids", texts.ids);
      put("text lengths", texts.lengths);
      put("text starts", texts.postings.starts);
      put("text texts", texts.postings.texts);
      put("text counts", texts.postings.counts);
    }
    if (vectors) {
      put("vector dimensions", Uint32Array.of(vectors.dimensions));
      put("vector items", vectors.itemIds);
      put("vector parts", vectors.parts);
      put("vector values", vectors.values);
    }
  }
  return sections;
}

/** Back from a file that is whole. */
export function fromSections(sections: Sections): SavedIndex {
  const entries: Entry[] = [];
  for (let number = 0; sections.has(`entries ${number}`); number++) {
    const batch: Entry[] = JSON.parse(Buffer.from(sections.get(`entries ${number}`) ?? []).toString());
    for (const entry of batch) entries.push(entry);
  }
  const model = sections.get("model");
  return {
    model: model ? Buffer.from(model).toString() : null,
    entries,
    kinds: { faq: kindFrom(sections, "faq"), chunk: kindFrom(sections, "chunk") },
  };
}

function kindFrom(sections: Sections, kind: EntryKind): SavedKind {
  const bytes = (name: string) => sections.get(`${kind} ${name}`) ?? new Uint8Array(0);
  const strings = (name: string) => stringsFrom(bytes(name));
  const counts = (name: string): TermCounts => ({
    terms: strings(`${name} terms`),
    counts: new Uint32Array(copied(bytes(`${name} counts`))),
    texts: new Uint32Array(copied(bytes(`${name} texts`)))[0] ?? 0,
  });
  const hasTexts = sections.has(`${kind} text ids`);
  const hasVectors = sections.has(`${kind} vector items`);
  return {
    words: counts("words"),
    grams: counts("grams"),
    texts: hasTexts
      ? {
          terms: strings("text terms"),
          ids: strings("text ids"),
          lengths: new Uint16Array(copied(bytes("text lengths"))),
          postings: {
            starts: new Uint32Array(copied(bytes("text starts"))),
            texts: new Uint32Array(copied(bytes("text texts"))),
            counts: new Uint8Array(copied(bytes("text counts"))),
          },
        }
      : null,
    vectors: hasVectors
      ? {
          dimensions: new Uint32Array(copied(bytes("vector dimensions")))[0] ?? 0,
          itemIds: strings("vector items"),
          parts: new Uint32Array(copied(bytes("vector parts"))),
          values: new Float32Array(copied(bytes("vector values"))),
        }
      : null,
  };
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;

// No term and no id has a line break in it: terms are runs of letters and digits.
function bytesOf(array: string[] | Numbers): Uint8Array {
  if (Array.isArray(array)) return Buffer.from(array.join("\n"));
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function stringsFrom(bytes: Uint8Array): string[] {
  return bytes.length === 0 ? [] : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().split("\n");
}

/** Numbers must begin where the processor can read them, and the file's bytes are to be given back. */
function copied(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
