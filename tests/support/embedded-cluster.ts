/** Vitest's global set-up: one throw-away PostgreSQL for the whole run, removed when vitest ends, however it ends. */
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { spawnEmbeddedPostgres } from "./spawn-embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the cluster's owner; see `createTestDatabase`. */
    postgresOwnerUrl: string;
  }
}

/** Nothing in it is worth surviving a power failure. */
const throwAwaySettings = {
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "300",
};

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "deskhand-test-"));
  await chmod(dataDir, 0o711); // for the server's user, when the tests run as root
  const cluster = spawnEmbeddedPostgres({ dataDir, role: "tool", settings: throwAwaySettings, removeAfter: true });
  const opened = await cluster.next();
  if (opened?.event !== "open") throw new Error(`No database for the tests: ${opened?.message ?? "it ended"}`);
  project.provide("postgresOwnerUrl", opened.url);
  return cluster.close;
}
