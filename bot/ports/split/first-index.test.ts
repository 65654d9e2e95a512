import fc from "fast-check";
import { expect, it } from "vitest";
import { firstIndex } from "./first-index.ts";

it("finds the first index for which the test holds, or the end", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), fc.nat(500), (low, length, border) => {
      const high = low + length;
      expect(firstIndex(low, high, (index) => index >= border)).toBe(Math.min(Math.max(low, border), high));
    }),
  );
});
