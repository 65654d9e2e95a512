import { extname } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { InputError } from "../../../infra/errors.ts";
import { readNamedFile } from "../read-named-file.ts";

export interface FileRow {
  line: number;
  /** Null when the line could not be read at all. */
  record: Record<string, unknown> | null;
}

const MAX_ROWS = 50_000;

/** The rows of a `.jsonl` or `.csv` file with their lines. @throws InputError when it is not such a file. */
export async function readScriptFile(path: string, what = "Scripts"): Promise<FileRow[]> {
  const format = extname(path).toLowerCase();
  if (format !== ".jsonl" && format !== ".csv") {
    throw new InputError(`${what} are imported from .jsonl and .csv files; save ${path} as CSV in UTF-8 first`);
  }
  const source = await readNamedFile(path);
  const rows = format === ".csv" ? readTable(source) : readJsonLines(source);
  if (rows.length > MAX_ROWS) throw new InputError(`At most ${MAX_ROWS} rows a file: cut it in two`);
  return rows;
}

function readJsonLines(source: string): FileRow[] {
  return source.split("\n").flatMap((content, index) => {
    if (content.trim() === "") return [];
    return [{ line: index + 1, record: readObject(content) }];
  });
}

function readObject(content: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function readTable(source: string): FileRow[] {
  const [header = ""] = source.split("\n", 1);
  // Spreadsheets of some countries write semicolons.
  const delimiter = [",", ";", "\t"].reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a));
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(source, {
      delimiter,
      info: true,
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      relax_column_count_less: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({ line: info.lines, record }));
  } catch (error) {
    if (error instanceof CsvError) throw new InputError(`The table cannot be read: ${error.message}`);
    throw error;
  }
}
