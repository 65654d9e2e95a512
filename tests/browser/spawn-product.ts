import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface SpawnedProduct {
  /** The page's address, as the product printed it. */
  url: string;
  /** SIGTERM, as a process manager stops it. Resolves with the exit code when it has ended. */
  stop(): Promise<number | null>;
}

/** Starts the product the way `npm start` does, on any free port, and waits for the link that it prints. */
export async function spawnProduct(variables: Record<string, string>): Promise<SpawnedProduct> {
  const child = spawn(process.execPath, ["--import", "tsx", "app/main.ts"], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { PATH: process.env["PATH"], NODE_ENV: "development", PORT: "0", LOG_LEVEL: "warn", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const complaints: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  const url = await printedLink(child);
  if (url === null) throw new Error(`The product did not start:\n${Buffer.concat(complaints).toString()}`);
  return {
    url,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      return child.exitCode;
    },
  };
}

/** The first address on standard output; null when the process ends without one. */
async function printedLink({ stdout }: ChildProcess): Promise<string | null> {
  if (!stdout) return null;
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    const [link] = /http:\/\/\S+/.exec(line) ?? [];
    if (link) {
      stdout.resume();
      return link;
    }
  }
  return null;
}
