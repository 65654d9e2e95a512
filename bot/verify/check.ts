import type { OrgScope } from "../../infra/db/organization-scope.ts";

/** What a check looks at: everything, or what was written since a moment. */
export interface VerifyWindow {
  /** Null: since ever. */
  since: Date | null;
  now: Date;
}

/** One row that is not as it must be. */
export interface Found {
  /** The row's id, or what else names it. */
  id: string;
  /** In which row, and what is wrong with it, without a word that a customer wrote. */
  about: string;
}

export interface Findings {
  count: number;
  /** The first of them, at most `LISTED`. */
  first: Found[];
}

/** Something that always holds, and how to see whether it does. Only reads. */
export interface Check {
  name: string;
  /** What holds, in a line. */
  says: string;
  /** It can only look at everything, and is left out of a look at what is new. */
  isWhole?: true;
  find(scope: OrgScope, window: VerifyWindow): Promise<Findings>;
}

export const LISTED = 20;

/** What waits for longer than this waits for nobody: a turn, a send and a retry after a failure take seconds. */
export const WAITS_AT_MOST_MINUTES = 15;

/** What checks find together. */
export function together(parts: readonly Findings[]): Findings {
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    first: parts.flatMap(({ first }) => first).slice(0, LISTED),
  };
}
