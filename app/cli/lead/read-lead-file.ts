import { CsvError, parse } from "csv-parse/sync";
import { readLeadHeader } from "../../../domain/leads/read-lead-row.ts";
import { InputError } from "../../../infra/errors.ts";
import { readNamedFile } from "../read-named-file.ts";

export interface LeadLine {
  line: number;
  /** By our columns; headers that mean none of them are left out. */
  record: Record<string, string>;
  /** As it stood in the file, for the list of what could not be imported. */
  cells: Record<string, string>;
}

export interface LeadFile {
  headers: string[];
  ignored: string[];
  lines: LeadLine[];
}

const MAX_ROWS = 200_000;

/** A file of leads with its lines. @throws InputError when it is no table, or none of its columns is ours. */
export async function readLeadFile(path: string): Promise<LeadFile> {
  const rows = readTable(await readNamedFile(path));
  if (rows.length > MAX_ROWS) throw new InputError(`At most ${MAX_ROWS} leads a file: cut it in two`);
  const headers = Object.keys(rows[0]?.record ?? {});
  const ignored = headers.filter((header) => readLeadHeader(header) === null);
  if (rows.length > 0 && ignored.length === headers.length) {
    throw new InputError(`None of the columns is one of a lead: ${headers.slice(0, 10).join(", ")}`);
  }
  const meant = headers.flatMap((header) => readLeadHeader(header) ?? []);
  const twice = meant.find((column, index) => meant.indexOf(column) !== index);
  if (twice) throw new InputError(`Two columns mean ${twice}: leave one of them out`);
  const lines = rows.map(({ record, info }) => ({ line: info.lines, record: ours(record), cells: record }));
  return { headers, ignored, lines };
}

function ours(record: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([header, value]) => {
      const column = readLeadHeader(header);
      return column ? [[column, value]] : [];
    }),
  );
}

function readTable(source: string): { record: Record<string, string>; info: { lines: number } }[] {
  const [header = ""] = source.split("\n", 1);
  // Spreadsheets of some countries write semicolons.
  const delimiter = [",", ";", "\t"].reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a));
  try {
    return parse(source, {
      bom: true,
      delimiter,
      info: true,
      columns: (names: string[]) => names.map((name) => name.trim()),
      relax_column_count_less: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    if (error instanceof CsvError) throw new InputError(`The table cannot be read: ${error.message}`);
    throw error;
  }
}
