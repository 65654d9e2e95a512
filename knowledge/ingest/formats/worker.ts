import { parentPort } from "node:worker_threads";
import { InputError } from "../../../infra/errors.ts";
import { readDocx } from "./read-docx.ts";
import type { HeavyFormat, ReadFile } from "./read-file.ts";
import { readHtml } from "./read-html.ts";
import { readPdf } from "./read-pdf.ts";
import { readXlsx } from "./read-xlsx.ts";

/** What the thread is asked. */
export interface ReadJob {
  format: HeavyFormat;
  bytes: Uint8Array;
  charset: string | null;
}

/** What it answers: `problem` is for the person, `fault` is ours. */
export type ReadJobResult = { file: ReadFile } | { problem: string } | { fault: string };

parentPort?.on("message", async (job: ReadJob) => parentPort?.postMessage(await work(job)));

async function work({ format, bytes, charset }: ReadJob): Promise<ReadJobResult> {
  try {
    switch (format) {
      case "html":
        return { file: readHtml(bytes, charset) };
      case "pdf":
        return { file: await readPdf(bytes) };
      case "docx":
        return { file: await readDocx(bytes) };
      case "xlsx":
        return { file: await readXlsx(bytes) };
    }
  } catch (error) {
    if (error instanceof InputError) return { problem: error.message };
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
