import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addWorkingTime,
  nextOpening,
  type WorkingCalendar,
  workingCalendarOf,
  workingTimeBetween,
} from "./working-hours.ts";

const office = {
  mon: "09:00-18:00",
  tue: "09:00-18:00",
  wed: "09:00-18:00",
  thu: "09:00-18:00",
  fri: ["09:00-12:00", "13:00-18:00"],
};

function calendar(zone: string, hours: unknown = office, holidays: string[] = []): WorkingCalendar {
  return workingCalendarOf(
    new Map<string, unknown>([
      ["organization.timezone", zone],
      ["sla.working_hours", hours],
      ["sla.holidays", holidays],
    ]),
  );
}

const at = (text: string) => new Date(text);

describe("working time", () => {
  it.each([
    ["within a day", "2026-11-23T10:00:00+08:00", 30, "2026-11-23T10:30:00+08:00"],
    ["before the desk opens", "2026-11-23T06:00:00+08:00", 15, "2026-11-23T09:15:00+08:00"],
    ["to the very end of a day", "2026-11-23T17:30:00+08:00", 30, "2026-11-23T18:00:00+08:00"],
    ["over a night", "2026-11-23T17:45:00+08:00", 30, "2026-11-24T09:15:00+08:00"],
    ["over a pause", "2026-11-27T11:50:00+08:00", 30, "2026-11-27T13:20:00+08:00"],
    ["over a weekend", "2026-11-27T17:45:00+08:00", 30, "2026-11-30T09:15:00+08:00"],
  ])("is added %s", (_what, from, minutes, to) => {
    expect(addWorkingTime(at(from), minutes, calendar("Asia/Shanghai"))).toEqual(at(to));
  });

  it("does not pass on a holiday", () => {
    const closed = calendar("Asia/Shanghai", office, ["2026-11-24"]);
    expect(addWorkingTime(at("2026-11-23T17:45:00+08:00"), 30, closed)).toEqual(at("2026-11-25T09:15:00+08:00"));
  });

  it("is all time where no hours are set, without the holidays", () => {
    const always = calendar("Asia/Shanghai", null, ["2026-12-25"]);
    expect(addWorkingTime(at("2026-11-28T03:00:00Z"), 600, always)).toEqual(at("2026-11-28T13:00:00Z"));
    expect(addWorkingTime(at("2026-12-24T23:30:00+08:00"), 60, always)).toEqual(at("2026-12-26T00:30:00+08:00"));
  });

  it("follows the wall clock where the hour changes in spring and autumn", () => {
    const nights = calendar("Europe/Berlin", { sun: "00:00-24:00", mon: "00:00-24:00" });
    // 29 March 2026: 02:00 becomes 03:00, so the day has 23 hours; 25 October has 25.
    expect(workingTimeBetween(at("2026-03-29T00:00:00+01:00"), at("2026-03-30T00:00:00+02:00"), nights)).toBe(23 * 60);
    expect(workingTimeBetween(at("2026-10-25T00:00:00+02:00"), at("2026-10-26T00:00:00+01:00"), nights)).toBe(25 * 60);
    expect(addWorkingTime(at("2026-03-29T01:30:00+01:00"), 60, nights)).toEqual(at("2026-03-29T03:30:00+02:00"));
    const office = calendar("Europe/Berlin", { fri: "09:00-18:00", mon: "09:00-18:00" });
    expect(addWorkingTime(at("2026-03-27T17:00:00+01:00"), 120, office)).toEqual(at("2026-03-30T10:00:00+02:00"));
  });

  it("counts an opening in the hour that clocks jump over once", () => {
    const odd = calendar("Europe/Berlin", { sun: ["02:00-02:59", "03:00-04:00"] });
    expect(workingTimeBetween(at("2026-03-29T00:00:00Z"), at("2026-03-29T12:00:00Z"), odd)).toBe(60);
  });

  const instants = fc
    .date({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z"), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
  const minutes = fc.integer({ min: 0, max: 6_000 });
  const calendars = fc.constantFrom(
    calendar("Asia/Shanghai"),
    calendar("Europe/Berlin", office, ["2026-12-25", "2027-01-01"]),
    calendar("America/New_York", { sat: "00:00-24:00", sun: ["00:30-02:30", "02:45-06:00"], wed: "22:00-24:00" }),
    calendar("Africa/Cairo", null, ["2026-07-23"]),
    calendar("UTC", null),
  );

  it("between an instant and what was added to it is what was added", () => {
    fc.assert(
      fc.property(instants, minutes, calendars, (from, added, hours) => {
        expect(workingTimeBetween(from, addWorkingTime(from, added, hours), hours)).toBeCloseTo(added, 6);
      }),
    );
  });

  it("never brings a later beginning or a longer time to an earlier end", () => {
    fc.assert(
      fc.property(instants, instants, minutes, minutes, calendars, (one, two, some, more, hours) => {
        const [early, late] = one <= two ? [one, two] : [two, one];
        expect(+addWorkingTime(late, some, hours)).toBeGreaterThanOrEqual(+addWorkingTime(early, some, hours));
        expect(+addWorkingTime(one, some + more, hours)).toBeGreaterThanOrEqual(+addWorkingTime(one, some, hours));
      }),
    );
  });

  it("adds up over any instant in between", () => {
    fc.assert(
      fc.property(instants, instants, instants, calendars, (one, two, three, hours) => {
        const parts = workingTimeBetween(one, two, hours) + workingTimeBetween(two, three, hours);
        expect(parts).toBeCloseTo(workingTimeBetween(one, three, hours), 6);
      }),
      { numRuns: 40 },
    );
  });
});

describe("the next opening", () => {
  const hours = calendar("Asia/Shanghai", office, ["2026-11-30"]);

  it("is none while the desk is open, and where it never closes", () => {
    expect(nextOpening(at("2026-11-23T10:00:00+08:00"), hours)).toBeNull();
    expect(nextOpening(at("2026-11-28T10:00:00+08:00"), calendar("Asia/Shanghai", null))).toBeNull();
  });

  it("is after the night, the pause, the weekend and the holiday", () => {
    expect(nextOpening(at("2026-11-23T18:00:00+08:00"), hours)).toEqual(at("2026-11-24T09:00:00+08:00"));
    expect(nextOpening(at("2026-11-27T12:30:00+08:00"), hours)).toEqual(at("2026-11-27T13:00:00+08:00"));
    expect(nextOpening(at("2026-11-28T10:00:00+08:00"), hours)).toEqual(at("2026-12-01T09:00:00+08:00"));
  });
});

describe("settings of working hours", () => {
  it.each([
    ["a day that does not exist", { monday: "09:00-18:00" }],
    ["an end before the beginning", { mon: "18:00-09:00" }],
    ["hours that do not exist", { mon: "09:00-25:00" }],
    ["no opening at all", {}],
  ])("count as not set with %s", (_what, hours) => {
    expect(calendar("UTC", hours).week).toBeNull();
  });

  it("count as UTC with a zone that does not exist", () => {
    expect(calendar("Moon/Crater").zone).toBe("UTC");
  });
});
