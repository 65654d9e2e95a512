/** A row that says it is older than others of earlier transactions by more than this was not written by us. */
export const LONGEST_TRANSACTION_MS = 60 * 60_000;

/** Times that a clock leapt over. */
interface Leap {
  from: number;
  to: number;
}

/**
 * Follows the clock by which seals were made, and tells one that had run ahead and was set right from a seal that somebody
 * made with an old time. Set right, a clock comes into the times that it had leapt over, by at least as much as has passed
 * since the leap. A silence of the chain is such a leap too, but only until it is longer ago than it lasted.
 */
export function createSealClock() {
  let reached: number | null = null;
  let leaps: Leap[] = [];

  function goOn(from: number, to: number): void {
    if (to - from <= LONGEST_TRANSACTION_MS) return;
    leaps = [...leaps.filter((leap) => canBeAhead(leap, to)), { from, to }];
  }

  return {
    /** Takes the time of the next seal. True when the clock was set right before it. */
    isSetBackAt(time: string): boolean {
      const at = Date.parse(time);
      const before = reached ?? at;
      if (at >= before) goOn(before, at);
      reached = Math.max(before, at);
      if (at >= before - LONGEST_TRANSACTION_MS) return false;
      const which = leaps.findIndex(({ from, to }) => from <= at && at < to && before - to <= at - from);
      const leap = leaps[which];
      if (!leap) return false;
      leaps = leaps.slice(0, which);
      goOn(leap.from, at);
      reached = at;
      return true;
    },
  };
}

/** Set right later than this, a clock comes past what it leapt over. */
function canBeAhead({ from, to }: Leap, reached: number): boolean {
  return reached - to <= to - from;
}
