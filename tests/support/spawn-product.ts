import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { waitFor } from "./wait-for.ts";

export interface SpawnedProduct {
  pid: number;
  /** Resolves with what it printed once it says that it is ready; fails with its errors when it ended before. */
  ready(withinMs?: number): Promise<string>;
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, however that came. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const program = join(inject("builtProduct"), "app/main.js");

/**
 * The built product as people start it: a process of its own with exactly these variables (in production mode unless they
 * say otherwise, so without a playground), in an empty working folder or in `cwd`. Killed when the test has finished.
 */
export async function spawnProduct(variables: Record<string, string>, cwd?: string): Promise<SpawnedProduct> {
  const child = spawn(process.execPath, [program], {
    cwd: cwd ?? (await mkdtemp(join(tmpdir(), "deskhand-cwd-"))),
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "error",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (child.pid === undefined) throw new Error("The product could not be started");
  const output = collect(child);
  const ended = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    pid: child.pid,
    ready: (withinMs = 30_000) =>
      waitFor(
        "the product to be ready",
        () => {
          if (hasEnded) throw new Error(`The product ended before it was ready:\n${output.stderr()}`);
          return /^Deskhand is .*$/m.exec(output.stdout())?.[0];
        },
        withinMs,
      ),
    ...output,
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

function collect(child: ChildProcess): { stdout(): string; stderr(): string } {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  return { stdout: () => texts.stdout, stderr: () => texts.stderr };
}
