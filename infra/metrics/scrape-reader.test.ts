import { expect, it, vi } from "vitest";
import { createScrapeReader } from "./scrape-reader.ts";

it("reads once for many who scrape, and anew when that is old", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const shown: (number | null)[] = [];
  let reads = 0;
  const reader = createScrapeReader({
    everyMs: 10_000,
    withinMs: 1_000,
    read: async () => ++reads,
    show: (value) => shown.push(value),
  });
  for (const aheadMs of [0, 1, 9_000, 2_000, 500]) {
    vi.advanceTimersByTime(aheadMs);
    await reader.refresh();
  }
  vi.useRealTimers();
  expect(shown).toEqual([1, 2]);
});

it("shows nothing where reading fails or takes too long, and does not read twice at the same time", async () => {
  const shown: (number | null)[] = [];
  let reads = 0;
  let act: () => Promise<number> = () => Promise.reject(new Error("away"));
  const reader = createScrapeReader({
    everyMs: 0,
    withinMs: 20,
    read: () => {
      reads += 1;
      return act();
    },
    show: (value) => shown.push(value),
  });
  await reader.refresh();
  let finish: (value: number) => void = () => undefined;
  act = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  await reader.refresh();
  await reader.refresh();
  expect(shown).toEqual([null, null, null]);
  expect(reads).toBe(2);
  finish(7);
  act = async () => 8;
  await reader.refresh();
  await reader.refresh();
  expect(shown.at(-1)).toBe(8);
});
