import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import {
  type DutyRoster,
  type DutyShift,
  endOfShift,
  hasRoster,
  isOnShift,
  nextShift,
  offShiftSince,
  peopleOnShift,
} from "./duty-roster.ts";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const at = (text: string) => new Date(text);

describe("a shift", () => {
  const office = roster("Europe/London", shift("ann", 9 * 60, 17 * 60, { weekdays: [1, 2, 3, 4, 5] }));

  it("is on from its first minute to its last, on its days, by the clock on the team's wall", () => {
    expect(isOnShift(office, "ann", at("2026-11-26T09:00:00Z"))).toBe(true);
    expect(isOnShift(office, "ann", at("2026-11-26T16:59:59Z"))).toBe(true);
    expect(isOnShift(office, "ann", at("2026-11-26T17:00:00Z"))).toBe(false);
    expect(isOnShift(office, "ann", at("2026-11-28T10:00:00Z"))).toBe(false);
    // In summer London is an hour ahead of UTC.
    expect(isOnShift(office, "ann", at("2026-07-01T08:30:00Z"))).toBe(true);
    expect(isOnShift(office, "ben", at("2026-11-26T10:00:00Z"))).toBe(false);
  });

  it("that ends before it begins goes on over midnight into the next day", () => {
    const nights = roster("Asia/Shanghai", shift("bo", 22 * 60, 6 * 60, { weekdays: [5] }));
    expect(isOnShift(nights, "bo", at("2026-11-27T23:00:00+08:00"))).toBe(true);
    expect(isOnShift(nights, "bo", at("2026-11-28T05:59:00+08:00"))).toBe(true);
    expect(isOnShift(nights, "bo", at("2026-11-28T06:00:00+08:00"))).toBe(false);
    expect(isOnShift(nights, "bo", at("2026-11-27T05:00:00+08:00"))).toBe(false);
  });

  it("may have a first and a last day; the last night goes on to its end", () => {
    const week = { firstDate: "2026-11-23", lastDate: "2026-11-27" };
    const swap = roster("UTC", shift("cy", 20 * 60, 4 * 60, week));
    expect(isOnShift(swap, "cy", at("2026-11-22T21:00:00Z"))).toBe(false);
    expect(isOnShift(swap, "cy", at("2026-11-23T21:00:00Z"))).toBe(true);
    expect(isOnShift(swap, "cy", at("2026-11-28T03:00:00Z"))).toBe(true);
    expect(hasRoster(swap, at("2026-11-28T03:00:00Z"))).toBe(true);
    expect(hasRoster(swap, at("2026-11-29T03:00:00Z"))).toBe(false);
  });

  it("is taken away by an absence, as leave and swaps are", () => {
    const leave = shift("ann", 0, 24 * 60, { kind: "absence", firstDate: "2026-11-26", lastDate: "2026-11-26" });
    const instead = shift("ben", 9 * 60, 17 * 60, { firstDate: "2026-11-26", lastDate: "2026-11-26" });
    const swapped = { ...office, shifts: [...office.shifts, leave, instead] };
    expect([...peopleOnShift(swapped, at("2026-11-25T10:00:00Z"))]).toEqual(["ann"]);
    expect([...peopleOnShift(swapped, at("2026-11-26T10:00:00Z"))]).toEqual(["ben"]);
    expect(nextShift(swapped, "ann", at("2026-11-26T10:00:00Z"))).toEqual(at("2026-11-27T09:00:00Z"));
  });

  it("says until when, over shifts that follow each other, and when the next begins", () => {
    const both = roster("UTC", shift("ann", 8 * 60, 12 * 60), shift("ann", 12 * 60, 16 * 60));
    expect(endOfShift(both, "ann", at("2026-11-26T09:00:00Z"))).toEqual(at("2026-11-26T16:00:00Z"));
    expect(nextShift(both, "ann", at("2026-11-26T18:00:00Z"))).toEqual(at("2026-11-27T08:00:00Z"));
    expect(endOfShift(both, "ann", at("2026-11-26T18:00:00Z"))).toBeNull();
    expect(nextShift(both, "ann", at("2026-11-26T09:00:00Z"))).toBeNull();
  });
});

