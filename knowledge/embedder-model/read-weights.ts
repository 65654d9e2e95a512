import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../infra/package-root.ts";

/** One vector for each piece: `rows` holds whole numbers of −127…127, to be multiplied by the piece's scale. */
export interface StaticWeights {
  dimensions: number;
  /** Numbers of the pieces by their name (see `cutPieces`). */
  pieces: ReadonlyMap<string, number>;
  scales: Float32Array;
  rows: Int8Array;
}

export const weightsPath = join(packageRoot, "knowledge", "embedder-model", "weights.bin");
const MAGIC = "DHE1";
const HEADER_BYTES = 16;

let kept: StaticWeights | null = null;

/** The weights, read at the first call: about 20 MB, which stay. @throws Error when the file is missing or not whole. */
export function readWeights(): StaticWeights {
  kept ??= parseWeights(readFileSync(weightsPath));
  return kept;
}

/** Header (magic, pieces, dimensions, bytes of names: 32-bit, little-endian), names by line, scales, rows. */
export function parseWeights(file: Buffer): StaticWeights {
  if (file.toString("latin1", 0, 4) !== MAGIC) throw new Error("The embedder's weights are of another format.");
  const count = file.readUInt32LE(4);
  const dimensions = file.readUInt32LE(8);
  const namesBytes = file.readUInt32LE(12);
  const scalesAt = HEADER_BYTES + namesBytes;
  const rowsAt = scalesAt + count * 4;
  if (file.length !== rowsAt + count * dimensions) throw new Error("The embedder's weights are not whole.");
  const names = file.toString("utf8", HEADER_BYTES, scalesAt).split("\n");
  if (names.length !== count) throw new Error("The embedder's weights have another number of pieces than they say.");
  return {
    dimensions,
    pieces: new Map(names.map((name, index) => [name, index])),
    scales: Float32Array.from({ length: count }, (_, index) => file.readFloatLE(scalesAt + index * 4)),
    rows: new Int8Array(file.buffer, file.byteOffset + rowsAt, count * dimensions),
  };
}
