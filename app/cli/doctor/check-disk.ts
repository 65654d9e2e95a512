import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { existingFolder } from "../../existing-folder.ts";
import { type Finding, fine, wrong } from "./finding.ts";

/** PostgreSQL alone may write a gigabyte of log between two checkpoints (max_wal_size). */
const ENOUGH_BYTES = 1024 ** 3;

/** Room in the data directory, or where it will be made. */
export async function checkDisk(dataDir: string): Promise<Finding[]> {
  const folder = existingFolder(resolve(dataDir));
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GB free in ${folder}`;
  if (freeBytes >= ENOUGH_BYTES) return [fine("machine", "disk", free)];
  return [wrong("machine", "disk", `${free}: make room, or move DESKHAND_DATA_DIR`)];
}
