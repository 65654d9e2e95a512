import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Language } from "../../../domain/language/language.ts";
import { packageRoot } from "../../../infra/package-root.ts";
import { fileProblem } from "../file-problem.ts";
import type { ReadFile } from "./read-file.ts";
import type { ReadJob, ReadJobResult } from "./worker.ts";

export interface ReadingThread {
  /** @throws InputError when the file cannot be read, with the reason for the person, or takes too long. */
  read(job: ReadJob): Promise<ReadFile>;
  close(): Promise<void>;
}

const LIMIT_MS = 60_000;
const HEAP_MEGABYTES = 1024;

/**
 * A thread that reads one file after the other. One that takes too long or too much memory is given up with its thread,
 * and the next file gets a new one.
 */
export function createReadingThread(limitMs = LIMIT_MS): ReadingThread {
  let worker: Worker | null = null;
  const give = async () => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };
  return {
    read: async (job) => {
      worker ??= startWorker();
      const result = await ask(worker, job, limitMs).catch(async (error: unknown) => {
        await give();
        throw error;
      });
      if ("file" in result) return result.file;
      if ("problem" in result) throw fileProblem(result.problem);
      const fault = result.fault.slice(0, 200);
      throw fileProblem({ en: `The file cannot be read: ${fault}`, zh: `文件无法读取：${fault}` });
    },
    close: give,
  };
}

function startWorker(): Worker {
  // From the sources in a checkout; what was built lies together in few files, beside which this one's folder is not.
  const entry = import.meta.url.endsWith(".ts")
    ? new URL("./worker-of-sources.mjs", import.meta.url)
    : join(packageRoot, "dist", "knowledge", "ingest", "formats", "worker.js");
  const worker = new Worker(entry, {
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
    // Readers say on the console what they find strange about a file; nobody could do anything with it.
    stdout: true,
    stderr: true,
  });
  // Between two files nobody listens; the next one starts anew.
  worker.on("error", () => {});
  worker.unref();
  return worker;
}

function ask(worker: Worker, job: ReadJob, limitMs: number): Promise<ReadJobResult> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      act();
    };
    const fail = (words: Record<Language, string>) => settle(() => reject(fileProblem(words)));
    const onMessage = (result: ReadJobResult) => settle(() => resolve(result));
    const onError = (error: NodeJS.ErrnoException) =>
      error.code === "ERR_WORKER_OUT_OF_MEMORY"
        ? fail({
            en: "The file takes more memory to read than there is for one: cut it in parts.",
            zh: "读取此文件占用的内存过多，请拆分后再导入。",
          })
        : settle(() => reject(error));
    const onExit = () =>
      fail({ en: "The file cannot be read: its reader has ended.", zh: "文件无法读取：读取程序已中止。" });
    const timer = setTimeout(
      () =>
        fail({
          en: `The file takes more than ${limitMs / 1000} s to read: cut it in parts.`,
          zh: `读取此文件超过 ${limitMs / 1000} 秒，请拆分后再导入。`,
        }),
      limitMs,
    );
    worker.once("message", onMessage).once("error", onError).once("exit", onExit);
    worker.postMessage(job);
  });
}