describe("a roster", () => {
  it("of two shifts that divide the day has exactly one person on at every instant, also where clocks change", () => {
    const zone = fc.constantFrom("Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC");
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    // Around the changes of 2026 in those zones, and days without one.
    const day = fc.constantFrom(
      "2026-03-08",
      "2026-03-29",
      "2026-04-05",
      "2026-10-04",
      "2026-10-25",
      "2026-11-01",
      "2026-07-15",
    );
    fc.assert(
      fc.property(
        zone,
        minute,
        minute,
        day,
        fc.integer({ min: -36 * 60, max: 36 * 60 }),
        (zone, one, other, day, offset) => {
          fc.pre(one !== other && one !== 0 && other !== 0);
          const divided = roster(zone, shift("day", one, other), shift("night", other, one));
          const instant = new Date(at(`${day}T00:00:00Z`).getTime() + offset * 60_000);
          expect(peopleOnShift(divided, instant).size).toBe(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("ends a shift at the instant it says, and not before", () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 400 * 24 * 60 }), (from, to, offset) => {
        fc.pre(from !== to && to !== 0);
        const nightly = roster("Europe/London", shift("ann", from, to, { weekdays: [1, 3, 5] }));
        const instant = new Date(at("2026-01-01T00:00:00Z").getTime() + offset * 60_000);
        const end = endOfShift(nightly, "ann", instant);
        const next = nextShift(nightly, "ann", instant);
        expect(end === null).toBe(!isOnShift(nightly, "ann", instant));
        if (end) {
          expect(isOnShift(nightly, "ann", new Date(end.getTime() - 1))).toBe(true);
          expect(isOnShift(nightly, "ann", end)).toBe(false);
        } else if (next) {
          expect(isOnShift(nightly, "ann", new Date(next.getTime() - 1))).toBe(false);
          expect(
            DateTime.fromJSDate(next, { zone: "Europe/London" }).diff(DateTime.fromJSDate(instant), "days").days,
          ).toBeLessThan(8);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("who is off shift", () => {
  const week = roster("UTC", shift("ann", 9 * 60, 17 * 60));

  it("is so since the end of their last shift, or of the one that an absence cut short", () => {
    expect(offShiftSince([week], "ann", at("2026-11-26T12:00:00Z"))).toBeNull();
    expect(offShiftSince([week], "ann", at("2026-11-26T17:00:00Z"))).toEqual(at("2026-11-26T17:00:00Z"));
    expect(offShiftSince([week], "ann", at("2026-11-27T08:59:00Z"))).toEqual(at("2026-11-26T17:00:00Z"));
    const noon = { kind: "absence" as const, firstDate: "2026-11-26", lastDate: "2026-11-26" };
    const cut = roster("UTC", ...week.shifts, shift("ann", 12 * 60, 13 * 60, noon));
    expect(offShiftSince([cut], "ann", at("2026-11-26T12:30:00Z"))).toEqual(at("2026-11-26T12:00:00Z"));
  });

  it("is nobody without duties, who is on in any roster, or whose roster has ended", () => {
    const evening = at("2026-11-26T20:00:00Z");
    expect(offShiftSince([week], "ben", evening)).toBeNull();
    expect(offShiftSince([week, roster("UTC", shift("ann", 18 * 60, 22 * 60))], "ann", evening)).toBeNull();
    expect(
      offShiftSince([roster("UTC", shift("ann", 540, 1020, { lastDate: "2026-11-01" }))], "ann", evening),
    ).toBeNull();
    expect(offShiftSince([], "ann", evening)).toBeNull();
  });

  it("was on just before, and is off from then until now", () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 400 * 24 * 60 }), (from, to, offset) => {
        fc.pre(from !== to && to !== 0);
        const some = roster("Europe/London", shift("ann", from, to, { weekdays: [1, 3, 5] }));
        const instant = new Date(at("2026-01-01T00:00:00Z").getTime() + offset * 60_000);
        const since = offShiftSince([some], "ann", instant);
        expect(since === null).toBe(isOnShift(some, "ann", instant));
        if (!since) return;
        expect(isOnShift(some, "ann", new Date(since.getTime() - 1))).toBe(true);
        const between = new Date((since.getTime() + instant.getTime()) / 2);
        expect(isOnShift(some, "ann", between)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

function roster(zone: string, ...shifts: DutyShift[]): DutyRoster {
  return { zone, shifts };
}

function shift(userId: string, from: number, to: number, about: Partial<DutyShift> = {}): DutyShift {
  return { userId, kind: "duty", weekdays: everyDay, from, to, firstDate: null, lastDate: null, ...about };
}
