import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterPaths } from "./cluster.ts";
import { commandOf, isRunning } from "./process-of.ts";

/**
 * What PostgreSQL writes beside its data while it runs (src/include/utils/pidfile.h): process id, data directory,
 * start time, port, folder of the Unix socket, … one a line. It stays behind when the server is killed.
 */
export interface PostmasterFile {
  pid: number;
  port: number | null;
  /** Of the first Unix socket; null when it has none, or is not up yet. */
  socketFolder: string | null;
  text: string;
}

/** Larger than any operating system's largest process id. */
const NO_SUCH_PID = 2_147_483_647;

export async function readPostmasterFile({ data }: ClusterPaths): Promise<PostmasterFile | null> {
  const text = await readOrNull(join(data, "postmaster.pid"));
  if (text === null) return null;
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  // Still being written: treated as absent, and the server itself decides who may start.
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: portFrom(lines[3]), socketFolder: lines[4]?.trim() || null, text };
}

/** Whether the server that wrote the file still runs: its process does, and it is not another program by now. */
export async function isItsServerRunning(file: PostmasterFile, paths: ClusterPaths): Promise<boolean> {
  if (!(await isRunning(file.pid))) return false;
  const command = await commandOf(file.pid);
  // Nothing can tell: believing that it runs costs a wait and a clear error, the opposite could cost the data.
  return command === null || (command.includes("postgres") && command.includes(paths.data));
}

/**
 * Makes PostgreSQL see that the file's server has ended; by itself it refuses to start while the id is in use, be it
 * by another program or by a dead process that nobody collects. The file is kept, because it also names the shared
 * memory, by which PostgreSQL makes sure that no old backend is still writing.
 */
export async function markEnded(file: PostmasterFile, { data }: ClusterPaths): Promise<void> {
  const handle = await open(join(data, "postmaster.pid"), "r+").catch(() => null);
  if (handle === null) return;
  try {
    // A server that starts now makes a new file under this name; the handle would still be the old one's.
    if ((await handle.readFile("utf8")) !== file.text) return;
    const text = file.text.replace(/^\d+/, String(NO_SUCH_PID));
    await handle.write(text, 0);
  } finally {
    await handle.close();
  }
}

/** The port of the last start, so that clients find the server again after a restart; null before the first. */
export async function lastPort({ data }: ClusterPaths): Promise<number | null> {
  const options = await readOrNull(join(data, "postmaster.opts"));
  return portFrom(/"-p" "(\d+)"/.exec(options ?? "")?.[1]);
}

function portFrom(text: string | undefined): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
