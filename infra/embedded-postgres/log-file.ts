import { chown, open, rename, stat } from "node:fs/promises";
import type { Cluster } from "./cluster.ts";

const MAX_LOG_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4096;
const TAIL_LINES = 12;

/** Makes the server's log ready for a start: a big one becomes `postgres.log.1`, and the server's user may write it. */
export async function prepareLogFile({ paths, account }: Cluster): Promise<void> {
  const size = await stat(paths.log).then(
    (found) => found.size,
    () => 0,
  );
  if (size > MAX_LOG_BYTES) await rename(paths.log, `${paths.log}.1`);
  await (await open(paths.log, "a", 0o600)).close();
  if (account !== null) await chown(paths.log, account.uid, account.gid);
}

/** The last lines of the server's log, for an error message. Empty when there is none. */
export async function lastLogLines({ paths }: Cluster): Promise<string> {
  const handle = await open(paths.log, "r").catch(() => null);
  if (handle === null) return "";
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const lines = buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n");
    return lines.slice(-TAIL_LINES).join("\n");
  } finally {
    await handle.close();
  }
}
