import Table from "cli-table3";

type Cell = string | number | null | undefined;

const plain = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };

/** A table for people, without colours; `nothing` is what stands there when there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], nothing: string): string {
  if (rows.length === 0) return nothing;
  const drawn = new Table({ head: [...head], chars: plain, style: { head: [], border: [] } });
  for (const row of rows) drawn.push(row.map((cell) => String(cell ?? "–")));
  return drawn.toString();
}

/** Names with their values, one a line, the values under each other. */
export function fields(entries: Readonly<Record<string, Cell>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `${name.padEnd(width)}  ${value ?? "–"}`)
    .join("\n");
}

/** An instant to the minute, in UTC. */
export function minute(at: Date | null): string {
  return at ? `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` : "–";
}
