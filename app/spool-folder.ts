import { constants } from "node:fs";
import { access, mkdtemp, rmdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { errorMessage } from "../infra/errors.ts";
import type { Log } from "../infra/log/log.ts";
import { existingFolder } from "./existing-folder.ts";

/** Where every process that shares a data directory keeps its spool. */
export function spoolFolder(dataDir: string): string {
  return join(dataDir, "spool");
}

/** Says at a start that nothing could be kept there: that is needed only when the database is away, and then it is too late. */
export async function warnOfSpool(dataDir: string, log: Log): Promise<void> {
  const folder = resolve(spoolFolder(dataDir));
  const reason = await whyUnwritable(folder);
  if (reason) log.warn("spool.unwritable", { folder, reason });
}

/**
 * Null when the folder can be written, or made where it is not there yet. It is not made here: who looks may be another user
 * than the one that is to write.
 */
export async function whyUnwritable(folder: string): Promise<string | null> {
  const path = existingFolder(folder);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return `${path} is no folder`;
  try {
    await access(path, constants.W_OK | constants.X_OK);
  } catch {
    return `${path} cannot be written by this user`;
  }
  try {
    // Rights are not all: a file system may take nothing from anybody.
    await rmdir(await mkdtemp(join(path, "probe-")));
    return null;
  } catch (error) {
    return `nothing can be made in ${path} (${errorMessage(error)})`;
  }
}
