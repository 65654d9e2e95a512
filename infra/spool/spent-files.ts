import { dirname } from "node:path";
import type { Log } from "../log/log.ts";
import { asideOf, type SpoolFiles, syncFolder } from "./spool-folder.ts";

/** Files of which nothing waits for the database any more, until the disk has let them go. */
export interface SpentFiles {
  /** Removes one, once `pieces` of it are kept aside. */
  remove(path: string, pieces: string[]): Promise<void>;
  /** Keeps one aside whole, since it cannot be read. */
  setAside(path: string, error: unknown): Promise<void>;
  /** Tries once more what the disk did not let go. */
  retry(): Promise<void>;
  has(path: string): boolean;
}

/**
 * None of it rejects: a file that stays is tried again, and whoever finds it stores once more what is stored already.
 * One thing is tried after the other, and what comes meanwhile is left to that: a disk that hangs takes no more memory
 * and threads than one of them.
 */
export function createSpentFiles(files: SpoolFiles, log: Log): SpentFiles {
  /** Whole files are kept aside where pieces could not be. */
  const left = new Map<string, "remove" | "set aside">();
  let isAtWork = false;

  const letGo = async (path: string) => {
    const going = left.get(path) === "remove" ? files.unlink(path) : files.rename(path, asideOf(path));
    await going.catch(unlessGone);
    left.delete(path);
    await syncFolder(dirname(path), files);
  };
  const letAllGo = async () => {
    if (isAtWork) return;
    isAtWork = true;
    // What is added meanwhile is reached as well.
    for (const path of left.keys())
      await letGo(path).catch((error: unknown) => log.error("spool.not_removed", { file: path, error }));
    isAtWork = false;
  };

  return {
    remove: async (path, pieces) => {
      left.set(path, pieces.length > 0 ? "set aside" : "remove");
      if (pieces.length > 0) {
        log.error("spool.set_aside", { file: asideOf(path), pieces: pieces.length });
        if (!isAtWork) await keepPieces(path, pieces);
      }
      await letAllGo();
    },
    setAside: async (path, error) => {
      log.error("spool.set_aside", { file: asideOf(path), error });
      left.set(path, "set aside");
      await letAllGo();
    },
    retry: letAllGo,
    has: (path) => left.has(path),
  };

  async function keepPieces(path: string, pieces: string[]): Promise<void> {
    isAtWork = true;
    try {
      await writeAside(asideOf(path), pieces, files);
      left.set(path, "remove");
    } catch (error) {
      log.error("spool.not_set_aside", { file: asideOf(path), error });
    } finally {
      isAtWork = false;
    }
  }
}

async function writeAside(path: string, pieces: string[], files: SpoolFiles): Promise<void> {
  const handle = await files.open(path, "w", 0o600);
  try {
    await handle.writeFile(pieces.map((piece) => (piece.endsWith("\n") ? piece : `${piece}\n`)).join(""), "latin1");
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file that another process took over, for a dead one's, is no longer ours to care for. */
export function unlessGone(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
