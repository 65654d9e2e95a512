/** What a platform has not taken a day after the first attempt is given up. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/**
 * The wait before the next attempt, in milliseconds: doubles from one second up to five minutes, with up to 20 % added by
 * `spread` (0 to 1), so that what failed together does not come back together.
 */
export function backoffMs(attempts: number, spread: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, attempts - 1)));
  return Math.round(base * (1 + 0.2 * spread));
}
