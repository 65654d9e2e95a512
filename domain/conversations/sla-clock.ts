import type { Conversation } from "./conversation.ts";
import type { SlaPolicy } from "./sla.ts";
import { addWorkingTime, type WorkingCalendar, workingTimeBetween } from "./working-hours.ts";

export const slaKinds = ["first_response", "next_response", "resolution"] as const;
export const slaOutcomes = ["answered", "resolved", "released"] as const;

/** What of a conversation its clock reads and sets. */
export type SlaClock = Pick<
  Conversation,
  | "priority"
  | "firstResponseAt"
  | "waitingSince"
  | "slaFirstResponseAt"
  | "slaNextResponseAt"
  | "slaResolveDeadline"
  | "slaResolveLeftSeconds"
>;

export type ClockChanges = Partial<Omit<SlaClock, "priority" | "firstResponseAt">>;

/** Who ends a conversation: a person who says that it is settled, or that nothing was said in it for long. */
export type EndedBy = "person" | "silence";

/** How one promise ended. */
export interface SlaResult {
  kind: (typeof slaKinds)[number];
  waitingSince: Date | null;
  deadline: Date | null;
  endedAt: Date;
  outcome: (typeof slaOutcomes)[number];
  isMet: boolean;
}

/**
 * The customer waits for a person from `at` on. Where they do already nothing changes, unless the conversation has become
 * more urgent since: then they are answered sooner. Null for no change.
 */
export function startClock(clock: SlaClock, at: Date, policy: SlaPolicy): ClockChanges | null {
  const { priority, firstResponseAt } = clock;
  if (clock.waitingSince !== null) return hasten(clock, clock.waitingSince, policy);
  const minutes = (firstResponseAt === null ? policy.firstResponseMinutes : policy.nextResponseMinutes)[priority];
  const deadline = addWorkingTime(at, minutes, policy.calendar);
  const leftSeconds = clock.slaResolveLeftSeconds ?? policy.resolutionHours[priority] * 3600;
  return {
    waitingSince: at,
    slaFirstResponseAt: firstResponseAt === null ? deadline : null,
    slaNextResponseAt: firstResponseAt === null ? null : deadline,
    slaResolveDeadline: resolveBy(at, leftSeconds, policy.calendar),
    slaResolveLeftSeconds: null,
  };
}

/** When the resolution is due if the clock goes on at `at` with so much working time left. */
export function resolveBy(at: Date, leftSeconds: number, calendar: WorkingCalendar): Date {
  // Late already when the clock stopped: it stays late by as much.
  return leftSeconds > 0 ? addWorkingTime(at, leftSeconds / 60, calendar) : new Date(at.getTime() + leftSeconds * 1000);
}

function hasten(clock: SlaClock, since: Date, policy: SlaPolicy): ClockChanges | null {
  const { priority, slaFirstResponseAt: first, slaNextResponseAt: next } = clock;
  const due = (minutes: Record<SlaClock["priority"], number>) =>
    addWorkingTime(since, minutes[priority], policy.calendar);
  if (first && due(policy.firstResponseMinutes) < first) {
    return { slaFirstResponseAt: due(policy.firstResponseMinutes) };
  }
  if (next && due(policy.nextResponseMinutes) < next) return { slaNextResponseAt: due(policy.nextResponseMinutes) };
  return null;
}

/** The wait for an answer is over; the clock of the resolution stands until the next. Null where nobody waited. */
export function stopClock(
  clock: SlaClock,
  at: Date,
  outcome: SlaResult["outcome"],
  policy: SlaPolicy,
): { changes: ClockChanges; results: SlaResult[] } | null {
  if (clock.waitingSince === null) return null;
  const deadline = clock.slaFirstResponseAt ?? clock.slaNextResponseAt;
  const isMet = deadline === null || at <= deadline;
  const kind = clock.slaFirstResponseAt ? "first_response" : "next_response";
  const result: SlaResult = { kind, waitingSince: clock.waitingSince, deadline, endedAt: at, outcome, isMet };
  const left = clock.slaResolveDeadline ? workingTimeBetween(at, clock.slaResolveDeadline, policy.calendar) : null;
  return {
    changes: { ...standing, slaResolveLeftSeconds: left === null ? null : Math.round(left * 60) },
    // Nothing was promised of what waited before there were deadlines; and what goes back in time breaks no promise.
    results: deadline === null || (outcome === "released" && isMet) ? [] : [result],
  };
}

/**
 * The conversation is resolved: both promises end. By a person who says that it is settled they are kept where it is in
 * time; by silence no promise is kept to a customer who still waits. Null where no person was ever waited for.
 */
export function endClock(
  clock: SlaClock,
  at: Date,
  policy: SlaPolicy,
  endedBy: EndedBy,
): { changes: ClockChanges; results: SlaResult[] } | null {
  const stopped = stopClock(clock, at, "resolved", policy);
  const isMissed = endedBy === "silence" && clock.waitingSince !== null;
  const ended = (results: SlaResult[]) => (isMissed ? results.map((one) => ({ ...one, isMet: false })) : results);
  const left = stopped ? stopped.changes.slaResolveLeftSeconds : clock.slaResolveLeftSeconds;
  if (left === null || left === undefined) return stopped && { ...stopped, results: ended(stopped.results) };
  const resolution: SlaResult = {
    kind: "resolution",
    waitingSince: clock.waitingSince,
    deadline: clock.slaResolveDeadline,
    endedAt: at,
    outcome: "resolved",
    isMet: left >= 0,
  };
  return {
    changes: { ...standing, slaResolveLeftSeconds: null },
    results: ended([...(stopped?.results ?? []), resolution]),
  };
}

const standing: ClockChanges = {
  waitingSince: null,
  slaFirstResponseAt: null,
  slaNextResponseAt: null,
  slaResolveDeadline: null,
};
