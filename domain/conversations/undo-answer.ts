import type { SlaPolicy } from "./sla.ts";
import { type ClockChanges, resolveBy, type SlaClock, type SlaResult, startClock, stopClock } from "./sla-clock.ts";
import { workingTimeBetween } from "./working-hours.ts";

/** A wait that an answer had ended. */
export type EndedWait = Pick<SlaResult, "kind" | "deadline" | "endedAt"> & { waitingSince: Date };

/**
 * An answer never reached the customer: the clock as it would be without it. They wait since the question that it was to
 * answer, with the deadline that they were promised, and the time that ran meanwhile counts. `next` is the answer that
 * came after it and stands, with the waits that it had ended itself: then the first wait ends there.
 */
export function undoAnswer(
  clock: SlaClock,
  ended: EndedWait,
  next: { at: Date; ended: EndedWait[] } | null,
  policy: SlaPolicy,
): { changes: ClockChanges; results: SlaResult[] } {
  const resumed = { ...clock, ...resume(clock, ended, next?.ended ?? [], policy) };
  if (next === null) return { changes: clockOf(resumed), results: [] };
  const stopped = stopClock(resumed, next.at, "answered", policy);
  const standing = { ...resumed, ...stopped?.changes, firstResponseAt: next.at };
  const running = clock.waitingSince === null ? null : startClock(standing, clock.waitingSince, policy);
  // What was asked after that answer keeps the deadline that it has.
  const asPromised = running && {
    ...running,
    slaFirstResponseAt: clock.slaFirstResponseAt,
    slaNextResponseAt: clock.slaNextResponseAt,
  };
  return { changes: clockOf({ ...standing, ...asPromised }), results: stopped?.results ?? [] };
}

function resume(clock: SlaClock, ended: EndedWait, others: readonly EndedWait[], policy: SlaPolicy): ClockChanges {
  const { calendar, resolutionHours } = policy;
  const left = leftSeconds(clock, policy) ?? resolutionHours[clock.priority] * 3600;
  const spent = [ended, ...others].reduce(
    (sum, wait) => sum + workingTimeBetween(wait.waitingSince, wait.endedAt, calendar) * 60,
    0,
  );
  const deadline = earlier(ended.deadline, clock.slaFirstResponseAt ?? clock.slaNextResponseAt);
  return {
    waitingSince: ended.waitingSince,
    slaFirstResponseAt: ended.kind === "first_response" ? deadline : null,
    slaNextResponseAt: ended.kind === "first_response" ? null : deadline,
    slaResolveDeadline: resolveBy(ended.waitingSince, Math.round(left + spent), calendar),
    slaResolveLeftSeconds: null,
  };
}

/** Working time left for the resolution: as the clock stands, or as it was when the present wait began. */
function leftSeconds({ waitingSince, slaResolveDeadline, slaResolveLeftSeconds }: SlaClock, policy: SlaPolicy) {
  if (waitingSince === null || slaResolveDeadline === null) return slaResolveLeftSeconds;
  return workingTimeBetween(waitingSince, slaResolveDeadline, policy.calendar) * 60;
}

/** What became more urgent since is due as soon as it was to be. */
function earlier(promised: Date | null, running: Date | null): Date | null {
  return promised && running && running < promised ? running : promised;
}

function clockOf(clock: SlaClock): ClockChanges {
  const { waitingSince, slaFirstResponseAt, slaNextResponseAt, slaResolveDeadline, slaResolveLeftSeconds } = clock;
  return { waitingSince, slaFirstResponseAt, slaNextResponseAt, slaResolveDeadline, slaResolveLeftSeconds };
}
