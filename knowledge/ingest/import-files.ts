import { createHash } from "node:crypto";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { InputError } from "../../infra/errors.ts";
import type { WebGuard } from "../../infra/http/get-public.ts";
import type { Writing } from "../store/chunks.ts";
import { isImported, saveDocuments, saveFailedDocument, saveProcessingDocument } from "../store/documents.ts";
import { deleteVectors } from "../store/embeddings.ts";
import { saveFaqs } from "../store/faqs.ts";
import { fileDocuments } from "../store/file-documents.ts";
import {
  ensureKnowledgeBase,
  type KnowledgeAudience,
  lockKnowledgeBase,
  markChanged,
  setAudience,
} from "../store/knowledge-bases.ts";
import { fileProblem, problemWords } from "./file-problem.ts";
import { findFiles } from "./find-files.ts";
import { createReadingThread, type ReadingThread } from "./formats/reading-thread.ts";
import {
  addCounts,
  addProblem,
  type FileReport,
  type ImportProgress,
  type ImportReport,
  noCounts,
  noReport,
} from "./import-report.ts";
import { fileSource, type ImportSource, postedSource } from "./import-source.ts";
import { nameOf } from "./read-document.ts";
import { documentTypeOf, readSource, type SourceContent } from "./read-source.ts";
import { isWebAddress, pageSources } from "./web/page-sources.ts";
import { createVisit } from "./web/visit.ts";

export interface ImportRequest {
  orgId: string;
  /** Files, folders, addresses of pages, files and sitemaps. */
  paths: readonly string[];
  /** Files that somebody posted. */
  posted?: readonly { name: string; bytes: Uint8Array }[];
  /** Name of the knowledge base; made when there is none. */
  kb: string;
  /** Whose questions the knowledge base answers from now on; absent: as it was, `public` for a new one. */
  audience?: KnowledgeAudience;
  /** When the documents come into force; absent: at once. */
  validFrom?: Date;
  /** When they end; absent: when they are replaced. */
  validTo?: Date;
  /** What the documents are found under in the list, instead of what they had; absent: as they were. */
  tags?: readonly string[];
  /** The user who brings it in. */
  by?: string;
  onProgress?: (progress: ImportProgress) => void;
}

export interface ImportDeps {
  db: Database;
  clock: Clock;
  /** Which addresses of the web may be asked; every public one by default. */
  web?: WebGuard;
}

export interface Imported {
  report: ImportReport;
  kbId: string;
  /** Items whose vectors no longer fit, by kind: gone, or with another text. */
  outdated: { faqs: string[]; chunks: string[] };
}

const ROWS_A_TRANSACTION = 200;
/** Grows when the same bytes are read otherwise than before, so that importing again reads them again. */
const READING = "2";

/**
 * Writes files and pages into a knowledge base: FAQs and documents by their ids, so that importing again updates. Each
 * batch is a transaction, so an import that is cut off keeps what it wrote and goes on when it is run again.
 * @throws InputError when a path does not exist, or the times make no sense.
 */
