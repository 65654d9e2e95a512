import type { IncomingMessage } from "node:http";
import { DeskhandError, PayloadError, UnavailableError } from "../../infra/errors.ts";

/** One body. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** All that are in memory at a time, counted as they come in: a slow sender costs what it has sent. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
/** Requests that are proved and stored at a time: with more, those that wait would be answered too late anyway. */
const MAX_AT_WORK = 512;

/** Answered 413. */
export class BodyTooLargeError extends DeskhandError {
  constructor() {
    super("webhook.too_large", "The body is larger than 1 MiB");
  }
}

export interface WebhookBodies {
  /**
   * Reads a body whole and gives it to `work`. It counts until `work` has ended.
   * @throws UnavailableError when as much is at work or in memory as may be, BodyTooLargeError, PayloadError when it is
   * compressed or was cut off, and what `work` throws.
   */
  take<T>(request: IncomingMessage, work: (body: Buffer) => Promise<T>): Promise<T>;
}

export interface BodyLimits {
  maxTotalBytes?: number;
  maxAtWork?: number;
}

/** Bounds what webhooks hold in memory: beyond it the platform is asked to come again, before anything is read. */
export function createWebhookBodies({
  maxTotalBytes = MAX_TOTAL_BYTES,
  maxAtWork = MAX_AT_WORK,
}: BodyLimits = {}): WebhookBodies {
  let totalBytes = 0;
  let atWork = 0;

  const assertRoom = (bytes: number, more: number) => {
    if (bytes > MAX_BODY_BYTES) throw new BodyTooLargeError();
    if (totalBytes + more > maxTotalBytes) throw new UnavailableError("too many bodies are in memory");
  };

  return {
    take: async (request, work) => {
      if (atWork >= maxAtWork) throw new UnavailableError("too many webhooks are at work");
      assertReadable(request);
      let counted = 0;
      const count = (bytes: number) => {
        counted += bytes;
        totalBytes += bytes;
      };
      try {
        const body = await readWhole(request, (chunk, bytes) => {
          assertRoom(bytes, chunk.length);
          count(chunk.length);
        });
        // While it was read, others may have come to an end sooner.
        if (atWork >= maxAtWork) throw new UnavailableError("too many webhooks are at work");
        atWork += 1;
        try {
          return await work(body);
        } finally {
          atWork -= 1;
        }
      } finally {
        totalBytes -= counted;
      }
    },
  };
}

/**
 * By its events, which cost less than an async iterator. `look` sees each piece, and
 * how much there is with it; what it throws ends the reading. The connection stays: the answer has yet to go out through it.
 */
function readWhole(request: IncomingMessage, look: (chunk: Buffer, bytes: number) => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const cutOff = (error?: unknown) => reject(new PayloadError("the body was cut off", error));
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      try {
        look(chunk, bytes);
        chunks.push(chunk);
      } catch (error) {
        request.off("data", take).pause();
        reject(error);
      }
    };
    request.on("data", take).once("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", cutOff).once("close", () => {
      // Also of what has come whole: a connection may end before all of it was read.
      if (!request.readableEnded) cutOff();
    });
  });
}

function assertReadable({ headers }: IncomingMessage): void {
  if ((headers["content-encoding"] ?? "identity") !== "identity") throw new PayloadError("the body is compressed");
  if (Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES) throw new BodyTooLargeError();
}
