import { parentPort } from "node:worker_threads";
import type { Language } from "../../../domain/language/language.ts";
import { InputError } from "../../../infra/errors.ts";
import { problemWords } from "../file-problem.ts";
import type { HeavyFormat, ReadFile } from "./read-file.ts";

/** What the thread is asked. */
export interface ReadJob {
  format: HeavyFormat;
  bytes: Uint8Array;
  charset: string | null;
}

/** What it answers: `problem` is for the person, `fault` is ours. */
export type ReadJobResult = { file: ReadFile } | { problem: Record<Language, string> } | { fault: string };

parentPort?.on("message", async (job: ReadJob) => parentPort?.postMessage(await work(job)));

async function work({ format, bytes, charset }: ReadJob): Promise<ReadJobResult> {
  try {
    return { file: await (await readerOf(format))(bytes, charset) };
  } catch (error) {
    if (error instanceof InputError) return { problem: problemWords(error) };
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

type Reader = (bytes: Uint8Array, charset: string | null) => ReadFile | Promise<ReadFile>;

/** Only the library that a file needs is loaded: one of them alone takes longer than most files. */
async function readerOf(format: HeavyFormat): Promise<Reader> {
  switch (format) {
    case "html":
      return (await import("./read-html.ts")).readHtml;
    case "pdf":
      return (await import("./read-pdf.ts")).readPdf;
    case "docx":
      return (await import("./read-docx.ts")).readDocx;
    case "xlsx":
      return (await import("./read-xlsx.ts")).readXlsx;
  }
}
