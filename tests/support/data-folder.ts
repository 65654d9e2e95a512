import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { clusterPaths } from "../../infra/embedded-postgres/cluster.ts";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { isItsServerRunning, readPostmasterFile } from "../../infra/embedded-postgres/postmaster-file.ts";
import { silentLog } from "../../infra/log/log.ts";

/**
 * An empty data directory for the running test, removed when it has finished together with a server that it left.
 * `mode` lets the server's user through when the tests run as root.
 */
export async function createDataFolder(mode = 0o711): Promise<string> {
  const folder = await makeFolder(mode);
  onTestFinished(async () => {
    await killServer(folder);
    await removeFolder(folder);
  });
  return folder;
}

/**
 * For a test file: gives each test a data directory in which a database has been made, prepared by `prepare` (which is
 * given its connection string) and stopped in good order. Copying one takes a tenth of the time of making it.
 */
export function usedDataFolders(prepare?: (ownerUrl: string) => Promise<void>): () => Promise<string> {
  let original: string;
  beforeAll(async () => {
    original = await makeFolder(0o711);
    const made = await openEmbeddedPostgres({
      dataDir: original,
      role: "tool",
      log: silentLog,
      settings: { fsync: "off" },
    });
    try {
      await prepare?.(made.url);
    } finally {
      await made.close();
    }
  });
  afterAll(() => removeFolder(original));
  return async () => {
    const copy = await createDataFolder();
    execFileSync("cp", ["-Rp", join(original, "postgres"), copy]);
    return copy;
  };
}

/** The process id that PostgreSQL left in the data directory; null when it was stopped in good order. */
export async function serverPid(dataDir: string): Promise<number | null> {
  return (await readPostmasterFile(clusterPaths(dataDir)))?.pid ?? null;
}

/** kill -9 of the database server, if it is one that runs: an old id may be any process's by now. */
export async function killServer(dataDir: string): Promise<void> {
  const paths = clusterPaths(dataDir);
  const file = await readPostmasterFile(paths);
  if (file !== null && (await isItsServerRunning(file, paths))) process.kill(file.pid, "SIGKILL");
}

/** The owner's connection string to the running database of a data directory. */
export async function ownerUrl(dataDir: string): Promise<string> {
  const password = (await readFile(clusterPaths(dataDir).password, "utf8")).trim();
  const port = (await readPostmasterFile(clusterPaths(dataDir)))?.port;
  return `postgres://deskhand:${password}@127.0.0.1:${port}/deskhand?sslmode=disable`;
}

/** One statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function makeFolder(mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deskhand-data-"));
  await chmod(folder, mode);
  return folder;
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
