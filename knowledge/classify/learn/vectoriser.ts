import type { ReadText } from "../read-text.ts";
import type { FeatureBlock } from "./features.ts";

/** A text as a model sees it: which columns it has, and how much of each. */
export interface SparseVector {
  columns: Int32Array;
  values: Float32Array;
}

/** The pieces that a model knows: for each block a book of their hashes, and for each column how telling it is. */
export interface Vocabulary {
  blocks: readonly FeatureBlock[];
  books: readonly ReadonlyMap<number, number>[];
  /** Inverse document frequency; its length is the number of columns. */
  idf: Float32Array;
}

/** Takes what stands in at least as many texts as each block asks for. */
export function fitVocabulary(
  texts: readonly ReadText[],
  plans: readonly { block: FeatureBlock; leastTexts: number }[],
): Vocabulary {
  const idf: number[] = [];
  const books = plans.map(({ block, leastTexts }) => {
    const book = new Map<number, number>();
    for (const [hash, count] of countTexts(texts, block)) {
      if (count < leastTexts) continue;
      book.set(hash, idf.length);
      idf.push(Math.log((1 + texts.length) / (1 + count)) + 1);
    }
    return book;
  });
  return { blocks: plans.map(({ block }) => block), books, idf: Float32Array.from(idf) };
}

/** Each block's tf-idf (tf by its logarithm), each block of length one. */
export function vectorOf(text: ReadText, { blocks, books, idf }: Vocabulary): SparseVector {
  const columns: number[] = [];
  const values: number[] = [];
  for (const [index, block] of blocks.entries()) {
    const from = columns.length;
    let squares = 0;
    for (const [column, count] of countColumns(text, block, books[index] ?? noBook)) {
      const value = (1 + Math.log(count)) * (idf[column] ?? 0);
      squares += value * value;
      columns.push(column);
      values.push(value);
    }
    const scale = 1 / Math.sqrt(squares || 1);
    for (let at = from; at < values.length; at += 1) values[at] = (values[at] ?? 0) * scale;
  }
  return { columns: Int32Array.from(columns), values: Float32Array.from(values) };
}

const noBook: ReadonlyMap<number, number> = new Map();

function countColumns(text: ReadText, block: FeatureBlock, book: ReadonlyMap<number, number>): Map<number, number> {
  const counts = new Map<number, number>();
  block(text, (hash) => {
    const column = book.get(hash);
    if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
  });
  return counts;
}

function countTexts(texts: readonly ReadText[], block: FeatureBlock): Map<number, number> {
  const counts = new Map<number, number>();
  for (const text of texts) {
    const seen = new Set<number>();
    block(text, (hash) => seen.add(hash));
    for (const hash of seen) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  }
  return counts;
}
