import Table from "cli-table3";
import type { Percentiles } from "./percentiles.ts";

export interface Figure extends Percentiles {
  name: string;
  count: number;
  failed: number;
  perSecond: number;
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  platform: string;
}

/** One table for people and one line of JSON a figure for programs, both on standard output. */
export function printFigures(figures: readonly Figure[], machine: Machine): void {
  const table = new Table({
    head: ["", "count", "failed", "per second", "p50 ms", "p95 ms", "p99 ms"],
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
    style: { head: [] },
  });
  for (const { name, count, failed, perSecond, p50Ms, p95Ms, p99Ms } of figures) {
    table.push([name, count, failed, Math.round(perSecond), ...[p50Ms, p95Ms, p99Ms].map((ms) => ms.toFixed(1))]);
  }
  const { cpu, cores, memoryGb, node, platform } = machine;
  process.stdout.write(`${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node} on ${platform}\n${table.toString()}\n`);
  for (const figure of figures) process.stdout.write(`${JSON.stringify({ ...rounded(figure), machine })}\n`);
}

function rounded(figure: Figure): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(figure).map(([name, value]) => [
      name,
      typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ]),
  );
}
