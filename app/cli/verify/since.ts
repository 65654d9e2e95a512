import { InvalidArgumentError } from "commander";

/** From when on, as of now. */
export type Since = (now: Date) => Date;

const HOUR_MS = 60 * 60_000;

/** @throws InvalidArgumentError */
export function readSince(text: string): Since {
  const [, number, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (number) return (now) => new Date(now.getTime() - Number(number) * (unit === "d" ? 24 : 1) * HOUR_MS);
  const isInstant = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = new Date(isInstant ? text : Number.NaN);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError("It is a date, an instant with its zone, or hours or days: 36h, 7d.");
  }
  return () => at;
}
