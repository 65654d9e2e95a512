import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VectorHit } from "../vector-store.ts";
import { createCoarseRows } from "./coarse-rows.ts";
import { createVectorRows } from "./vector-rows.ts";

const vectorOf = (dimensions: number) =>
  fc
    .array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: dimensions, maxLength: dimensions })
    .map((values) => Float32Array.from(values, (value) => value / 1_000));
const sets = fc
  .integer({ min: 1, max: 40 })
  .chain((dimensions) =>
    fc.record({ vectors: fc.array(vectorOf(dimensions), { maxLength: 60 }), query: vectorOf(dimensions) }),
  );
const few = fc.integer({ min: 1, max: 8 });
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

describe("the coarse pass", () => {
  it("says between what each dot product lies", () => {
    fc.assert(
      fc.property(sets, ({ vectors, query }) => {
        const coarse = createCoarseRows(query.length);
        coarse.reserve(vectors.length);
        for (const [row, vector] of vectors.entries()) coarse.set(row, vector);
        const { least, most } = coarse.bounds(query, vectors.length);
        for (const [row, vector] of vectors.entries()) {
          expect(least[row]).toBeLessThanOrEqual(dot(query, vector));
          expect(most[row]).toBeGreaterThanOrEqual(dot(query, vector));
        }
      }),
    );
  });

  it("keeps within 32 bits with the longest vectors that services give", () => {
    const ones = new Float32Array(4_096).fill(1);
    const coarse = createCoarseRows(4_096);
    coarse.reserve(1);
    coarse.set(0, ones);
    const { least, most } = coarse.bounds(ones, 1);
    expect(((least[0] ?? 0) + (most[0] ?? 0)) / 2).toBeCloseTo(4_096, 0);
  });
});

describe("vectors in rows", () => {
  it("finds exactly what comparing all of them finds, also after some were replaced, kept in a file and removed", () => {
    fc.assert(
      fc.property(
        sets,
        fc.array(fc.nat(59)),
        few,
        fc.constantFrom(0, 20, 100),
        fc.boolean(),
        ({ vectors, query }, removed, limit, from, isRestarted) => {
          let rows = createVectorRows(query.length, from);
          const kept = new Map<string, Float32Array>();
          for (const [index, vector] of vectors.entries()) {
            const itemId = `item ${index % 45}`;
            rows.put({ itemId, part: 0 }, vector);
            kept.set(itemId, vector);
          }
          if (isRestarted) {
            const saved = structuredClone(rows.save());
            rows = createVectorRows(query.length, from);
            rows.restore(saved);
          }
          for (const index of removed) {
            rows.delete(`item ${index}`);
            kept.delete(`item ${index}`);
          }
          const best: VectorHit[] = [];
          rows.search(query, limit, best);
          const scores = [...kept.values()].map((vector) => dot(query, vector)).sort((a, b) => b - a);
          expect(best.map(({ score }) => score.toFixed(5))).toEqual(
            scores.slice(0, limit).map((score) => score.toFixed(5)),
          );
          for (const { itemId, score } of best) {
            expect(score).toBeCloseTo(dot(query, kept.get(itemId) ?? new Float32Array(0)), 5);
          }
        },
      ),
    );
  });
});
