/** Rows as a Markdown table, the first one its head; short rows are filled up. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const lines = rows.map((row) => toRow(Array.from({ length: columns }, (_, index) => row[index] ?? "")));
  const rule = toRow(Array.from({ length: columns }, () => "---"));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join("\n");
}

function toRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\s+/g, " ").trim().replaceAll("|", "\\|")).join(" | ")} |`;
}
