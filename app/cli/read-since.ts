import { InputError } from "../../infra/errors.ts";

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** The value of `--since`: a day, begun in UTC, or an instant. @throws InputError */
export function readSince(text: string): Date {
  const at = new Date(text);
  if (TIME.test(text) && !Number.isNaN(at.getTime())) return at;
  throw new InputError(
    `--since "${text.slice(0, 60)}" must be a day or a time, such as 2026-03-01 or 2026-03-01T08:00:00Z`,
  );
}
