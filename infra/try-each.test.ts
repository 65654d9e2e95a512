import { expect, it } from "vitest";
import { tryEach } from "./try-each.ts";

it("says for how many it did something", async () => {
  expect(await tryEach([1, 2, 3], async (number) => number > 1)).toBe(2);
});

it("goes on after one that fails, and tells of it in the end", async () => {
  const tried: number[] = [];
  const work = async (number: number) => {
    tried.push(number);
    if (number === 1) throw new Error("no");
    return true;
  };
  await expect(tryEach([1, 2, 3], work)).rejects.toThrow("1 failed: Error: no");
  expect(tried).toEqual([1, 2, 3]);
});
