import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { EmbeddedPostgresOptions } from "../../infra/embedded-postgres/open-embedded-postgres.ts";

export type HoldOptions = Pick<EmbeddedPostgresOptions, "dataDir" | "role" | "settings"> & {
  /** Deletes the data directory once closed. */
  removeAfter?: boolean;
};

/** What the holding process says, one a line. */
export type HeldPostgres =
  | { event: "open"; url: string; startedByUs: boolean }
  | { event: "lost" | "failed"; code: string; message: string };

export interface SpawnedPostgres {
  pid: number;
  /** Its next line; null once it has ended. */
  next(): Promise<HeldPostgres | null>;
  /** Lets it close in good order; resolves when it has ended. */
  close(): Promise<void>;
  /** kill -9; resolves when it has ended. */
  kill(): Promise<void>;
}

/** Opens the embedded PostgreSQL in a process of its own, in its own session, so that Ctrl-C does not reach it. */
export function spawnEmbeddedPostgres(options: HoldOptions): SpawnedPostgres {
  const program = fileURLToPath(new URL("./hold-embedded-postgres.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, JSON.stringify(options)], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  if (child.pid === undefined) throw new Error("No process could be started for the embedded PostgreSQL");
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid,
    async next() {
      const line = await lines.next();
      return line.done ? null : (JSON.parse(line.value) as HeldPostgres);
    },
    async close() {
      child.stdin.end();
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
