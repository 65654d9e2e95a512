import fc from "fast-check";
import { expect, it } from "vitest";
import { readPeriod } from "./period.ts";

// A Thursday.
const today = "2026-11-26";

it.each([
  ["today", "2026-11-26", "2026-11-26", "2026-11-25", "2026-11-25"],
  ["昨天", "2026-11-25", "2026-11-25", "2026-11-24", "2026-11-24"],
  ["week", "2026-11-23", "2026-11-26", "2026-11-16", "2026-11-19"],
  ["Last  Week", "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"],
  ["month", "2026-11-01", "2026-11-26", "2026-10-01", "2026-10-26"],
  ["上个月", "2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"],
  ["2026-02", "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"],
  ["2026年11月", "2026-11-01", "2026-11-26", "2026-10-01", "2026-10-26"],
  ["2026-3-2", "2026-03-02", "2026-03-02", "2026-03-01", "2026-03-01"],
])("reads %s", (text, from, to, beforeFrom, beforeTo) => {
  expect(readPeriod(text, today)).toEqual({ from, to, before: { from: beforeFrom, to: beforeTo } });
});

it("compares the days of a month that goes on with no more days than the one before it had", () => {
  expect(readPeriod("month", "2026-03-30")?.before).toEqual({ from: "2026-02-01", to: "2026-02-28" });
});

it.each(["", "2026-13", "2026-02-30", "2027-01", "2026-11-27", "1999-12", "constructor", "Wang", "20261126", "weeks"])(
  "reads no period in “%s”",
  (text) => {
    expect(readPeriod(text, today)).toBeNull();
  },
);

it("never ends before it begins or after today, and what it is compared with ends before it", () => {
  const day = fc.date({ min: new Date("2000-02-01"), max: new Date("2099-12-31"), noInvalidDate: true });
  const text = fc.oneof(
    fc.constantFrom("today", "yesterday", "week", "last week", "month", "last month"),
    day.map((date) => date.toISOString().slice(0, 7)),
    fc.string(),
  );
  fc.assert(
    fc.property(text, day, (words, date) => {
      const now = date.toISOString().slice(0, 10);
      const period = readPeriod(words, now);
      if (!period) return;
      expect(period.from <= period.to && period.to <= now).toBe(true);
      expect(period.before.from <= period.before.to && period.before.to < period.from).toBe(true);
    }),
  );
});
