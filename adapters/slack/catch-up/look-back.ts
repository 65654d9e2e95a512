const DAY_MS = 86_400_000;

/** Messages of a chat are read from so long before: somebody may have written below an older one, or edited it. */
export const ROOTS_DAYS = 7;
/** In a thread that rests for longer nobody looks for edits: each that is read costs a call. */
export const EDITED_THREADS_DAYS = 1;
/** Our clock may run ahead of Slack's. Reading a little twice costs nothing: the keys are the same. */
const SKEW_MS = 60_000;

/** Slack's stamp of a moment, some days and the possible skew earlier. */
export function stampBefore(iso: string, days: number): string {
  return toStamp(Date.parse(iso) - days * DAY_MS - SKEW_MS);
}

/** Slack's stamp of a moment, with the possible skew after it. */
export function stampAfter(iso: string): string {
  return toStamp(Date.parse(iso) + SKEW_MS);
}

/** Stamps are ids that look like numbers; which of two is later needs no more than the number. */
export function isLater(stamp: string, than: string): boolean {
  return Number(stamp) > Number(than);
}

function toStamp(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(6);
}
