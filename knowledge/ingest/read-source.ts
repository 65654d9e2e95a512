import { storedJson, storedText } from "../../infra/db/stored-text.ts";
import type { DocumentImport, DocumentType } from "../store/documents.ts";
import type { FaqImport } from "../store/faqs.ts";
import { decodeText } from "./decode-text.ts";
import type { HeavyFormat, ReadFile } from "./formats/read-file.ts";
import type { ReadingThread } from "./formats/reading-thread.ts";
import { addProblem, type FileReport, type ImportProblem } from "./import-report.ts";
import type { ImportSource, SourceBytes } from "./import-source.ts";
import { nameOf, readDocument, readPassage, toDocument } from "./read-document.ts";
import { readFaq } from "./read-faq.ts";
import { type ReadRows, readCsv, readJsonLines, readTableRows } from "./read-rows.ts";

/** What is in one source. */
export interface SourceContent {
  faqs: FaqImport[];
  documents: DocumentImport[];
}

/**
 * Reads a source into FAQs and documents; problems of single rows and notes go into the report.
 * @throws InputError when nothing of it can be read.
 */
export async function readSource(
  { id }: ImportSource,
  source: SourceBytes & { sourceHash: string },
  thread: ReadingThread,
  report: FileReport,
): Promise<SourceContent> {
  const { format, bytes, charset, sourceHash, url } = source;
  switch (format) {
    case "html":
    case "pdf":
    case "docx":
    case "xlsx": {
      const file = await thread.read({ format, bytes, charset });
      report.notes.push(...file.notes);
      return readBlocks(file, { id, format, sourceHash, url }, report);
    }
    case "md":
    case "txt": {
      const document = readDocument(id, format, readText(source, report));
      return { faqs: [], documents: [{ ...document, origin: url ?? id, sourceHash }] };
    }
    case "csv":
      return readRows(readCsv(readText(source, report)), report, { origin: url ?? id });
    case "jsonl":
      return readRows(readJsonLines(readText(source, report)), report, { origin: url ?? id });
  }
}

/** The kind under which a document is listed: a page of the web is one by where it came from. */
export function documentTypeOf({ format, url }: Pick<SourceBytes, "format" | "url">): DocumentType {
  return format === "html" && url ? "url" : format;
}

function readText({ bytes, charset }: SourceBytes, report: FileReport): string {
  const { text, encoding } = decodeText(bytes, charset);
  if (encoding !== "utf-8") {
    const name = encoding === "gb18030" ? "GBK" : encoding.toUpperCase();
    report.notes.push({ en: `Read as ${name}.`, zh: `按 ${name} 编码读取。` });
  }
  return storedText(text);
}

function readBlocks(
  file: ReadFile,
  about: { id: string; format: HeavyFormat; sourceHash: string; url: string | null },
  report: FileReport,
): SourceContent {
  const content: SourceContent = { faqs: [], documents: [] };
  const { id, sourceHash, url } = about;
  const origin = url ?? id;
  if (file.blocks.length > 0 || file.tables.length === 0) {
    const blocks = file.blocks.map((block) => ({ ...block, text: storedText(block.text) }));
    const title = file.title && storedText(file.title);
    const document = {
      externalId: id,
      name: nameOf(id),
      fileType: documentTypeOf(about),
      title,
      blocks,
      origin,
      sourceHash,
    };
    content.documents.push(toDocument(document));
  }
  for (const { sheet, rows } of file.tables) {
    content.faqs.push(...readRows(readTableRows(storedJson(rows)), report, { origin, sheet }).faqs);
  }
  return content;
}

const STANDS_TWICE = {
  en: "The same id or question stands further up; this row counts.",
  zh: "编号或问题与前面的行重复，以此行为准。",
};

function readRows(
  { rows, problems }: ReadRows,
  report: FileReport,
  { origin, sheet }: { origin: string; sheet?: string },
): SourceContent {
  const inSheet = ({ words, ...at }: ImportProblem): ImportProblem => ({
    ...at,
    words: sheet === undefined ? words : { en: `${sheet}: ${words.en}`, zh: `${sheet}：${words.zh}` },
  });
  for (const problem of problems) addProblem(report, inSheet(problem));
  // The last row of an id counts: one statement cannot write the same row twice.
  const faqs = new Map<string, FaqImport>();
  const documents = new Map<string, DocumentImport>();
  for (const row of rows) {
    const item = row.kind === "faq" ? readFaq(row) : readPassage(row, origin);
    if (faqs.has(item.externalId) || documents.has(item.externalId)) {
      addProblem(report, inSheet({ line: row.line, words: STANDS_TWICE }));
    }
    if ("question" in item) faqs.set(item.externalId, item);
    else documents.set(item.externalId, item);
    if (row.kind === "faq" && row.answer === null) report.withoutAnswer++;
  }
  return { faqs: [...faqs.values()], documents: [...documents.values()] };
}
