import { connectOwner } from "../../infra/db/connect.ts";
import type { StatementLog } from "./statement-log.ts";
import { type TableSizes, tableSizes, type WholeRead, wholeReads } from "./whole-reads.ts";

/** What one thing that was asked of the product did to the database. */
export interface Measured {
  name: string;
  statements: number;
  slowestMs: number;
  slowest: string;
  /** The statement that ran most often, and how often: a look for each row of a large table shows here. */
  often: { statement: string; times: number };
  reads: WholeRead[];
  failure: string | null;
}

export interface Measure {
  /** Runs it and looks at every statement until `settled`; a failure is kept, not thrown. */
  run(name: string, work: () => Promise<unknown>, settled: () => Promise<unknown>): Promise<void>;
  readonly done: readonly Measured[];
}

/** Looks at what runs, one thing after the other. What regular jobs do beside it is counted with it. */
export async function createMeasure(
  ownerUrl: string,
  log: StatementLog,
  { large, say }: { large: number; say(line: string): void },
): Promise<Measure> {
  const owner = connectOwner(ownerUrl);
  const sizes = await tableSizes(owner);
  await owner.destroy();
  const done: Measured[] = [];
  return {
    done,
    run: async (name, work, settled) => {
      const failure = await work()
        .then(settled)
        .then(
          () => null,
          (error: unknown) => String(error),
        );
      const measured = { name, ...(await look(log, sizes, large)), failure };
      done.push(measured);
      say(`${name}: ${measured.statements} statements${failure === null ? "" : `, failed: ${failure}`}`);
    },
  };
}

async function look(log: StatementLog, sizes: TableSizes, large: number): Promise<Omit<Measured, "name" | "failure">> {
  const found = { statements: 0, slowestMs: 0, slowest: "", reads: [] as WholeRead[] };
  const times = new Map<string, number>();
  await log.read((ran) => {
    if (isOfTheTest(ran.text)) return;
    found.statements += 1;
    times.set(ran.text, (times.get(ran.text) ?? 0) + 1);
    if (ran.milliseconds > found.slowestMs) [found.slowestMs, found.slowest] = [ran.milliseconds, ran.text];
    for (const read of wholeReads(ran, sizes, large)) if (!found.reads.some(isLike(read))) found.reads.push(read);
  });
  const [most = ["", 0] as const] = [...times].sort((left, right) => right[1] - left[1]);
  return { ...found, often: { statement: most[0], times: most[1] } };
}

/** The same statement reading the same table is said once. */
const isLike = (read: WholeRead) => (other: WholeRead) =>
  other.table === read.table && other.statement === read.statement;

/** What the test itself asks while it waits: for everything to be worked and sent. */
const isOfTheTest = (text: string) =>
  text.includes("'receipt' AS what") || text.includes("WHERE c.name = $1 ORDER BY v.created_at DESC LIMIT 1");
