/**
 * Slack's `ts` is an id that looks like a number ("1700000000.000100"): it is compared as text and never rounded.
 * These two only read the time in it.
 */
export function tsToMs(ts: string): number {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return Number(seconds) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
}

export function tsToIso(ts: string): string {
  return new Date(tsToMs(ts)).toISOString();
}
