import express, { type Request, type RequestHandler, type Response } from "express";
import { z } from "zod";
import { ConflictError, InputError } from "../../infra/errors.ts";

export interface Upload {
  name: string;
  caption: string;
  mimeType: string;
  bytes: Buffer;
  isPicture: boolean;
}

export interface Uploads {
  /** Reads the body of a request that carries a file. */
  body: RequestHandler;
  /** @throws InputError when the file is empty, ConflictError when this run holds too many. */
  take(request: Request): Upload;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** The emulated platforms keep every file in memory until they end. */
const MAX_BYTES_IN_ALL = 200 * 1024 * 1024;

const newFile = z.object({
  name: z.string().trim().min(1).max(200),
  caption: z.string().trim().max(1_024).default(""),
});

/** Files that people send from the page, within what this process may hold. */
export function createUploads(): Uploads {
  let left = MAX_BYTES_IN_ALL;
  return {
    body: express.raw({ type: () => true, limit: MAX_FILE_BYTES }),
    take: (request) => {
      const about = newFile.parse(request.query);
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (bytes.length === 0) throw new InputError("The file is empty");
      if (bytes.length > left)
        throw new ConflictError("This run holds too many files. Restart the product for an empty playground.");
      left -= bytes.length;
      const mimeType = request.headers["content-type"] ?? "application/octet-stream";
      return { ...about, mimeType, bytes, isPicture: pictureTypeOf(bytes) !== null };
    },
  };
}

/** Only what is certain to be a picture is shown in the page; all else is saved, so that no upload can be a script. */
export function sendUploaded(response: Response, name: string, bytes: Uint8Array): void {
  const type = pictureTypeOf(bytes);
  response.setHeader("Cache-Control", "private, max-age=3600");
  // In this order: `attachment` guesses a type from the name.
  if (!type) response.attachment(name);
  response.type(type ?? "application/octet-stream");
  response.send(Buffer.from(bytes));
}

/** By the first bytes of each format. */
function pictureTypeOf(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\x89PNG\r\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("GIF8")) return "image/gif";
  return start.startsWith("RIFF") && start.slice(8) === "WEBP" ? "image/webp" : null;
}
