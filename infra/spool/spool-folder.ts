import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../ids.ts";
import { isGone, NOBODY, type Owner } from "./owner.ts";

/** The part of the file system that a spool needs; tests let it fail. */
export type SpoolFiles = Pick<typeof fs, "open" | "mkdir" | "readdir" | "rename" | "unlink" | "stat" | "utimes">;

export interface SpoolFile {
  path: string;
  bytes: number;
}

/** An owner that may run where nothing here can see it says that it lives by touching its files more often than this. */
const HEARTBEAT_LOST_MS = 30_000;
const NAME = /^([0-9a-f-]{36})\.(\d+-\w+-\w+)\.spool$/;

/** A name that sorts by when the file was begun and says whose it is. */
export function newSpoolName(owner: Owner): string {
  return `${newId()}.${owner}.spool`;
}

/** Where what cannot be read or stored of a file is kept. */
export function asideOf(path: string): string {
  return path.replace(/\.spool$/, ".aside");
}

/** The folder for this process's user alone: what lies in it is customers' text. */
export async function makeFolder(folder: string, files: SpoolFiles): Promise<void> {
  await files.mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Makes what was created, renamed or removed in a folder survive a power failure. */
export async function syncFolder(folder: string, files: SpoolFiles): Promise<void> {
  // Windows opens no folders, and journals such changes by itself.
  if (process.platform === "win32") return;
  const handle = await files.open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Makes the files of processes that are gone ours, oldest first. Renaming is what decides between two that want the
 * same file: one of them finds it gone.
 */
export async function adoptAbandoned(
  folder: string,
  owner: Owner,
  nowMs: number,
  files: SpoolFiles,
  isSpent: (path: string) => boolean = () => false,
): Promise<SpoolFile[]> {
  const adopted: SpoolFile[] = [];
  for (const name of (await listFolder(folder, files)).sort()) {
    const [, id, whose] = NAME.exec(name) ?? [];
    if (id === undefined || whose === undefined || whose === owner) continue;
    const path = join(folder, `${id}.${owner}.spool`);
    // Under that name lies what is about to be removed: what comes in its place would be as well.
    if (isSpent(path)) continue;
    const found = await files.stat(join(folder, name)).catch(() => null);
    if (!found || !isAbandoned(whose, nowMs - found.mtimeMs)) continue;
    const isOurs = await files.rename(join(folder, name), path).then(
      () => true,
      () => false,
    );
    if (isOurs) adopted.push({ path, bytes: found.size });
  }
  if (adopted.length > 0) await syncFolder(folder, files);
  return adopted;
}

/** Leaves a file to whoever comes next. */
export async function release(path: string, files: SpoolFiles): Promise<void> {
  await files.rename(path, path.replace(/\.\d+-\w+-\w+\.spool$/, `.${NOBODY}.spool`));
}

export interface FolderContents {
  /** Records that wait for the database. */
  waiting: { files: number; bytes: number };
  /** What could not be read or stored. */
  aside: { files: number; bytes: number };
}

/** What lies in a folder of spools, of whichever process; nothing where there is none. */
export async function lookIntoFolder(folder: string, files: SpoolFiles = fs): Promise<FolderContents> {
  const contents: FolderContents = { waiting: { files: 0, bytes: 0 }, aside: { files: 0, bytes: 0 } };
  for (const name of await listFolder(folder, files)) {
    const kind = name.endsWith(".spool") ? contents.waiting : name.endsWith(".aside") ? contents.aside : null;
    const found = kind && (await files.stat(join(folder, name)).catch(() => null));
    if (!kind || !found) continue;
    kind.files += 1;
    kind.bytes += found.size;
  }
  return contents;
}

function isAbandoned(owner: Owner, silentMs: number): boolean {
  return isGone(owner) ?? silentMs > HEARTBEAT_LOST_MS;
}

async function listFolder(folder: string, files: SpoolFiles): Promise<string[]> {
  try {
    return await files.readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
