import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { InputError } from "../../../infra/errors.ts";

/** Larger files are refused by one platform or another when they are sent. */
const MAX_BYTES = 20 * 1024 * 1024;

/** What can be sent, by the ending of its name, with the bytes that each begins with (at which place). */
const types: Record<string, { mimeType: string; begins: readonly [number, string][] }> = {
  ".png": { mimeType: "image/png", begins: [[0, "89504e470d0a1a0a"]] },
  ".jpg": { mimeType: "image/jpeg", begins: [[0, "ffd8ff"]] },
  ".jpeg": { mimeType: "image/jpeg", begins: [[0, "ffd8ff"]] },
  ".gif": { mimeType: "image/gif", begins: [[0, "474946383"]] },
  ".webp": { mimeType: "image/webp", begins: [[8, "57454250"]] },
  ".mp4": { mimeType: "video/mp4", begins: [[4, "66747970"]] },
  ".mov": { mimeType: "video/quicktime", begins: [[4, "66747970"]] },
  ".webm": { mimeType: "video/webm", begins: [[0, "1a45dfa3"]] },
  ".pdf": { mimeType: "application/pdf", begins: [[0, "25504446"]] },
  ".docx": {
    mimeType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    begins: [[0, "504b0304"]],
  },
  ".xlsx": { mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", begins: [[0, "504b0304"]] },
  ".pptx": {
    mimeType: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    begins: [[0, "504b0304"]],
  },
};

export interface MediaFile {
  name: string;
  mimeType: string;
  sha256: string;
  bytes: Buffer;
}

/**
 * A file that a material names, from `folder`. @throws InputError when it is not there, empty, too large, of a kind that
 * is not sent, or not what its name says.
 */
export async function readMedia(path: string, folder: string): Promise<MediaFile> {
  if (/^https?:/i.test(path))
    throw new InputError(`${path} is an address: a material is a file, kept as it was approved`);
  const ending = extname(path).toLowerCase();
  const type = Object.hasOwn(types, ending) ? types[ending] : undefined;
  if (!type) throw new InputError(`${path} is not sent to customers: ${Object.keys(types).join(", ")} are`);
  const full = resolve(folder, path);
  const found = await stat(full).catch(() => null);
  if (!found?.isFile()) throw new InputError(`There is no file ${path}`);
  if (found.size === 0) throw new InputError(`${path} is empty`);
  if (found.size > MAX_BYTES) throw new InputError(`${path} is larger than ${MAX_BYTES / 1024 / 1024} MB`);
  const bytes = await readFile(full);
  const hex = bytes.subarray(0, 64).toString("hex");
  if (!type.begins.every(([at, begin]) => hex.startsWith(begin, at * 2))) {
    throw new InputError(`${path} is not what its name says (${type.mimeType})`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name: basename(path), mimeType: type.mimeType, sha256, bytes };
}
