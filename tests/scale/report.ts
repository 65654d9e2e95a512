import type { Measured } from "./measure.ts";

/** One line for each thing that was asked, the slowest first: its slowest statement, and the tables it read whole. */
export function printMeasured(done: readonly Measured[], isLong: boolean): void {
  if (!isLong) return;
  const sorted = [...done].sort((left, right) => right.slowestMs - left.slowestMs);
  for (const { name, statements, slowestMs, slowest, often, reads, failure } of sorted) {
    const whole = [...new Set(reads.map(({ table }) => table))].join(", ") || "–";
    const words = slowest.replace(/\s+/g, " ").slice(0, 90);
    process.stdout.write(
      `${name.padEnd(24)} ${String(statements).padStart(5)} statements, slowest ${slowestMs.toFixed(1).padStart(8)} ms, whole: ${whole} · ${words} · ${often.times} × ${often.statement.replace(/\s+/g, " ").slice(0, 90)}${failure === null ? "" : ` · FAILED ${failure}`}\n`,
    );
  }
}
