import { describe, expect, it } from "vitest";
import { slaPolicyOf } from "./sla.ts";
import { type ClockChanges, endClock, type SlaClock, startClock, stopClock } from "./sla-clock.ts";

const policy = slaPolicyOf(
  new Map<string, unknown>([["sla.working_hours", { mon: "09:00-18:00", tue: "09:00-18:00" }]]),
);
const fresh: SlaClock = {
  priority: "medium",
  firstResponseAt: null,
  waitingSince: null,
  slaFirstResponseAt: null,
  slaNextResponseAt: null,
  slaResolveDeadline: null,
  slaResolveLeftSeconds: null,
};
// 23 November 2026 is a Monday.
const monday = (time: string) => new Date(`2026-11-23T${time}:00Z`);
const tuesday = (time: string) => new Date(`2026-11-24T${time}:00Z`);
const changed = (clock: SlaClock, changes: ClockChanges | null | undefined): SlaClock => ({ ...clock, ...changes });

describe("the clock of a conversation", () => {
  it("promises the first answer and the resolution from the customer's message on, in working time", () => {
    const clock = changed(fresh, startClock(fresh, monday("17:45"), policy));
    expect(clock).toMatchObject({
      waitingSince: monday("17:45"),
      slaFirstResponseAt: tuesday("09:15"),
      slaNextResponseAt: null,
      // Twenty-four working hours: a quarter, nine, nine, and the rest a week later.
      slaResolveDeadline: new Date("2026-12-01T14:45:00Z"),
    });
  });

  it("promises the next answer where there was one before", () => {
    const clock = { ...fresh, firstResponseAt: monday("09:00") };
    expect(startClock(clock, monday("10:00"), policy)).toMatchObject({
      slaFirstResponseAt: null,
      slaNextResponseAt: monday("11:00"),
    });
  });

  it("keeps the oldest unanswered message when the customer writes again", () => {
    const clock = changed(fresh, startClock(fresh, monday("10:00"), policy));
    expect(startClock(clock, monday("10:20"), policy)).toBeNull();
  });

  it("answers sooner when what waits becomes urgent", () => {
    const clock = changed(fresh, startClock(fresh, monday("10:00"), policy));
    const urgent = startClock({ ...clock, priority: "urgent" }, monday("10:02"), policy);
    expect(urgent).toEqual({ slaFirstResponseAt: monday("10:05") });
    expect(startClock({ ...clock, priority: "low" }, monday("10:02"), policy)).toBeNull();
  });

  it("stands while we wait for the customer, and goes on with what was left", () => {
    const waiting = changed(fresh, startClock(fresh, monday("10:00"), policy));
    const stopped = stopClock(waiting, monday("12:00"), "answered", policy);
    expect(stopped?.changes).toMatchObject({
      waitingSince: null,
      slaFirstResponseAt: null,
      slaResolveDeadline: null,
      slaResolveLeftSeconds: 22 * 3600,
    });
    expect(stopped?.results).toEqual([
      {
        kind: "first_response",
        waitingSince: monday("10:00"),
        deadline: monday("10:30"),
        endedAt: monday("12:00"),
        outcome: "answered",
        isMet: false,
      },
    ]);
    const answered = { ...changed(waiting, stopped?.changes), firstResponseAt: monday("12:00") };
    const again = startClock(answered, tuesday("09:00"), policy);
    expect(again).toMatchObject({ slaNextResponseAt: tuesday("10:00"), slaResolveLeftSeconds: null });
    // Tuesday's nine hours, then nine of Monday and four of Tuesday a week later.
    expect(again?.slaResolveDeadline).toEqual(new Date("2026-12-01T13:00:00Z"));
  });

  it("counts a resolution by what was left of its time, whether it ran or stood", () => {
    const short = { ...fresh, priority: "urgent" as const };
    const running = changed(short, startClock(short, monday("10:00"), policy));
    const inTime = endClock(running, monday("13:59"), policy, "person");
    expect(inTime?.results.map(({ kind, isMet }) => [kind, isMet])).toEqual([
      ["first_response", false],
      ["resolution", true],
    ]);
    expect(endClock(running, monday("14:01"), policy, "person")?.results.at(-1)).toMatchObject({ isMet: false });
    const standing = changed(running, stopClock(running, monday("14:01"), "answered", policy)?.changes);
    expect(endClock(standing, tuesday("09:00"), policy, "silence")?.results).toMatchObject([
      { kind: "resolution", isMet: false },
    ]);
  });

  it("counts nothing as kept to a customer who waits when silence ends it, however early that is", () => {
    const waiting = changed(fresh, startClock(fresh, monday("10:00"), policy));
    const results = endClock(waiting, monday("10:10"), policy, "silence")?.results;
    expect(results?.map(({ kind, isMet }) => [kind, isMet])).toEqual([
      ["first_response", false],
      ["resolution", false],
    ]);
    expect(endClock(waiting, monday("10:10"), policy, "person")?.results.every(({ isMet }) => isMet)).toBe(true);
    const answered = changed(waiting, stopClock(waiting, monday("10:10"), "answered", policy)?.changes);
    expect(endClock(answered, tuesday("10:10"), policy, "silence")?.results).toMatchObject([{ isMet: true }]);
  });

  it("stays late by as much when a late conversation waits again", () => {
    const late = { ...fresh, firstResponseAt: monday("09:00"), slaResolveLeftSeconds: -600 };
    expect(startClock(late, monday("10:00"), policy)?.slaResolveDeadline).toEqual(monday("09:50"));
  });

  it("counts nothing that went back to the bot in time, and everything that went back late", () => {
    const waiting = changed(fresh, startClock(fresh, monday("10:00"), policy));
    expect(stopClock(waiting, monday("10:10"), "released", policy)?.results).toEqual([]);
    expect(stopClock(waiting, monday("10:31"), "released", policy)?.results).toMatchObject([{ isMet: false }]);
  });

  it("does nothing where no person was ever waited for", () => {
    expect(stopClock(fresh, monday("10:00"), "answered", policy)).toBeNull();
    expect(endClock(fresh, monday("10:00"), policy, "silence")).toBeNull();
  });
});
