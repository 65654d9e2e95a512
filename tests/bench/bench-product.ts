import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { RunningProgram } from "./start-reference.ts";
import { benchSecrets } from "./wire-messages.ts";

const sources = ["--import", import.meta.resolve("tsx"), fileURLToPath(new URL("../../app/main.ts", import.meta.url))];
/** What `npm run build` makes. */
export const builtProgram = fileURLToPath(new URL("../../dist/app/main.js", import.meta.url));

export interface BenchProduct extends RunningProgram {
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export interface BenchProductOptions {
  dataDir: string;
  role: "all" | "web";
  telegramRoot: string;
  slackUrl: string;
  /** What was built, as in production, to run instead of the sources. */
  program?: string;
  /** A database of one's own; without it the product opens the embedded one in `dataDir`. */
  databaseUrl?: string;
  modelUrl?: string;
  /** Where its traces go; nowhere by default. */
  otlpUrl?: string;
}

/** The product in a process of its own on PostgreSQL as it comes, `synchronous_commit` on. */
export async function startBenchProduct(options: BenchProductOptions): Promise<BenchProduct> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, options.program ? [options.program] : sources, {
    cwd: await mkdtemp(join(tmpdir(), "deskhand-bench-cwd-")),
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "error",
      PORT: "0",
      DESKHAND_ROLE: options.role,
      DESKHAND_DATA_DIR: options.dataDir,
      DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
      TELEGRAM_BOT_TOKEN: benchSecrets.telegramToken,
      TELEGRAM_WEBHOOK_SECRET: benchSecrets.telegramSecret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: options.telegramRoot,
      SLACK_BOT_TOKEN: benchSecrets.slackToken,
      SLACK_SIGNING_SECRET: benchSecrets.slackSigningSecret,
      SLACK_API_URL: options.slackUrl,
      ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
      ...(options.modelUrl ? { LLM_BASE_URL: options.modelUrl, LLM_MODEL: "bench", LLM_API_KEY: "bench" } : {}),
      ...(options.otlpUrl ? { OTEL_EXPORTER_OTLP_ENDPOINT: options.otlpUrl } : {}),
      ...(process.env["NODE_OPTIONS"] ? { NODE_OPTIONS: process.env["NODE_OPTIONS"] } : {}),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const found = /Deskhand is ready: (http:\/\/\S+?)\/\s/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error("The product ended before it was ready")));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
