import { expect, it } from "vitest";
import { measureJunk } from "./memory-junk.ts";

it("stores of a month of dialogue less than a tenth that a reader would not keep, and most of what one would", () => {
  const { stored, junk, missed, junkShare } = measureJunk();
  expect(stored).toBeGreaterThan(40);
  expect({ junk, isBelow: junkShare < 0.1 }).toMatchObject({ isBelow: true });
  expect(missed.length / (stored - junk.length + missed.length)).toBeLessThan(0.1);
});
