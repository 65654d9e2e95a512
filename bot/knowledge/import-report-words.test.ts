import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../../domain/language/language.ts";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { packageRoot } from "../../infra/package-root.ts";
import type { ImportReport } from "../../knowledge/index.ts";
import { importFiles } from "../../knowledge/ingest/import-files.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { excelFile } from "../../tests/support/office-files.ts";
import { pdfFile } from "../../tests/support/pdf-file.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { toPlainText } from "../ports/rich-text.ts";
import { importReportWords } from "./import-report-words.ts";

const words = { text: "Words.", x: 70, y: 700, size: 11 };
const zip = (name: string, content = "no XML") => zipSync({ [name]: Buffer.from(content) });
const jsonLine = (row: unknown) => JSON.stringify(row);
const table = (rows: number, columns: number) =>
  excelFile({ Fees: Array.from({ length: rows }, () => Array.from({ length: columns }, () => "x")) });

/** Each under a name of its own: they are imported together, as somebody who posts them all. */
const bad: [why: string, name: string, content: Uint8Array | string][] = [
  ["of no known kind", "a.png", "x"],
  ["too large", "a.txt", "x".repeat(8 * 1024 * 1024 + 1)],
  ["empty", "a.md", ""],
  ["in no encoding that can be told", "b.md", Buffer.from([0x00, 0xff, 0x41])],
  ["that is no text", "c.txt", Buffer.from([0, 1, 2, 3])],
  ["in another encoding", "d.txt", Buffer.from("\ufefffee", "utf16le")],
  ["that is no JSON", "a.jsonl", "{"],
  ["of rows that are no objects", "b.jsonl", jsonLine("text")],
  ["of rows without a question", "c.jsonl", jsonLine({ answer: "x" })],
  ["of rows with an empty question", "d.jsonl", jsonLine({ question: " " })],
  ["of rows with a long question", "e.jsonl", jsonLine({ question: "x".repeat(2_001) })],
  ["of rows with many wordings", "f.jsonl", jsonLine({ question: "Why?", alts: Array(51).fill("how") })],
  ["of rows with a list for an answer", "g.jsonl", jsonLine({ question: "Why?", answer: ["x"] })],
  ["of rows with an id that is none", "h.jsonl", jsonLine({ question: "Why?", id: {} })],
  ["of rows with a wording that is none", "i.jsonl", jsonLine({ question: "Why?", alts: ["how", 3] })],
  ["of passages without text", "j.jsonl", jsonLine({ text: "" })],
  ["with the same row twice", "k.jsonl", `${jsonLine({ question: "Why?" })}\n${jsonLine({ question: "Why?" })}`],
  ["of too many rows", "l.jsonl", '{"question":"x"}\n'.repeat(200_001)],
  ["without a question column", "a.csv", "name,value\n1,2"],
  ["with a quote that is never closed", "b.csv", 'question,answer\n"Why?,Because'],
  ["that nests without end", "a.html", "<div>".repeat(450)],
  ["that is no Word document", "a.docx", "no zip"],
  ["that is another kind than its name says", "b.docx", excelFile({ A: [["x"]] })],
  ["that is a damaged Word document", "c.docx", zip("word/document.xml")],
  ["that unpacks without end", "d.docx", zipSync(manyParts())],
  ["that is a damaged workbook", "a.xlsx", zip("xl/workbook.xml")],
  ["that is a workbook of too many columns", "b.xlsx", table(2, 201)],
  [
    "with a row of a sheet that is wrong",
    "c.xlsx",
    excelFile({
      Fees: [
        ["question", "answer"],
        ["", "x"],
      ],
    }),
  ],
  ["that is a damaged PDF", "a.pdf", "%PDF-1.7 nothing"],
  ["that is a scan", "b.pdf", pdfFile(["scan"])],
  ["that is a PDF without text", "c.pdf", pdfFile(["blank"])],
  ["with a page that is a scan", "d.pdf", pdfFile([[words], "scan"])],
  ["with pages that are scans", "e.pdf", pdfFile([[words], "scan", "scan"])],
];

let database: TestDatabase;
let db: Database;
let report: ImportReport;
beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  const orgId = await ensureOrganization(db.system, "default", "Test");
  const posted = bad.map(([, name, content]) => ({ name, bytes: Buffer.from(content) }));
  const request = { orgId, kb: "default", paths: [], posted };
  report = (await importFiles({ db, clock: systemClock }, request)).report;
}, 60_000);
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** What the report says of a file alone. */
function linesOf(name: string, language: Language): string[] {
  const files = report.files.filter(({ path }) => path === name);
  const words = toPlainText(importReportWords({ ...report, files }, 0, language));
  return words.split("\n").filter((line) => /^[⚠ℹ]/u.test(line));
}

describe("what is wrong with a file is told in the manager's language, of one", () => {
  it.each(bad)("%s", (_, name) => {
    const [zh, en] = [linesOf(name, "zh"), linesOf(name, "en")];
    expect(zh).not.toEqual([]);
    expect(en).toHaveLength(zh.length);
    for (const line of zh) expect(line).toMatch(/\p{Script=Han}/u);
    for (const line of en) expect(line).not.toMatch(/[\p{Script=Han}，。：；（）]/u);
  });
});

it("names the file, the line and the note as the language writes them", () => {
  expect(linesOf("d.jsonl", "zh")).toEqual(["⚠️ d.jsonl 第 1 行：问题：不能为空"]);
  expect(linesOf("a.jsonl", "en")).toEqual(["⚠️ a.jsonl:1: This line is not JSON."]);
  expect(linesOf("d.txt", "zh")).toEqual(["ℹ️ d.txt：按 UTF-16LE 编码读取。"]);
  expect(linesOf("c.xlsx", "zh")).toEqual(["⚠️ c.xlsx 第 2 行：Fees：问题：不能为空"]);
});

// A problem that no file above has would be told in English alone, and nothing would show it.
it("leaves no problem of a file in one language", () => {
  const folder = join(packageRoot, "knowledge/ingest");
  const oneLanguage = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .filter((path) => readFileSync(join(folder, path), "utf8").includes("new InputError("));
  expect(oneLanguage).toEqual(["file-problem.ts"]);
});

function manyParts(): Record<string, Uint8Array> {
  return Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [String(index), new Uint8Array()]));
}
