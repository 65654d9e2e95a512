import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import type { Language } from "../../domain/language/language.ts";
import { fileProblem } from "./file-problem.ts";
import type { ImportProblem } from "./import-report.ts";

/** One row of a `.jsonl` or `.csv` file: an FAQ or a passage. */
export type ImportRow = FaqRow | PassageRow;

export interface FaqRow {
  kind: "faq";
  line: number;
  id: string | null;
  question: string;
  alts: string[];
  /** Null when the row has none. */
  answer: string | null;
  category: string | null;
}

export interface PassageRow {
  kind: "passage";
  line: number;
  id: string | null;
  title: string;
  text: string;
  category: string | null;
}

export interface ReadRows {
  rows: ImportRow[];
  problems: ImportProblem[];
}

const MAX_ROWS = 200_000;
const MAX_ALTS = 50;
const text = (max: number) => z.string().trim().min(1).max(max);
const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((value) => value || null);
const id = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === "" ? null : String(value).trim()))
  .pipe(z.string().min(1).max(300).nullable());

const faqFields = z.object({
  id,
  question: text(2_000),
  alts: z.array(text(2_000)).max(MAX_ALTS).nullish(),
  answer: optionalText(20_000),
  category: optionalText(200),
});
const passageFields = z.object({
  id,
  title: optionalText(500),
  text: text(2_000_000),
  category: optionalText(200),
});

/** Reads JSON Lines. A row with `question` is an FAQ, one with `text` a passage; other fields are left alone. */
export function readJsonLines(source: string): ReadRows {
  const result: ReadRows = { rows: [], problems: [] };
  source.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    if (content.trim() === "") return;
    try {
      addRow(result, line, JSON.parse(content));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      result.problems.push({ line, words: { en: "This line is not JSON.", zh: "此行不是 JSON。" } });
    }
  });
  return result;
}

// Chinese spreadsheets name their columns in Chinese.
const COLUMNS: Record<string, string> = {
  问题: "question",
  標準問題: "question",
  标准问题: "question",
  答案: "answer",
  回答: "answer",
  分类: "category",
  類別: "category",
  类别: "category",
  编号: "id",
  相似问: "alts",
  相似问题: "alts",
  其他问法: "alts",
};

/** Whether a table's first row names the column that makes it a list of FAQs. */
export function isFaqHeader(names: readonly string[]): boolean {
  return columnsOf(names).includes("question");
}

function columnsOf(names: readonly string[]): string[] {
  return names.map((name) => COLUMNS[name.trim()] ?? name.trim().toLowerCase());
}

/** Rows under such a header, as a spreadsheet has them. */
export function readTableRows(rows: readonly { line: number; cells: readonly string[] }[]): ReadRows {
  const result: ReadRows = { rows: [], problems: [] };
  const [head, ...rest] = rows;
  const columns = columnsOf(head?.cells ?? []);
  for (const { line, cells } of rest) {
    addTableRow(result, line, Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? ""])));
  }
  return result;
}

/**
 * Reads a table with a header row: `question`, `answer`, optional `id`, `alts` (separated by `|` or line breaks) and
 * `category`. Commas, semicolons or tabs between the columns.
 * @throws InputError when it is not such a table at all.
 */
export function readCsv(source: string): ReadRows {
  const result: ReadRows = { rows: [], problems: [] };
  for (const { record, info } of parseTable(source)) {
    addTableRow(result, info.lines, record);
  }
  return result;
}

function addTableRow(result: ReadRows, line: number, { alts, ...rest }: Record<string, string>): void {
  const wordings = alts?.split(/[|｜\n]/).map((part) => part.trim());
  addRow(result, line, { ...rest, alts: wordings?.filter((part) => part !== "") });
}

function parseTable(source: string): { record: Record<string, string>; info: { lines: number } }[] {
  const [header = ""] = source.split("\n", 1);
  const delimiter = [",", ";", "\t"].reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a));
  try {
    return parse(source, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      columns: (names: string[]) => {
        const known = columnsOf(names);
        if (!known.includes("question")) {
          throw fileProblem({
            en: 'The table needs a header row with the columns "question" and "answer".',
            zh: "表格须有表头，列名为“问题”和“答案”。",
          });
        }
        return known;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) {
      const line = error["lines"] ?? "?";
      throw fileProblem({
        en: `The table cannot be read: ${error.message.split(":")[0]} at line ${line}.`,
        zh: `表格在第 ${line} 行无法读取，请检查引号是否成对。`,
      });
    }
    throw error;
  }
}

function addRow(result: ReadRows, line: number, value: unknown): void {
  if (result.rows.length >= MAX_ROWS) {
    throw fileProblem({
      en: `At most ${MAX_ROWS} rows a file: cut it in two.`,
      zh: `每个文件最多 ${MAX_ROWS} 行，请拆分后再导入。`,
    });
  }
  const isPassage = typeof value === "object" && value !== null && "text" in value && !("question" in value);
  const parsed = isPassage ? passageFields.safeParse(value) : faqFields.safeParse(value);
  if (!parsed.success) {
    result.problems.push({ line, words: describe(parsed.error) });
    return;
  }
  const fields = parsed.data;
  if ("text" in fields) result.rows.push({ kind: "passage", line, ...fields, title: fields.title ?? "" });
  else result.rows.push({ kind: "faq", line, ...fields, alts: fields.alts ?? [] });
}

const FIELDS: Record<string, string> = {
  id: "编号",
  question: "问题",
  alts: "相似问",
  answer: "答案",
  category: "分类",
  title: "标题",
  text: "正文",
};

function describe(error: z.ZodError): Record<Language, string> {
  const [issue] = error.issues;
  const field = issue?.path.join(".") || "the row";
  const [column = ""] = issue?.path ?? [];
  return {
    en: `${field}: ${issue?.message ?? "not as expected"}`,
    zh: `${FIELDS[String(column)] ?? "此行"}：${complaint(issue)}`,
  };
}

function complaint(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "too_small") return "不能为空";
  if (issue?.code === "too_big") return `最多 ${issue.maximum} ${issue.origin === "array" ? "条" : "个字符"}`;
  return "缺失或格式不对";
}
