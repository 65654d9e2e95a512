import { cutPieces } from "../embedder-model/cut-pieces.ts";
import { readWeights, type StaticWeights } from "../embedder-model/read-weights.ts";
import { fold } from "../text/fold.ts";
import { type Embedder, normalize } from "./embedder.ts";

const DIMENSIONS = 256;
/** Long texts are represented by their beginning; a chunk is far shorter. */
const MAX_CHARACTERS = 8_000;
/** Of a word that no piece is known for, as the vectors of rare words are long. */
const UNKNOWN_LENGTH = 1;
/** Characters after which others get their turn: about 20 ms. */
const CHARACTERS_A_TURN = 10_000;

/**
 * The built-in embedder: a vector for each of some 52,000 Chinese and English words, characters and parts of words,
 * distilled from multilingual-e5-small and taught further which English questions ask the same (see
 * knowledge/embedder-model/MODEL-CARD.md), and their sum for a text. It needs
 * no service and knows what words mean, not what their order says. Words of other alphabets count by their letters.
 */
export function createStaticEmbedder(): Embedder {
  return {
    name: "deskhand-static-2",
    isInProcess: true,
    dimensions: DIMENSIONS,
    embed: async (texts) => {
      const weights = readWeights();
      const vectors: Float32Array[] = [];
      let characters = 0;
      for (const text of texts) {
        vectors.push(embedText(text, weights));
        characters += text.length;
        if (characters < CHARACTERS_A_TURN) continue;
        characters = 0;
        await new Promise(setImmediate);
      }
      return vectors;
    },
    close: async () => {},
  };
}

function embedText(text: string, weights: StaticWeights): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const pieces: number[] = [];
  cutPieces(
    fold(text.slice(0, MAX_CHARACTERS)),
    weights.pieces,
    (piece) => pieces.push(piece),
    (word) => addUnknown(vector, word),
  );
  addPieces(vector, weights, pieces);
  return normalize(vector);
}

/** Four dimensions at a time over all pieces: twice as fast as one piece after the other. */
function addPieces(vector: Float32Array, { rows, scales }: StaticWeights, pieces: readonly number[]): void {
  for (let from = 0; from < DIMENSIONS; from += 4) {
    let a = vector[from] ?? 0;
    let b = vector[from + 1] ?? 0;
    let c = vector[from + 2] ?? 0;
    let d = vector[from + 3] ?? 0;
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index] ?? 0;
      const scale = scales[piece] ?? 0;
      const at = piece * DIMENSIONS + from;
      a += scale * (rows[at] ?? 0);
      b += scale * (rows[at + 1] ?? 0);
      c += scale * (rows[at + 2] ?? 0);
      d += scale * (rows[at + 3] ?? 0);
    }
    vector[from] = a;
    vector[from + 1] = b;
    vector[from + 2] = c;
    vector[from + 3] = d;
  }
}

/** Pairs of letters, each to a few places with a sign, so that words alike in letters are somewhat alike. */
function addUnknown(vector: Float32Array, word: string): void {
  const framed = `^${word}$`;
  const share = UNKNOWN_LENGTH / Math.sqrt(framed.length - 1);
  for (let start = 0; start + 2 <= framed.length; start++) {
    let hash = Math.imul(framed.charCodeAt(start), 0x9e3779b1) ^ Math.imul(framed.charCodeAt(start + 1), 0x85ebca6b);
    for (let place = 0; place < 4; place++) {
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      hash ^= hash >>> 12;
      const index = (hash >>> 8) % DIMENSIONS;
      vector[index] = (vector[index] ?? 0) + (hash & 1 ? share / 2 : -share / 2);
    }
  }
}
