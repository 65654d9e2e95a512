import readExcelFile from "read-excel-file/node";
import { fileProblem } from "../file-problem.ts";
import type { Block } from "../parse-blocks.ts";
import { isFaqHeader } from "../read-rows.ts";
import { markdownTable } from "./markdown-table.ts";
import { openZip } from "./open-zip.ts";
import type { ReadFile, SheetTable } from "./read-file.ts";
import { spellOutNumbers } from "./shown-cells.ts";

const MAX_ROWS = 100_000;
const MAX_COLUMNS = 200;

type Row = { line: number; cells: string[] };

/**
 * An Excel workbook. A sheet whose first row names a question column holds FAQs; every other one is a table under the
 * sheet's name. @throws InputError when it is none, or too large.
 */
export async function readXlsx(bytes: Uint8Array): Promise<ReadFile> {
  const sheets = await open(bytes);
  const blocks: Block[] = [];
  const tables: SheetTable[] = [];
  for (const { sheet, data } of sheets) {
    const rows = rowsOf(data);
    const [head] = rows;
    if (!head) continue;
    if (isFaqHeader(head.cells)) {
      tables.push({ sheet, rows });
      continue;
    }
    blocks.push({ kind: "heading", depth: 1, title: sheet, text: `# ${sheet}` });
    blocks.push({ kind: "table", text: markdownTable(rows.map(({ cells }) => cells)) });
  }
  return { title: null, blocks, tables, notes: [] };
}

async function open(bytes: Uint8Array) {
  const buffer = Buffer.from(openZip(bytes, "xl/workbook.xml", spellOutNumbers));
  const sheets = await readExcelFile(buffer).catch(() => {
    throw fileProblem({
      en: "The workbook is damaged: open it in Excel, save it anew and import that.",
      zh: "工作簿已损坏，请用 Excel 打开并重新保存后再导入。",
    });
  });
  const rows = sheets.reduce((sum, { data }) => sum + data.length, 0);
  const columns = Math.max(0, ...sheets.map(({ data }) => data[0]?.length ?? 0));
  if (rows > MAX_ROWS || columns > MAX_COLUMNS) {
    throw fileProblem({
      en: `The workbook has ${rows} rows and ${columns} columns; at most ${MAX_ROWS} and ${MAX_COLUMNS} are read: cut it in parts.`,
      zh: `工作簿有 ${rows} 行、${columns} 列，最多读取 ${MAX_ROWS} 行、${MAX_COLUMNS} 列，请拆分后再导入。`,
    });
  }
  return sheets;
}

function rowsOf(data: readonly (readonly unknown[])[]): Row[] {
  const rows = data
    .map((cells, index) => ({ line: index + 1, cells: cells.map(toText) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
  const width = Math.max(0, ...rows.map(({ cells }) => cells.findLastIndex((cell) => cell !== "") + 1));
  return rows.map(({ line, cells }) => ({ line, cells: cells.slice(0, width) }));
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (!(value instanceof Date)) return String(value).trim();
  const [day = "", time = ""] = value.toISOString().split("T");
  return time.startsWith("00:00:00") ? day : `${day} ${time.slice(0, 5)}`;
}
