import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { readWhen } from "./read-when.ts";

// A Thursday, 19:00 in Shanghai and 06:00 in New York.
const now = new Date("2026-11-26T11:00:00Z");

describe("when", () => {
  it.each([
    ["in 2h call him", "2026-11-26 21:00", "call him"],
    ["2h30m call him", "2026-11-26 21:30", "call him"],
    ["30m call him", "2026-11-26 19:30", "call him"],
    ["in 45 minutes, call him", "2026-11-26 19:45", "call him"],
    ["tomorrow 9:00 call him", "2026-11-27 09:00", "call him"],
    ["tomorrow at 9am call him at 15:00", "2026-11-27 09:00", "call him at 15:00"],
    ["Fri 14:00 call him", "2026-11-27 14:00", "call him"],
    ["Thu 14:00 call him", "2026-12-03 14:00", "call him"],
    ["next Monday 10am call him", "2026-11-30 10:00", "call him"],
    ["2026-12-01 09:30 call him", "2026-12-01 09:30", "call him"],
    ["9:00 call him", "2026-11-27 09:00", "call him"],
    ["20:15 call him", "2026-11-26 20:15", "call him"],
    ["in 2 days at 10:00 call him", "2026-11-28 10:00", "call him"],
    ["明天9点 回电", "2026-11-27 09:00", "回电"],
    ["明天上午9点半回电", "2026-11-27 09:30", "回电"],
    ["2小时后 回电", "2026-11-26 21:00", "回电"],
    ["半小时后回电", "2026-11-26 19:30", "回电"],
    ["1个小时20分钟后，回电", "2026-11-26 20:20", "回电"],
    ["30分钟后 回电", "2026-11-26 19:30", "回电"],
    ["下周一 10:00 回电", "2026-11-30 10:00", "回电"],
    ["周五 14:00 回电", "2026-11-27 14:00", "回电"],
    ["今晚8点 回电", "2026-11-26 20:00", "回电"],
    ["12月1日 9:30 回电", "2026-12-01 09:30", "回电"],
  ])("“%s” is %s there", (text, local, rest) => {
    const zone = "Asia/Shanghai";
    const at = DateTime.fromFormat(local, "yyyy-MM-dd HH:mm", { zone }).toJSDate();
    expect(readWhen(text, now, zone)).toEqual({ kind: "at", at, rest });
  });

  it.each(["tomorrow 9:00 call him", "明天9点 回电", "明天上午9点回电"])(
    "“%s” is the day after today there, also past their midnight",
    (text) => {
      // An hour past midnight in Shanghai, the day before elsewhere.
      const night = new Date("2026-11-26T17:04:00Z");
      expect(readWhen(text, night, "Asia/Shanghai")).toMatchObject({ at: new Date("2026-11-28T01:00:00Z") });
    },
  );

  it("is the wall clock of the zone, not of the machine", () => {
    const at = new Date("2026-11-27T14:00:00Z");
    expect(readWhen("tomorrow 9:00 x", now, "America/New_York")).toEqual({ kind: "at", at, rest: "x" });
  });

  it.each([
    ["tomorrow call him", "no_hour"],
    ["Friday call him", "no_hour"],
    ["下周一 回电", "no_hour"],
    ["2026-11-20 09:30 call him", "past"],
    ["2026-11-26 18:59 call him", "past"],
    ["2031-01-01 10:00 call him", "too_far"],
    ["2026-02-30 10:00 call him", "unclear"],
    ["call him tomorrow 9:00", "unclear"],
    ["soon", "unclear"],
    ["", "unclear"],
  ])("“%s” is asked about: %s", (text, kind) => {
    expect(readWhen(text, now, "Asia/Shanghai").kind).toBe(kind);
  });

  it("does not exist where clocks jump over it, and is the first where they go back", () => {
    const spring = new Date("2026-03-28T12:00:00Z");
    expect(readWhen("2026-03-29 02:30 x", spring, "Europe/Berlin").kind).toBe("skipped");
    const autumn = new Date("2026-10-24T12:00:00Z");
    const first = new Date("2026-10-25T00:30:00Z");
    expect(readWhen("2026-10-25 02:30 x", autumn, "Europe/Berlin")).toEqual({ kind: "at", at: first, rest: "x" });
  });

  it("counts hours through a change of clocks as they pass", () => {
    const night = new Date("2026-10-24T22:00:00Z");
    const later = new Date("2026-10-25T04:00:00Z");
    expect(readWhen("in 6h x", night, "Europe/Berlin")).toEqual({ kind: "at", at: later, rest: "x" });
  });

  it("that is written out is read back to the minute, in every zone and on every day", () => {
    const zones = fc.constantFrom("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC");
    const minutes = fc.integer({ min: 1, max: 360 * 24 * 60 });
    fc.assert(
      fc.property(zones, minutes, (zone, ahead) => {
        const at = DateTime.fromJSDate(now, { zone }).plus({ minutes: ahead }).startOf("minute");
        const read = readWhen(`${at.toFormat("yyyy-MM-dd HH:mm")} x`, now, zone);
        if (read.kind !== "at") return false;
        return DateTime.fromJSDate(read.at, { zone }).toFormat("yyyyMMddHHmm") === at.toFormat("yyyyMMddHHmm");
      }),
    );
  });

  it("never throws and never names the past, whatever is written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readWhen(text, now, "Asia/Shanghai");
        return read.kind !== "at" || read.at > now;
      }),
    );
  });
});
