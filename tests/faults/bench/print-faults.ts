import Table from "cli-table3";
import { type FaultResult, failingsOf } from "./run-fault.ts";

/** One table for people: what was broken and how, and what came of it. */
export function printFaults(results: readonly FaultResult[]): void {
  const head = [
    "fault",
    "made by",
    "sent",
    "twice",
    "lost",
    "rows",
    "order",
    "verify",
    "in doubt",
    "shown 2×",
    "given up",
    "back s",
    "done s",
    "",
  ];
  const table = new Table({ head, style: { head: [] } });
  for (const result of results) {
    const { telegram, slack, wecom } = result.shownTwice;
    table.push([
      result.name,
      result.madeBy,
      result.sent,
      result.redelivered,
      result.lost + result.unacknowledged,
      result.duplicateRows,
      result.outOfOrder,
      result.unverified.length,
      result.inDoubt,
      `${telegram}/${slack}/${wecom}`,
      result.uncertain,
      (result.recoveredMs / 1_000).toFixed(1),
      (result.settledMs / 1_000).toFixed(1),
      failingsOf(result).length > 0 ? "FAILED" : result.because,
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
  process.stdout.write(
    "shown 2×: Telegram/Slack/WeChat. given up: tried twice, and nobody knows whether they were shown. back: the first answer on " +
      "the slowest platform. done: all worked and sent.\n",
  );
}