export async function importFiles(deps: ImportDeps, request: ImportRequest): Promise<Imported> {
  const writing = readTimes(request, deps.clock.now());
  const sources = await findSources(deps, request);
  const kbId = await inOrganization(deps.db, request.orgId, async (scope) => {
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
  const thread = createReadingThread();
  const progress = { written: 0, filesTotal: sources.length };
  try {
    for (const source of sources) {
      const work = { deps, request, writing, thread, result };
      for await (const count of importSource(work, source)) {
        progress.written += count;
        request.onProgress?.({ ...progress, path: source.id, filesDone: result.report.files.length });
      }
    }
  } finally {
    await thread.close();
  }
  return result;
}

function readTimes({ validFrom, validTo }: ImportRequest, now: Date): Writing {
  const from = validFrom && validFrom > now ? validFrom : now;
  if (validTo && validTo <= from) {
    throw fileProblem({
      en: "The time at which it ends must be after it comes into force.",
      zh: "失效时间必须晚于生效时间。",
    });
  }
  return { validity: { from, until: validTo ?? null }, now };
}

async function findSources({ web }: ImportDeps, { paths, posted = [] }: ImportRequest): Promise<ImportSource[]> {
  const files = await findFiles(paths.filter((path) => !isWebAddress(path)));
  const visit = createVisit(web);
  const sources = [...files.map(fileSource), ...posted.map(({ name, bytes }) => postedSource(name, bytes))];
  for (const url of paths.filter(isWebAddress)) sources.push(...(await pageSources(url, visit)));
  return sources;
}

interface Work {
  deps: ImportDeps;
  request: ImportRequest;
  writing: Writing;
  thread: ReadingThread;
  result: Imported;
}

/** Imports one source; tells after each batch how much was written. What is wrong with it stands in the report. */
async function* importSource(work: Work, source: ImportSource): AsyncGenerator<number> {
  const report = noReport(source.id);
  const content = await readContent(work, source, report);
  report.read = content.faqs.length + content.documents.length + content.asBefore;
  for (const batch of batches(content)) {
    await inOrganization(work.deps.db, work.request.orgId, (scope) => writeBatch(scope, work, batch, source.id));
    yield batch.faqs.length + batch.documents.length;
  }
  const { request, result, deps } = work;
  const filed = [source.id, ...content.documents.map(({ externalId }) => externalId)];
  await inOrganization(deps.db, request.orgId, (scope) => fileDocuments(scope, result.kbId, filed, request));
  result.report.files.push(report);
  yield 0;
}

async function readContent(
  { deps, request, writing, thread, result }: Work,
  source: ImportSource,
  report: FileReport,
): Promise<SourceContent & { asBefore: number }> {
  const nothing = { faqs: [], documents: [], asBefore: 0 };
  const { kbId } = result;
  const inScope = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(deps.db, request.orgId, work);
  const about = { externalId: source.id, title: nameOf(source.id) || source.id };
  let fileType = source.format;
  try {
    const loaded = await source.load();
    fileType = loaded.format;
    const sourceHash = createHash("sha256").update(`${READING}:${loaded.format}:`).update(loaded.bytes).digest("hex");
    const key = { externalId: source.id, sourceHash };
    if (await inScope((scope) => isImported(scope, kbId, key, writing.validity))) {
      result.report.documents = addCounts(result.report.documents, { ...noCounts, unchanged: 1 });
      return { ...nothing, asBefore: 1 };
    }
    const begun = { ...about, fileType: documentTypeOf(loaded) };
    if (isDocument(fileType)) await inScope((scope) => saveProcessingDocument(scope, kbId, begun));
    return { ...(await readSource(source, { ...loaded, sourceHash }, thread, report)), asBefore: 0 };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    addProblem(report, { words: problemWords(error) });
    const failed = { ...about, fileType: fileType ?? ("url" as const), message: error.message };
    // Rows of tables, and what is no document at all, only have the report.
    const isListed = fileType === null ? isWebAddress(source.id) : isDocument(fileType);
    if (isListed) await inScope((scope) => saveFailedDocument(scope, kbId, failed));
    return nothing;
  }
}

function isDocument(format: ImportSource["format"]): boolean {
  return format !== null && format !== "csv" && format !== "jsonl" && format !== "xlsx";
}

function* batches({ faqs, documents }: SourceContent): Generator<SourceContent> {
  for (let start = 0; start < faqs.length; start += ROWS_A_TRANSACTION) {
    yield { faqs: faqs.slice(start, start + ROWS_A_TRANSACTION), documents: [] };
  }
  for (let start = 0; start < documents.length; start += ROWS_A_TRANSACTION) {
    yield { faqs: [], documents: documents.slice(start, start + ROWS_A_TRANSACTION) };
  }
}

async function writeBatch(
  scope: OrgScope,
  { request, writing, result }: Work,
  batch: SourceContent,
  origin: string,
): Promise<void> {
  const { kbId, report, outdated } = result;
  await lockKnowledgeBase(scope, kbId);
  const faqs = await saveFaqs(scope, kbId, batch.faqs, { at: writing.now, origin, by: request.by ?? null });
  const documents = await saveDocuments(scope, kbId, batch.documents, writing);
  await deleteVectors(scope, [...faqs.updatedIds, ...documents.removedChunkIds]);
  const changes = faqs.created + faqs.updated + documents.created + documents.updated;
  if (changes > 0) await markChanged(scope, kbId);
  report.faqs = addCounts(report.faqs, faqs);
  report.documents = addCounts(report.documents, documents);
  outdated.faqs.push(...faqs.updatedIds);
  outdated.chunks.push(...documents.removedChunkIds);
}
