import Table from "cli-table3";
import type { Finding } from "./checks/finding.ts";

/** What of a long list of what is wrong is shown. */
const SHOWN = 8;

/** A table for people, or a line of JSON a figure for programs. */
export function reportDay(findings: readonly Finding[], about: { seed: number; isJson: boolean }): string {
  if (about.isJson) {
    return findings
      .map(({ name, checked, wrong, details }) => JSON.stringify({ name, checked, wrong, details, seed: about.seed }))
      .join("\n");
  }
  const table = new Table({
    head: ["", "looked at", "wrong"],
    colAligns: ["left", "right", "right"],
    style: { head: [] },
  });
  for (const { name, checked, wrong } of findings) table.push([name, checked, wrong]);
  const details = findings.flatMap(({ name, details: all }) =>
    all.length > 0 ? [`${name}:`, ...all.slice(0, SHOWN).map((words) => `  ${words}`)] : [],
  );
  return `${table.toString()}\n${details.join("\n")}\nseed ${about.seed}`;
}
