import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slaPolicyOf } from "./sla.ts";
import { type ClockChanges, type SlaClock, type SlaResult, startClock, stopClock } from "./sla-clock.ts";
import { type EndedWait, undoAnswer } from "./undo-answer.ts";

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
const asked = (clock: SlaClock, at: Date): SlaClock => ({ ...clock, ...startClock(clock, at, policy) });
const answered = (clock: SlaClock, at: Date): { clock: SlaClock; ended: EndedWait[] } => {
  const stopped = stopClock(clock, at, "answered", policy);
  const changes: ClockChanges = stopped?.changes ?? {};
  return {
    clock: { ...clock, ...changes, firstResponseAt: clock.firstResponseAt ?? at },
    ended: (stopped?.results ?? []).map(waitOf),
  };
};
const waitOf = ({ waitingSince, ...result }: SlaResult): EndedWait => {
  if (waitingSince === null) throw new Error("an answer ends a wait that began");
  return { ...result, waitingSince };
};
const only = (ended: EndedWait[]): EndedWait => {
  const [wait] = ended;
  if (!wait) throw new Error("the answer ended no wait");
  return wait;
};

describe("an answer that never arrived", () => {
  it("leaves the customer waiting since their question, with the deadline that they were promised", () => {
    const waiting = asked(fresh, monday("10:00"));
    const { clock, ended } = answered(waiting, monday("10:20"));
    const undone = undoAnswer(clock, only(ended), null, policy);
    expect(undone).toEqual({
      changes: {
        waitingSince: monday("10:00"),
        slaFirstResponseAt: monday("10:30"),
        slaNextResponseAt: null,
        slaResolveDeadline: waiting.slaResolveDeadline,
        slaResolveLeftSeconds: null,
      },
      results: [],
    });
  });

  it("goes back to the first question when the customer has asked again meanwhile", () => {
    const { clock, ended } = answered(asked(fresh, monday("10:00")), monday("10:20"));
    const again = asked(clock, monday("11:00"));
    const { changes } = undoAnswer(again, only(ended), null, policy);
    expect(changes).toMatchObject({
      waitingSince: monday("10:00"),
      slaFirstResponseAt: monday("10:30"),
      slaNextResponseAt: null,
      slaResolveDeadline: asked(fresh, monday("10:00")).slaResolveDeadline,
    });
  });

  it("ends the wait at the next answer that stands, in time or late by the first question", () => {
    const { clock, ended } = answered(asked(fresh, monday("10:00")), monday("10:20"));
    const undo = (at: Date) => undoAnswer(clock, only(ended), { at, ended: [] }, policy);
    expect(undo(monday("10:25")).results).toEqual([
      expect.objectContaining({ waitingSince: monday("10:00"), endedAt: monday("10:25"), isMet: true }),
    ]);
    expect(undo(monday("10:40")).results).toEqual([
      expect.objectContaining({ kind: "first_response", endedAt: monday("10:40"), isMet: false }),
    ]);
    expect(undo(monday("10:40")).changes).toMatchObject({ waitingSince: null, slaFirstResponseAt: null });
  });

  it("comes to the same as if it had never been written, whatever was asked and answered besides", () => {
    const minutes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(minutes, fc.subarray(["again", "answer", "later"] as const), (gaps, steps) => {
        const minute = (index: number) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0);
        const times = gaps.map((_, index) => new Date(monday("10:00").getTime() + minute(index) * 60_000));
        const [lost, again, answer, later] = times as [Date, Date, Date, Date];
        const begun = asked(fresh, monday("10:00"));
        const first = answered(begun, lost);
        let [real, without] = [first.clock, begun];
        let next: { at: Date; ended: EndedWait[] } | null = null;
        let owed: SlaResult[] = [];
        if (steps.includes("again")) [real, without] = [asked(real, again), asked(without, again)];
        if (steps.includes("answer")) {
          const given = answered(real, answer);
          next = { at: answer, ended: given.ended };
          owed = stopClock(without, answer, "answered", policy)?.results ?? [];
          [real, without] = [given.clock, answered(without, answer).clock];
        }
        if (steps.includes("later")) [real, without] = [asked(real, later), asked(without, later)];
        const undone = undoAnswer(real, only(first.ended), next, policy);
        expect({ ...real, ...undone.changes, firstResponseAt: null }).toEqual({ ...without, firstResponseAt: null });
        expect(undone.results).toEqual(owed);
      }),
    );
  });
});
