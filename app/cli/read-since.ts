import { InvalidArgumentError } from "commander";
import { InputError } from "../../infra/errors.ts";

/** From when on, as of now. @throws InputError for what is yet to come: nothing was written since, and nothing would be found */
export type Since = (now: Date) => Date;

const HOUR_MS = 60 * 60_000;
const INSTANT = /^([1-9]\d{3}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** The value of `--since`: a day, begun in UTC, an instant, or so long ago. @throws InvalidArgumentError */
export function readSince(text: string): Since {
  const [, number, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (number) return (now) => new Date(now.getTime() - Number(number) * (unit === "d" ? 24 : 1) * HOUR_MS);
  const [, day = ""] = INSTANT.exec(text) ?? [];
  const at = new Date(text);
  if (!isDay(day) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError("It is a date, an instant with its zone, or hours or days: 36h, 7d.");
  }
  return (now) => {
    if (at > now) throw new InputError(`--since ${text} lies in the future`);
    return at;
  };
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const at = new Date(day);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
