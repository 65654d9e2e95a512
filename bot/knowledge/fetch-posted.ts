import { buffer } from "node:stream/consumers";
import type { InputError } from "../../infra/errors.ts";
import { fileProblem } from "../../knowledge/ingest/file-problem.ts";
import type { Adapter } from "../ports/adapter.ts";
import { DeliveryError } from "../ports/delivery-error.ts";
import type { Attachment } from "../ports/inbound-event.ts";

/**
 * The bytes of a file that somebody posted.
 * @throws InputError with the reason for the person, where they will never be had; anything else may work later.
 */
export async function fetchPosted(
  adapter: Pick<Adapter, "fetchFile">,
  file: Pick<Attachment, "ref" | "size">,
  maxBytes: number,
): Promise<Uint8Array> {
  if (!file.ref || !adapter.fetchFile) throw fileProblem({ en: "it cannot be fetched", zh: "无法下载此文件" });
  if (file.size !== undefined && file.size > maxBytes) throw tooLarge(maxBytes);
  try {
    const { stream } = await adapter.fetchFile(file.ref);
    return await buffer(bounded(stream, maxBytes));
  } catch (error) {
    if (!isRefused(error)) throw error;
    const reason = error.message.slice(0, 200);
    throw fileProblem({ en: `it cannot be fetched: ${reason}`, zh: `无法下载此文件：${reason}` });
  }
}

function isRefused(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.outcome === "rejected" && error.fault !== "channel_broken";
}

async function* bounded(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    yield piece;
  }
}

function tooLarge(maxBytes: number): InputError {
  const megabytes = Math.floor(maxBytes / 1024 / 1024);
  return fileProblem({ en: `larger than ${megabytes} MB`, zh: `大于 ${megabytes} MB` });
}
