import { extname } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "../../../infra/errors.ts";
import { readNamedFile } from "../read-named-file.ts";

/** A row with the line of the file that it ends on; columns in lower case, cells as they were written. */
export interface TableRow {
  line: number;
  cells: Record<string, string>;
}

const MAX_ROWS = 200_000;

/** The rows of a CSV file. @throws InputError when it is none, or lacks a column that is needed. */
export async function readTableFile(path: string, needed: readonly string[]): Promise<TableRow[]> {
  if (extname(path).toLowerCase() !== ".csv") {
    throw new InputError(`Only .csv files are imported; save ${path} as CSV in UTF-8 first`);
  }
  const rows = readRows(await readNamedFile(path));
  if (rows.length > MAX_ROWS) throw new InputError(`At most ${MAX_ROWS} rows a file: cut it in two`);
  const missing = needed.filter((column) => rows[0] && !(column in rows[0].cells));
  if (missing.length > 0) throw new InputError(`${path} has no column ${missing.join(", ")}`);
  return rows;
}

function readRows(source: string): TableRow[] {
  const [header = ""] = source.split("\n", 1);
  // Spreadsheets of some countries write semicolons.
  const delimiter = [",", ";", "\t"].reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a));
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(source, {
      bom: true,
      delimiter,
      info: true,
      trim: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) throw new InputError(`The table cannot be read: ${error.message}`);
    throw error;
  }
}
