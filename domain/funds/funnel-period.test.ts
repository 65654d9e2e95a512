import { expect, it } from "vitest";
import { readPeriod } from "./funnel-period.ts";

const zone = "Asia/Shanghai";
/** Already the 26th in Shanghai. */
const now = new Date("2026-11-25T20:00:00Z");

it.each([
  ["today", "2026-11-26", "2026-11-26"],
  ["昨天", "2026-11-25", "2026-11-25"],
  ["week", "2026-11-20", "2026-11-26"],
  ["本月", "2026-11-01", "2026-11-26"],
  ["year", "2026-01-01", "2026-11-26"],
  ["2026-02", "2026-02-01", "2026-02-28"],
  ["2026-10-05", "2026-10-05", "2026-10-05"],
])("reads %s as %s to %s", (word, first, last) => {
  const period = readPeriod(word, now, zone);
  expect(period?.days).toEqual({ first, last });
  expect(period?.from).toEqual(new Date(`${first}T00:00:00+08:00`));
  expect(period?.to).toEqual(new Date(new Date(`${last}T00:00:00+08:00`).getTime() + 24 * 3_600_000));
});

it.each(["", "Sales", "2026-13", "2026-02-30", "constructor", "26"])("reads “%s” as no period", (word) => {
  expect(readPeriod(word, now, zone)).toBeNull();
});
