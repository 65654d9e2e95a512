import type { Entry, EntryKind } from "../../entries.ts";
import type { SavedVectors } from "../../ports/vector-store.ts";
import type { WordIndexState } from "../../ports/words/postings.ts";
import type { TermCounts } from "../term-statistics.ts";
import type { SectionsFile } from "./sections-file.ts";

/** All that an index took long to work out, with the entries it was worked out of. */
export interface SavedIndex {
  /** The embedder that its vectors are of; null: it has none. */
  model: string | null;
  entries: Entry[];
  kinds: Record<EntryKind, SavedKind>;
}

/** The same from a file. Of the entries there are their ids and fingerprints: few of them are needed otherwise. */
export interface KeptIndex extends Pick<SavedIndex, "model" | "kinds"> {
  prints: ReadonlyMap<string, string>;
  /** Those of them that are meant. @throws Error when the file is not whole there. */
  entriesOf(ids: ReadonlySet<string>): Promise<Entry[]>;
  /** Gives the file back: after that there are no more entries. */
  close(): Promise<void>;
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
  sections.set("prints", Buffer.from(JSON.stringify(entries.map(({ id, fingerprint }) => [id, fingerprint]))));
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
      if (vectors.coarse) {
        put("vector coarse rows", vectors.coarse.rows);
        put("vector coarse scales", vectors.coarse.scales);
        put("vector coarse losses", vectors.coarse.losses);
      }
    }
  }
  for (let start = 0; start < entries.length; start += ENTRIES_A_SECTION) {
    const json = JSON.stringify(entries.slice(start, start + ENTRIES_A_SECTION));
    sections.set(entriesName(start), Buffer.from(json));
  }
  return sections;
}

const entriesName = (place: number) => `entries ${Math.floor(place / ENTRIES_A_SECTION)}`;

/** Back from a file, which is read from until it is closed. @throws Error when it is not whole. */
export async function fromSections(file: SectionsFile): Promise<KeptIndex> {
  const prints = new Map<string, string>(JSON.parse(await text(file, "prints")));
  return {
    model: file.has("model") ? await text(file, "model") : null,
    prints,
    kinds: { faq: await kindFrom(file, "faq"), chunk: await kindFrom(file, "chunk") },
    entriesOf: async (ids) => {
      const names = new Set([...prints.keys()].flatMap((id, place) => (ids.has(id) ? [entriesName(place)] : [])));
      const found: Entry[] = [];
      for (const name of names) {
        const entries: Entry[] = JSON.parse(await text(file, name));
        for (const entry of entries) if (ids.has(entry.id)) found.push(entry);
      }
      return found;
    },
    close: () => file.close(),
  };
}

async function text(file: SectionsFile, name: string): Promise<string> {
  return Buffer.from((await file.read(name)).buffer).toString();
}

async function kindFrom(file: SectionsFile, kind: EntryKind): Promise<SavedKind> {
  const strings = async (name: string) => {
    const joined = await text(file, `${kind} ${name}`);
    return joined === "" ? [] : joined.split("\n");
  };
  // A section has a buffer of its own, so that numbers begin where the processor can read them.
  const buffer = async (name: string) => (await file.read(`${kind} ${name}`)).buffer;
  const counts = async (name: string): Promise<TermCounts> => ({
    terms: await strings(`${name} terms`),
    counts: new Uint32Array(await buffer(`${name} counts`)),
    texts: new Uint32Array(await buffer(`${name} texts`))[0] ?? 0,
  });
  return {
    words: await counts("words"),
    grams: await counts("grams"),
    texts: file.has(`${kind} text ids`)
      ? {
          terms: await strings("text terms"),
          ids: await strings("text ids"),
          lengths: new Uint16Array(await buffer("text lengths")),
          postings: {
            starts: new Uint32Array(await buffer("text starts")),
            texts: new Uint32Array(await buffer("text texts")),
            counts: new Uint8Array(await buffer("text counts")),
          },
        }
      : null,
    vectors: file.has(`${kind} vector items`)
      ? {
          dimensions: new Uint32Array(await buffer("vector dimensions"))[0] ?? 0,
          itemIds: await strings("vector items"),
          parts: new Uint32Array(await buffer("vector parts")),
          values: new Float32Array(await buffer("vector values")),
          ...(file.has(`${kind} vector coarse rows`)
            ? {
                coarse: {
                  rows: new Int8Array(await buffer("vector coarse rows")),
                  scales: new Float32Array(await buffer("vector coarse scales")),
                  losses: new Float32Array(await buffer("vector coarse losses")),
                },
              }
            : {}),
        }
      : null,
  };
}

type Numbers = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array;

// No term and no id has a line break in it: terms are runs of letters and digits.
function bytesOf(array: string[] | Numbers): Uint8Array {
  if (Array.isArray(array)) return Buffer.from(array.join("\n"));
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
