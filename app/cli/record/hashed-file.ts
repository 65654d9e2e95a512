import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ManifestFile } from "./manifest.ts";

const BUFFERED = 64 * 1024;

/** A file of the export that is written piece by piece and hashed on the way. */
export interface HashedFile {
  write(piece: string | Uint8Array): Promise<void>;
  /** Ends it; what the manifest says of it. */
  end(): Promise<ManifestFile>;
}

/** Makes the file; for its owner alone to read. @throws when there is one already. */
export async function createHashedFile(folder: string, path: string): Promise<HashedFile> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true, mode: 0o700 });
  const handle = await open(whole, "wx", 0o600);
  const hash = createHash("sha256");
  let bytes = 0;
  let waiting: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    const piece = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    hash.update(piece);
    bytes += piece.length;
    await handle.writeFile(piece);
  };
  return {
    write: async (piece) => {
      const buffer = typeof piece === "string" ? Buffer.from(piece) : Buffer.from(piece);
      waiting.push(buffer);
      size += buffer.length;
      if (size >= BUFFERED) await flush();
    },
    end: async () => {
      await flush();
      await handle.close();
      return { path, bytes, sha256: hash.digest("hex") };
    },
  };
}
