import { expect, it } from "vitest";
import { perTenfold } from "./per-tenfold.ts";

const sizes = [10_000, 100_000, 1_000_000];
const growing = (ms: (messages: number) => number) =>
  perTenfold(sizes.map((messages) => ({ messages, ms: ms(messages) })));

it("is 1 for what costs the same at every size", () => expect(growing(() => 7)).toBeCloseTo(1));

it("is 10 for what reads everything that is stored", () =>
  expect(growing((messages) => messages / 1_000)).toBeCloseTo(10));

it("is a little for what grows with the depth of an index", () => {
  const growth = growing((messages) => Math.log2(messages));
  expect(growth).toBeGreaterThan(1);
  expect(growth).toBeLessThan(1.3);
});

it("says nothing of a single size", () => expect(perTenfold([{ messages: 10, ms: 1 }])).toBeNull());
