import { cutPieces } from "../embedder-model/cut-pieces.ts";
import { readWeights } from "../embedder-model/read-weights.ts";
import { normalize } from "../ports/embedder.ts";
import { fold } from "../text/fold.ts";
import type { QuestionPair } from "./read-pairs.ts";
import { type TuningOptions, tuneEmbedding } from "./tune-embedding.ts";

/** A text's vector, of length 1; the zero vector where none of its pieces is known. */
export type TextVectors = (text: string) => Float32Array;

/**
 * The built-in embedder's table, taught further on pairs of questions: what it knows of words that mean the same in
 * general, and what they mean in the matter of the pairs. Takes some 60 MB while it is used.
 */
export function fitTunedVectors(pairs: readonly QuestionPair[], options: TuningOptions): TextVectors {
  const { pieces, dimensions } = readWeights();
  const table = unpackedRows();
  const cut = (text: string): Int32Array => {
    const found: number[] = [];
    cutPieces(fold(text), pieces, (piece) => found.push(piece));
    return Int32Array.from(found);
  };
  tuneEmbedding(
    table,
    dimensions,
    pairs.map(({ a, b, isSame }) => ({ a: cut(a), b: cut(b), isSame })),
    options,
  );
  return (text) => {
    const vector = new Float32Array(dimensions);
    for (const row of cut(text)) {
      for (let k = 0; k < dimensions; k++) vector[k] = (vector[k] ?? 0) + (table[row * dimensions + k] ?? 0);
    }
    return normalize(vector);
  };
}

/** The embedder's numbers as they are multiplied out; a copy, to be changed. */
function unpackedRows(): Float32Array {
  const { rows, scales, dimensions } = readWeights();
  const table = new Float32Array(rows);
  for (let row = 0, at = 0; row < scales.length; row++) {
    const scale = scales[row] as number;
    for (const end = at + dimensions; at < end; at++) table[at] = (table[at] as number) * scale;
  }
  return table;
}
