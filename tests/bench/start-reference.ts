import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { benchSecrets } from "./wire-messages.ts";

/** Bots that do less than the product, or do it otherwise, on the same webhooks: what its figures are compared with. */
export type ReferenceName = "express-hmac" | "grammy-echo" | "bolt-echo" | "chat-sdk-echo";

export interface RunningProgram {
  url: string;
  /** Of its process. */
  pid: number;
  /** From the start of the process until it said that it is ready. */
  readyMs: number;
  stop(): Promise<void>;
}

/** Starts one in a process of its own. `STATE_URL` says where the Chat SDK keeps its state. */
export async function startReference(name: ReferenceName, env: Record<string, string>): Promise<RunningProgram> {
  const program = fileURLToPath(new URL(`./references/${name}.mjs`, import.meta.url));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      TELEGRAM_BOT_TOKEN: benchSecrets.telegramToken,
      TELEGRAM_WEBHOOK_SECRET: benchSecrets.telegramSecret,
      SLACK_BOT_TOKEN: benchSecrets.slackToken,
      SLACK_SIGNING_SECRET: benchSecrets.slackSigningSecret,
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const found = /Ready: (\S+)\n/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`${name} ended before it was ready`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
