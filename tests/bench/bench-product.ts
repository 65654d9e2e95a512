import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchSecrets } from "./wire-messages.ts";

const program = fileURLToPath(new URL("../../app/main.ts", import.meta.url));

export interface BenchProduct {
  url: string;
  stop(): Promise<void>;
}

/** The product in a process of its own on an embedded PostgreSQL as it comes, `synchronous_commit` on. */
export async function startBenchProduct(options: {
  dataDir: string;
  role: "all" | "web";
  telegramRoot: string;
  slackUrl: string;
  /** Where its traces go; nowhere by default. */
  otlpUrl?: string;
}): Promise<BenchProduct> {
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), program], {
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
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
