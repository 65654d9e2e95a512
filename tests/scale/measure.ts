import { connectOwner } from "../../infra/db/connect.ts";
import type { RanStatement, StatementLog } from "./statement-log.ts";
import { type TableSizes, tableSizes, type WholeRead, wholeReads } from "./whole-reads.ts";

/** What one thing that was asked of the product did to the database. */
export interface Measured {
  name: string;
  statements: number;
  slowestMs: number;
  slowest: string;
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
      const measured = { ...looked(name, await log.read(), sizes, large), failure };
      done.push(measured);
      say(`${name}: ${measured.statements} statements${failure === null ? "" : `, failed: ${failure}`}`);
    },
  };
}

function looked(name: string, ran: RanStatement[], sizes: TableSizes, large: number): Omit<Measured, "failure"> {
  const own = ran.filter(({ text }) => !isOfTheTest(text));
  const slowest = own.reduce<RanStatement | null>(
    (worst, one) => (worst && worst.milliseconds >= one.milliseconds ? worst : one),
    null,
  );
  return {
    name,
    statements: own.length,
    slowestMs: slowest?.milliseconds ?? 0,
    slowest: slowest?.text ?? "",
    reads: own.flatMap((one) => wholeReads(one, sizes, large)),
  };
}

/** What the test itself asks while it waits: for everything to be worked and sent. */
const isOfTheTest = (text: string) => text.includes("'receipt' AS what");
