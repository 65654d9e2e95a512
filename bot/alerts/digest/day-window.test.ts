import { expect, it } from "vitest";
import { dayWindow, localHour } from "./day-window.ts";

it.each([
  ["UTC", "2026-03-02T12:00:00Z", 0, "2026-03-02", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"],
  ["UTC", "2026-03-01T00:00:00Z", 1, "2026-02-28", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z"],
  ["Asia/Shanghai", "2026-03-02T20:00:00Z", 0, "2026-03-03", "2026-03-02T16:00:00Z", "2026-03-03T16:00:00Z"],
  ["Asia/Kathmandu", "2026-03-02T12:00:00Z", 0, "2026-03-02", "2026-03-01T18:15:00Z", "2026-03-02T18:15:00Z"],
  ["Europe/Berlin", "2026-03-29T12:00:00Z", 0, "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
  ["America/New_York", "2026-11-01T12:00:00Z", 0, "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"],
  ["Pacific/Kiritimati", "2026-03-02T12:00:00Z", 0, "2026-03-03", "2026-03-02T10:00:00Z", "2026-03-03T10:00:00Z"],
] as const)("in %s at %s, %i days ago, is %s from %s to %s", (zone, at, ago, day, from, to) => {
  expect(dayWindow(zone, new Date(at), ago)).toEqual({ day, from: new Date(from), to: new Date(to) });
});

it("tells the hour of the wall clock", () => {
  expect(localHour("Asia/Shanghai", new Date("2026-03-02T16:30:00Z"))).toBe(0);
});
