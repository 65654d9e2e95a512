import type { LeadLine } from "./read-lead-file.ts";

/** A row that could not be imported, with why. */
export interface RowError extends LeadLine {
  message: string;
}

/** The rows that could not be imported, as they stood in the file, each with why: mended, it can be imported itself. */
export function errorTable(headers: readonly string[], errors: readonly RowError[]): string {
  const own = headers.filter((header) => header !== "error" && header !== "line");
  const head = [...own, "line", "error"];
  const lines = errors.map(({ cells, line, message }) => [
    ...own.map((header) => cells[header] ?? ""),
    String(line),
    message,
  ]);
  return `\uFEFF${[head, ...lines].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
