import { expect, it } from "vitest";
import { slopeOf, valleysOf } from "./memory-slope.ts";

const MB = 2 ** 20;
const everyMinute = (mbAt: (minute: number) => number) =>
  Array.from({ length: 60 }, (_, minute) => ({ atMs: minute * 60_000, rssBytes: mbAt(minute) * MB }));

it("is flat for a process that fills its caches first and then stands", () => {
  expect(slopeOf(everyMinute((minute) => 100 + 20 * Math.min(minute, 10))).mbAnHour).toBeCloseTo(0);
});

it("tells a leak in megabytes an hour", () => {
  expect(slopeOf(everyMinute((minute) => 300 + 2 * minute)).mbAnHour).toBeCloseTo(120);
});

it("says nothing of too few readings", () => {
  expect(slopeOf(everyMinute(() => 100).slice(0, 5)).mbAnHour).toBeNull();
});

it("looks at what is left after garbage was collected", () => {
  const sawtooth = everyMinute((minute) => 200 + minute + 20 * (minute % 5));
  expect(slopeOf(valleysOf(sawtooth, 5 * 60_000)).mbAnHour).toBeCloseTo(60);
});
