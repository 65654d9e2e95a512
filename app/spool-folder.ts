import { join } from "node:path";

/** Where every process that shares a data directory keeps its spool. */
export function spoolFolder(dataDir: string): string {
  return join(dataDir, "spool");
}
