import { errorMessage } from "./errors.ts";

const BEGIN = 100;
const END = 380;

/**
 * What went wrong, as it may stand in a log or beside what failed: short, and without the values that a database quotes.
 * `scrub` takes out what else must not be there, before anything is cut in two.
 */
export function errorText(error: unknown, scrub = (text: string): string => text): string {
  const message = errorMessage(error);
  return withoutMiddle(scrub(isDatabaseError(error) ? withoutValues(message) : message));
}

/** The same for a message that was kept without its error: nobody knows any more whether a database said it. */
export function keptErrorText(message: string, scrub = (text: string): string => text): string {
  return withoutMiddle(scrub(withoutValues(message)));
}

/** Where it went wrong: the frames alone, since a stack repeats the message before them. */
export function errorFrames(error: Error): string[] {
  const { message, stack = "" } = error;
  const after = stack.slice(stack.indexOf(message) + message.length);
  return after.split("\n").filter((line) => /^\s+at /.test(line));
}

/** True for what PostgreSQL itself said. */
export function isDatabaseError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "severity" in error && "code" in error;
}

/** PostgreSQL names columns and constraints in quotes as well; what it could not read comes after these words, and last. */
function withoutValues(message: string): string {
  return message.replace(/(: |\bvalue )"[\s\S]*"/, '$1"…"');
}

/** A database's error begins with the statement and ends with what was wrong. */
function withoutMiddle(text: string): string {
  return text.length <= BEGIN + END ? text : `${text.slice(0, BEGIN)} … ${text.slice(-END)}`;
}
