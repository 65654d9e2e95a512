import type { Report } from "./report.ts";

/** The first of what was found, where one more than `most` was looked for, and a note where that is not all. */
export function showMost<T>(
  found: readonly T[],
  most: number,
  narrowWith = "--since",
): { shown: T[]; note: Pick<Report, "note"> } {
  const note = `These are the first ${most}. There are more: narrow with ${narrowWith}`;
  return { shown: found.slice(0, most), note: found.length > most ? { note } : {} };
}
