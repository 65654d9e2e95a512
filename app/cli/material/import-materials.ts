import { dirname, resolve } from "node:path";
import { materialColumns, readMaterialRow } from "../../../domain/content/materials/read-material-row.ts";
import type { MaterialChange } from "../../../domain/content/materials/save-material.ts";
import { DeskhandError, InputError } from "../../../infra/errors.ts";
import { withProgress } from "../progress.ts";
import type { Report } from "../report.ts";
import { type FileRow, readScriptFile } from "../script/read-script-file.ts";
import { fields, table } from "../table.ts";
import type { Tool } from "../tool.ts";
import { createMaterialWriter } from "./material-writer.ts";

const LISTED = 100;
const SHOWN = 5;

interface Outcome {
  counts: Record<MaterialChange, number>;
  errors: { line: number; message: string }[];
  /** Imported, but nobody can approve it as it is. */
  warnings: { line: number; message: string }[];
  preview: (string | null)[][];
}

/** Imports a file of materials, or says what an import would do. A file that is read again adds nothing. */
export async function importMaterials(
  tool: Tool,
  file: string,
  { dryRun, approvedBy }: { dryRun: boolean; approvedBy: string | undefined },
): Promise<Report> {
  const rows = await readScriptFile(file, "Materials");
  const writer = await createMaterialWriter(tool, dirname(resolve(file)), approvedBy);
  const counts = { created: 0, updated: 0, approved: 0, retired: 0, counted: 0, unchanged: 0 };
  const outcome: Outcome = { counts, errors: [], warnings: [], preview: [] };
  await withProgress("materials", async (progress) => {
    for (const [index, row] of rows.entries()) {
      await importRow(writer, row, dryRun, outcome);
      progress(index + 1, rows.length);
    }
  });
  return describe(file, rows, outcome, dryRun);
}

async function importRow(
  writer: Awaited<ReturnType<typeof createMaterialWriter>>,
  { line, record }: FileRow,
  dryRun: boolean,
  { counts, errors, warnings, preview }: Outcome,
): Promise<void> {
  try {
    if (record === null) throw new InputError("this line is not a JSON object");
    const read = await writer.read(readMaterialRow(record));
    const { type, category, title, fileName } = read.words;
    if (preview.length < SHOWN) preview.push([read.row.code, type, category, title, fileName]);
    if (dryRun) return;
    const { change, claims } = await writer.write(read);
    counts[change]++;
    if (claims.length > 0) warnings.push({ line, message: `cannot be approved as it is: ${claims.join(", ")}` });
  } catch (error) {
    // What the row itself says wrong is found before anything of it is written.
    if (!(error instanceof DeskhandError)) throw error;
    errors.push({ line, message: error.message });
  }
}

function describe(
  file: string,
  rows: FileRow[],
  { counts, errors, warnings, preview }: Outcome,
  dryRun: boolean,
): Report {
  const ignoredColumns = [...new Set(rows.flatMap(({ record }) => Object.keys(record ?? {})))].filter(
    (column) => !(materialColumns as readonly string[]).includes(column),
  );
  const listed = { errors: errors.slice(0, LISTED), warnings: warnings.slice(0, LISTED) };
  const shown = dryRun ? preview : [];
  const json = {
    file,
    dryRun,
    read: rows.length,
    ...counts,
    failed: errors.length,
    ...listed,
    ignoredColumns,
    preview: shown,
  };
  const text = [
    dryRun ? "Nothing is imported yet." : "",
    fields({
      read: rows.length,
      ...(dryRun ? { "can be imported": rows.length - errors.length } : counts),
      failed: errors.length,
    }),
    ignoredColumns.length > 0 ? `Columns left alone: ${ignoredColumns.join(", ")}` : "",
    table(["code", "type", "category", "title", "file"], shown, ""),
    lines("imported, but", listed.warnings),
    lines("not imported because", listed.errors),
  ];
  const isAllWrong = errors.length > 0 && errors.length === rows.length;
  const failure = isAllWrong ? `None of the ${rows.length} rows of ${file} could be imported` : undefined;
  return { json, text: text.filter(Boolean).join("\n\n"), ...(failure === undefined ? {} : { failure }) };
}

function lines(head: string, rows: readonly { line: number; message: string }[]): string {
  const cells = rows.map((one) => [one.line, one.message]);
  return table(["line", head], cells, "");
}
