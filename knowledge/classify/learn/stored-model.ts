import { z } from "zod";
import { characterBlock, wordBlock } from "./features.ts";
import { type LinearModel, type LinearParts, modelOf } from "./linear-model.ts";
import type { Planes } from "./planes.ts";
import type { Vocabulary } from "./vectoriser.ts";

/** A linear model as it is kept in a file: numbers as base64, weights in steps of a 127th of each label's largest. */
export const storedModelSchema = z.object({
  labels: z.array(z.string()).min(2),
  /** The hashes of each block's pieces, in the order of their columns. */
  hashes: z.array(z.string()),
  idf: z.string(),
  weights: z.string(),
  steps: z.array(z.number()),
});
export type StoredModel = z.infer<typeof storedModelSchema>;

export function storeModel({ labels, vocabulary, planes }: LinearParts): StoredModel {
  const { width, weights } = planes;
  const steps = labels.map((_, place) => {
    let most = 0;
    for (let at = place; at < weights.length; at += width) most = Math.max(most, Math.abs(weights[at] ?? 0));
    return most / 127 || 1;
  });
  return {
    labels: [...labels],
    hashes: vocabulary.books.map((book) => base64(Int32Array.from(book.keys()))),
    idf: base64(vocabulary.idf),
    weights: base64(Int8Array.from(weights, (weight, at) => Math.round(weight / (steps[at % width] ?? 1)))),
    steps,
  };
}

export function openModel({ labels, hashes, idf, weights, steps }: StoredModel): LinearModel {
  let column = 0;
  const books = hashes.map((block) => {
    const book = new Map<number, number>();
    for (const hash of new Int32Array(bytes(block))) {
      book.set(hash, column);
      column += 1;
    }
    return book;
  });
  const vocabulary: Vocabulary = { blocks: [wordBlock, characterBlock], books, idf: new Float32Array(bytes(idf)) };
  const width = labels.length;
  const planes: Planes = {
    width,
    weights: Float32Array.from(new Int8Array(bytes(weights)), (weight, at) => weight * (steps[at % width] ?? 1)),
  };
  return modelOf({ labels, vocabulary, planes });
}

function base64({ buffer, byteOffset, byteLength }: Int8Array | Int32Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

/** A copy, since a view must begin where its numbers may. */
function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}
