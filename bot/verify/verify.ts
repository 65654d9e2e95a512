import type { Database } from "../../infra/db/connect.ts";
import { atOneMomentAsSystem } from "../../infra/db/organization-scope.ts";
import type { Check, Findings, VerifyWindow } from "./check.ts";
import { checks } from "./checks.ts";

/** What a check saw. */
export interface Checked extends Findings {
  name: string;
  says: string;
  milliseconds: number;
}

/** No check of millions of rows needs as long; one that does is ended, and the verification with it. */
const STATEMENT_MS = 10 * 60_000;

/**
 * Beside the product and at its leisure: one core, and memory for what a check of millions keeps. Several workers who join
 * large tables with little memory part what does not fit again and again, into half a million files of 40 GB (PostgreSQL 18).
 */
const PLANNING = ["max_parallel_workers_per_gather = 0", "work_mem = '32MB'", "cursor_tuple_fraction = 1"];

/**
 * Sees whether everything holds that always holds, of one moment: what is committed meanwhile is not seen. Writes nothing.
 * With `since` only of what was written from then on, and without the checks that can only look at everything.
 */
export async function verify(
  db: Database,
  orgId: string,
  window: VerifyWindow,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Checked[]> {
  const due = checks.filter(({ isWhole }) => window.since === null || !isWhole);
  return atOneMomentAsSystem(db, orgId, { statementMs: STATEMENT_MS }, async (scope) => {
    for (const setting of PLANNING) await scope.trx.raw(`SET LOCAL ${setting}`);
    const seen: Checked[] = [];
    for (const check of due) {
      onProgress(seen.length, due.length);
      seen.push(await look(check, () => check.find(scope, window)));
    }
    onProgress(due.length, due.length);
    return seen;
  });
}

async function look({ name, says }: Check, find: () => Promise<Findings>): Promise<Checked> {
  const started = performance.now();
  const found = await find();
  return { name, says, milliseconds: Math.round(performance.now() - started), ...found };
}

export function countFound(seen: readonly Checked[]): number {
  return seen.reduce((sum, { count }) => sum + count, 0);
}
