import { expect, it } from "vitest";
import { readWeek, weekAt } from "./week.ts";

const now = new Date("2026-11-26T12:00:00Z");

it.each([
  ["2026-W47", "2026-W47"],
  ["W47", "2026-W47"],
  ["last", "2026-W47"],
  ["上周", "2026-W47"],
  ["this", "2026-W48"],
  ["本周", "2026-W48"],
  ["2020-W53", "2020-W53"],
])("reads %s as a week", (word, name) => {
  expect(readWeek(word, now, "UTC")?.name).toBe(name);
});

it.each(["2026-W49", "2025-W53", "W0", "yesterday", "", "2026-47", "1990-W01"])("does not read “%s”", (word) => {
  expect(readWeek(word, now, "UTC")).toBeNull();
});

it("begins on the Monday of the organisation's zone", () => {
  const week = weekAt(new Date("2026-11-22T18:00:00Z"), "Asia/Shanghai");
  expect(week).toEqual({
    name: "2026-W48",
    from: new Date("2026-11-22T16:00:00Z"),
    to: new Date("2026-11-29T16:00:00Z"),
  });
});
