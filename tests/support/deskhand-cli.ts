import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { inject, vi } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

// Each command is a process of its own, which takes a second, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const program = join(inject("builtProduct"), "app/cli.js");

export interface Ran {
  stdout: string;
  stderr: string;
  code: number | null;
}

export interface DeskhandCli {
  db: Database;
  databaseUrl: string;
  /** Where commands run; also holds their data directory. */
  folder: string;
  /** Runs the built `deskhand` as people do: a process of its own. */
  run(args: string[], environment?: Record<string, string>): Promise<Ran>;
  /** The one document of a command that must succeed and say nothing on standard error. */
  json(args: string[], environment?: Record<string, string>): Promise<unknown>;
  /** For commands that are not waited for. */
  start(args: string[], environment?: Record<string, string>): ChildProcessByStdio<null, Readable, Readable>;
  /** Writes a file into the folder; returns its path. */
  file(name: string, content: string): Promise<string>;
  close(): Promise<void>;
}

/** The command line with a database of its own, a copy of `template` (a migrated one by default). */
export async function openDeskhandCli({ template = MIGRATED_TEMPLATE } = {}): Promise<DeskhandCli> {
  const database = await createTestDatabase({ template });
  const db = connectDatabase(database.url, { app: 2, system: 2 });
  const folder = await mkdtemp(join(tmpdir(), "deskhand-cli-"));
  const start = (args: string[], environment: Record<string, string> = {}) =>
    spawn(process.execPath, [program, ...args], {
      cwd: folder,
      // Nothing of ours: what is set where the tests run must not change what commands do.
      env: {
        PATH: process.env["PATH"] ?? "",
        NODE_ENV: "test",
        DATABASE_URL: database.url,
        DESKHAND_DATA_DIR: join(folder, "data"),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const run = async (args: string[], environment?: Record<string, string>): Promise<Ran> => {
    const child = start(args, environment);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    return { stdout, stderr, code };
  };
  return {
    db,
    databaseUrl: database.url,
    folder,
    start,
    run,
    json: async (args, environment) => {
      const { stdout, stderr, code } = await run([...args, "--json"], environment);
      if (code !== 0 || stderr !== "") throw new Error(`deskhand ${args.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    close: async () => {
      await db.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
