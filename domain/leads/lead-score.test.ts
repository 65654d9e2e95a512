import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leadActivityTypes } from "../customers/lead-words.ts";
import { type DatedActivity, scoreLead } from "./lead-score.ts";
import { scorePolicyOf } from "./score-policy.ts";

const now = new Date("2026-11-23T09:00:00Z");
const DAY_MS = 24 * 60 * 60_000;
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS);

describe("the score of a lead", () => {
  it("is nothing where nothing was done", () => {
    expect(scoreLead([], 14, now)).toEqual({ score: 0, reasons: [] });
  });

  it("adds up what was done and says so, the weightiest first", () => {
    const { score, reasons } = scoreLead(
      [
        { type: "message", points: 2, at: daysAgo(0) },
        { type: "message", points: 2, at: daysAgo(14) },
        { type: "deposit_question", points: 25, at: daysAgo(14) },
      ],
      14,
      now,
    );
    expect(score).toBe(16);
    expect(reasons).toEqual([
      { type: "deposit_question", count: 1, points: 12.5, lastAt: daysAgo(14) },
      { type: "message", count: 2, points: 3, lastAt: now },
    ]);
  });

  it("does not count what is worth nothing", () => {
    expect(scoreLead([{ type: "assigned", points: 0, at: now }], 14, now)).toEqual({ score: 0, reasons: [] });
  });
});

describe("the score of any lead", () => {
  const activity = fc.record({
    type: fc.constantFrom(...leadActivityTypes.codes),
    points: fc.integer({ min: 0, max: 100 }),
    at: fc.integer({ min: -10, max: 4000 }).map((hours) => new Date(now.getTime() - hours * 3_600_000)),
  });
  const activities = fc.array(activity, { maxLength: 40 });
  const halfLife = fc.integer({ min: 1, max: 365 });
  const scoreOf = (list: DatedActivity[], days: number, at = now) => scoreLead(list, days, at).score;

  it("is a whole number from 0 to 100", () => {
    fc.assert(
      fc.property(activities, halfLife, (list, days) => {
        const score = scoreOf(list, days);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
      }),
    );
  });

  it("never falls because something more was done", () => {
    fc.assert(
      fc.property(activities, activity, halfLife, (list, more, days) => {
        expect(scoreOf([...list, more], days)).toBeGreaterThanOrEqual(scoreOf(list, days));
      }),
    );
  });

  it("never rises by waiting", () => {
    fc.assert(
      fc.property(activities, halfLife, fc.integer({ min: 0, max: 2000 }), (list, days, hours) => {
        const later = new Date(now.getTime() + hours * 3_600_000);
        expect(scoreOf(list, days, later)).toBeLessThanOrEqual(scoreOf(list, days));
      }),
    );
  });

  it("ends at nothing", () => {
    fc.assert(
      fc.property(activities, (list) => {
        expect(scoreOf(list, 14, new Date(now.getTime() + 1000 * DAY_MS))).toBe(0);
      }),
    );
  });

  it("does not depend on the order of what was done", () => {
    const shuffled = activities.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, halfLife, ([list, other], days) => {
        expect(scoreLead(other, days, now)).toEqual(scoreLead(list, days, now));
      }),
    );
  });
});

describe("what activities are worth", () => {
  it("is the organisation's word, kind by kind, and the standard where it says nothing or nonsense", () => {
    const of = (points: unknown, days?: unknown) =>
      scorePolicyOf(
        new Map<string, unknown>([
          ["leads.points", points],
          ["leads.half_life_days", days],
        ]),
      );
    const standard = scorePolicyOf(new Map());
    expect(of({ message: 5 }, 30)).toEqual({ points: { ...standard.points, message: 5 }, halfLifeDays: 30 });
    expect(of({ message: -5 }, 0)).toEqual(standard);
    expect(of({ applause: 5 }, "long")).toEqual(standard);
  });
});
