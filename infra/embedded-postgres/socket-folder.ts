import { chmod, chown, mkdir, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Cluster } from "./cluster.ts";
import type { PostmasterFile } from "./postmaster-file.ts";
import { isQuotable } from "./server-settings.ts";

/** `sun_path` of a socket's address on Linux holds 108 bytes, on macOS 104, each with a closing zero. */
const LONGEST_PATH = 103;

/**
 * The folder of the server's Unix socket, made ready for it and closed to others; "" where there can be none: on
 * Windows, where the data directory's path is too long, and on file systems without sockets, rights or owners, as some
 * that containers share with their host. It spares both sides the work of TCP.
 */
export async function prepareSocketFolder({ paths, account }: Cluster, port: number): Promise<string> {
  const folder = paths.socket;
  if (process.platform === "win32" || !isQuotable(folder)) return "";
  if (Buffer.byteLength(socketPath(folder, port)) > LONGEST_PATH) return "";
  return (await isMadeReady(folder, account)) ? folder : "";
}

async function isMadeReady(folder: string, account: Cluster["account"]): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o700);
    if (!(await holdsSockets(folder))) return false;
    if (account !== null) await chown(folder, account.uid, account.gid);
    return true;
  } catch {
    return false; // a file system without rights and owners, too
  }
}

/** The server would not start where it cannot make its socket. */
function holdsSockets(folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    // Closing takes the socket away again.
    probe.listen(join(folder, `.probe-${process.pid}`), () => probe.close(() => resolve(true)));
  });
}

/** Where the running server's socket is, if it has one that we can reach. */
export async function reachableSocketFolder(file: PostmasterFile | null): Promise<string | null> {
  if (file?.socketFolder == null || file.port === null) return null;
  const found = await stat(socketPath(file.socketFolder, file.port)).catch(() => null);
  return found?.isSocket() ? file.socketFolder : null;
}

const socketPath = (folder: string, port: number) => join(folder, `.s.PGSQL.${port}`);
