import { expect, it } from "vitest";
import { type PiecePair, tuneEmbedding } from "./tune-embedding.ts";

const DIMENSIONS = 8;
const PIECES = 12;

/** Two pieces that mean the same stand side by side: 0 and 1, 2 and 3, and so on. */
const pairs = Array.from({ length: 240 }, (_, at): PiecePair => {
  const topic = 2 * (at % (PIECES / 2));
  const isSame = at % 4 !== 3;
  const other = isSame ? topic + 1 : (topic + 3) % PIECES;
  return { a: Int32Array.of(topic), b: Int32Array.of(other), isSame };
});

/** Lengths and directions without order. */
const newTable = () => Float32Array.from({ length: PIECES * DIMENSIONS }, (_, at) => Math.sin(at * at + 1));

function cosine(table: Float32Array, a: number, b: number): number {
  const row = (piece: number) => table.subarray(piece * DIMENSIONS, (piece + 1) * DIMENSIONS);
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, k) => sum + value * (y[k] ?? 0), 0);
  return dot(row(a), row(b)) / Math.sqrt(dot(row(a), row(a)) * dot(row(b), row(b)));
}

function meanCosine(table: Float32Array, step: number): number {
  const firsts = Array.from({ length: PIECES / 2 }, (_, topic) => 2 * topic);
  return firsts.reduce((sum, first) => sum + cosine(table, first, (first + step) % PIECES), 0) / firsts.length;
}

it("draws what pairs call the same together, and what they call different apart", () => {
  const before = newTable();
  const table = newTable();
  for (let seed = 1; seed <= 20; seed++) tuneEmbedding(table, DIMENSIONS, pairs, { seed });
  expect(meanCosine(table, 1)).toBeGreaterThan(meanCosine(before, 1) + 0.1);
  expect(meanCosine(table, 3)).toBeLessThan(meanCosine(table, 1) - 0.1);
});

it("gives the same table for a seed, and leaves pieces alone that no pair has", () => {
  const some = pairs.filter(({ a, b }) => ![...a, ...b].some((piece) => piece < 2));
  const [one, two] = [newTable(), newTable()];
  tuneEmbedding(one, DIMENSIONS, some, { seed: 3 });
  tuneEmbedding(two, DIMENSIONS, some, { seed: 3 });
  expect(one).toEqual(two);
  expect(one.subarray(0, 2 * DIMENSIONS)).toEqual(newTable().subarray(0, 2 * DIMENSIONS));
  expect(one).not.toEqual(newTable());
});

it("says how far it is", () => {
  const rounds: number[] = [];
  tuneEmbedding(newTable(), DIMENSIONS, pairs, { seed: 1, onRound: (done) => rounds.push(done) });
  expect(rounds).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
