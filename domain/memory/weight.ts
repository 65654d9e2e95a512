import type { MemorySubject } from "./subjects.ts";
import { subjectOf } from "./subjects.ts";

/** What a memory loses in a day in which nobody says or needs it: half in a year, and half in three weeks. */
const DECAY = { long_term: 0.998, short_term: 0.967 } as const;
const REPEATED = 0.25;
/** Below it, nobody would miss it. */
export const FADED = 0.1;
const DAY_MS = 24 * 60 * 60_000;

/** Of a new memory: how much of it is left after a day. */
export function decayOf(subject: MemorySubject): number {
  return DECAY[subjectOf(subject).type];
}

/** What a memory counts at a time, 0…1: its importance, less what faded since it was last said or used. */
export function weightOf(
  { importance, decayFactor, lastUsedAt }: { importance: number; decayFactor: number; lastUsedAt: Date },
  now: Date,
): number {
  const days = Math.max(0, (now.getTime() - lastUsedAt.getTime()) / DAY_MS);
  return importance * decayFactor ** days;
}

/** The importance of what was said once more: nearer to 1, never there by jumps. */
export function strengthened(importance: number): number {
  return importance + (1 - importance) * REPEATED;
}
