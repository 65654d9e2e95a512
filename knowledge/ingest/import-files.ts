import { basename, extname } from "node:path";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { InputError } from "../../infra/errors.ts";
import { type DocumentImport, saveDocuments, saveFailedDocument } from "../store/documents.ts";
import { deleteVectors } from "../store/embeddings.ts";
import { type FaqImport, saveFaqs } from "../store/faqs.ts";
import { ensureKnowledgeBase, type KnowledgeAudience, markChanged, setAudience } from "../store/knowledge-bases.ts";
import { type FoundFile, findFiles, type ImportFormat, importFormats } from "./find-files.ts";
import {
  addCounts,
  type FileReport,
  type ImportProblem,
  type ImportProgress,
  type ImportReport,
  noCounts,
} from "./import-report.ts";
import { readDocument, readPassage } from "./read-document.ts";
import { readFaq } from "./read-faq.ts";
import { readCsv, readJsonLines } from "./read-rows.ts";
import { readTextFile } from "./read-text-file.ts";

export interface ImportRequest {
  orgId: string;
  /** Files and folders. */
  paths: readonly string[];
  /** Name of the knowledge base; made when there is none. */
  kb: string;
  /** Whose questions the knowledge base answers from now on; absent: as it was, `public` for a new one. */
  audience?: KnowledgeAudience;
  onProgress?: (progress: ImportProgress) => void;
}

export interface Imported {
  report: ImportReport;
  kbId: string;
  /** Items whose vectors no longer fit, by kind: gone, or with another text. */
  outdated: { faqs: string[]; chunks: string[] };
}

const ROWS_A_TRANSACTION = 200;
const MAX_LISTED_PROBLEMS = 100;
// Structure is parsed as a whole, rows one by one.
const MAX_MEGABYTES: Record<ImportFormat, number> = { md: 8, txt: 8, jsonl: 64, csv: 64 };

/**
 * Writes files into a knowledge base: FAQs and documents by their ids, so that importing again updates. Each batch is a
 * transaction, so an import that is cut off keeps what it wrote and goes on when it is run again.
 * @throws InputError when a path does not exist.
 */
export async function importFiles(db: Database, request: ImportRequest): Promise<Imported> {
  const files = await findFiles(request.paths);
  const kbId = await inOrganization(db, request.orgId, async (scope) => {
    const id = await ensureKnowledgeBase(scope, request.kb);
    // Before anything of it can be found.
    if (request.audience) await setAudience(scope, id, request.audience);
    return id;
  });
  const result: Imported = {
    kbId,
    outdated: { faqs: [], chunks: [] },
    report: { kb: request.kb, files: [], faqs: noCounts, documents: noCounts, vectorWarning: null },
  };
  let written = 0;
  for (const file of files) {
    const content = await readImportFile(file);
    await inOrganization(db, request.orgId, (scope) => recordFailure(scope, kbId, file, content.report));
    for (const batch of batches(content)) {
      await inOrganization(db, request.orgId, (scope) => writeBatch(scope, result, batch));
      written += batch.faqs.length + batch.documents.length;
      request.onProgress?.({
        path: file.path,
        written,
        filesDone: result.report.files.length,
        filesTotal: files.length,
      });
    }
    result.report.files.push(content.report);
  }
  return result;
}

interface Batch {
  faqs: FaqImport[];
  documents: DocumentImport[];
}

interface FileContent extends Batch {
  report: FileReport;
}

async function readImportFile(file: FoundFile): Promise<FileContent> {
  const content: FileContent = {
    faqs: [],
    documents: [],
    report: { path: file.path, read: 0, withoutAnswer: 0, errors: [], moreErrors: 0 },
  };
  try {
    if (file.format === null) {
      throw new InputError(`This kind of file cannot be imported; known are ${importFormats.join(", ")}.`);
    }
    const source = storedText(await readTextFile(file.absolutePath, MAX_MEGABYTES[file.format]));
    if (file.format === "md" || file.format === "txt") {
      content.documents.push(readDocument(file.path, file.format, source));
    } else {
      readRows(content, file.format === "csv" ? readCsv(source) : readJsonLines(source));
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    addProblem(content.report, { message: error.message });
  }
  content.report.read = content.faqs.length + content.documents.length;
  return content;
}

function readRows(content: FileContent, { rows, problems }: ReturnType<typeof readCsv>): void {
  for (const problem of problems) addProblem(content.report, problem);
  // The last row of an id counts: one statement cannot write the same row twice.
  const faqs = new Map<string, FaqImport>();
  const documents = new Map<string, DocumentImport>();
  for (const row of rows) {
    const item = row.kind === "faq" ? readFaq(row) : readPassage(row);
    const isDouble = faqs.has(item.externalId) || documents.has(item.externalId);
    if (isDouble)
      addProblem(content.report, {
        line: row.line,
        message: "The same id or question stands further up; this row counts.",
      });
    if ("question" in item) faqs.set(item.externalId, item);
    else documents.set(item.externalId, item);
    if (row.kind === "faq" && row.answer === null) content.report.withoutAnswer++;
  }
  content.faqs.push(...faqs.values());
  content.documents.push(...documents.values());
}

function addProblem(report: FileReport, problem: ImportProblem): void {
  if (report.errors.length < MAX_LISTED_PROBLEMS) report.errors.push(problem);
  else report.moreErrors++;
}

function* batches({ faqs, documents }: FileContent): Generator<Batch> {
  for (let start = 0; start < faqs.length; start += ROWS_A_TRANSACTION) {
    yield { faqs: faqs.slice(start, start + ROWS_A_TRANSACTION), documents: [] };
  }
  for (let start = 0; start < documents.length; start += ROWS_A_TRANSACTION) {
    yield { faqs: [], documents: documents.slice(start, start + ROWS_A_TRANSACTION) };
  }
}

async function writeBatch(scope: OrgScope, { kbId, report, outdated }: Imported, batch: Batch): Promise<void> {
  const faqs = await saveFaqs(scope, kbId, batch.faqs);
  const documents = await saveDocuments(scope, kbId, batch.documents);
  await deleteVectors(scope, [...faqs.updatedIds, ...documents.removedChunkIds]);
  const changes = faqs.created + faqs.updated + documents.created + documents.updated;
  if (changes > 0) await markChanged(scope, kbId);
  report.faqs = addCounts(report.faqs, faqs);
  report.documents = addCounts(report.documents, documents);
  outdated.faqs.push(...faqs.updatedIds);
  outdated.chunks.push(...documents.removedChunkIds);
}

/** A document file that could not be read is listed as failed, with the reason. Rows of tables only have the report. */
async function recordFailure(scope: OrgScope, kbId: string, file: FoundFile, report: FileReport): Promise<void> {
  const [problem] = report.errors;
  if (!problem || (file.format !== "md" && file.format !== "txt")) return;
  const title = basename(file.path, extname(file.path));
  await saveFailedDocument(scope, kbId, {
    externalId: file.path,
    title,
    fileType: file.format,
    message: problem.message,
  });
}
