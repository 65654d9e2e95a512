import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedPostgres } from "../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../infra/log/log.ts";
import { prepareDesk } from "../support/prepare-desk.ts";
import { benchFaqs } from "./faqs.ts";

const folders: string[] = [];

/** A data directory whose desk knows a thousand FAQs. */
export async function prepareFolder(): Promise<string> {
  const dataDir = await newFolder();
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  try {
    await prepareDesk(postgres.url, benchFaqs);
  } finally {
    await postgres.close();
  }
  return dataDir;
}

export async function copyOf(prepared: string): Promise<string> {
  const copy = await newFolder();
  copyInto(copy, prepared);
  return copy;
}

/** Puts a copy of what was prepared into a folder of one's own. */
export function copyInto(folder: string, prepared: string): void {
  execFileSync("cp", ["-Rp", join(prepared, "postgres"), folder]);
}

/** An empty one, removed with the others. */
export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "deskhand-bench-"));
  await chmod(folder, 0o711); // for the server's user, when the bench runs as root
  folders.push(folder);
  return folder;
}

/** Removes all that were made. */
export async function removeFolders(): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
