import { pipeline, Readable, Transform } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Api } from "grammy";
import type { FetchedFile } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { FileRef } from "../../bot/ports/inbound-event.ts";
import { toRepeatableError } from "./errors.ts";
import type { TelegramSettings } from "./settings.ts";

/** Bot API, getFile: "bots can download files of up to 20MB in size". */
const maxDownloadBytes = 20 * 1_024 * 1_024;
const downloadTimeoutMs = 120_000;

/**
 * The bytes of a file that somebody sent. The address holds the token: it is made here and goes nowhere else.
 * @throws DeliveryError: `rejected` when the file is gone or over 20 MB, `retry` for everything that may pass.
 */
export async function fetchFile(api: Api, settings: TelegramSettings, { fileId }: FileRef): Promise<FetchedFile> {
  if (fileId === undefined) throw new DeliveryError("rejected", "this is not a reference to a file of Telegram");
  const path = await filePath(api, fileId);
  const body = await download(`${settings.api_root}/file/bot${settings.bot_token}/${path}`);
  const name = path.split("/").at(-1);
  return { stream: atMost(maxDownloadBytes, body), ...(name && { name }) };
}

async function filePath(api: Api, fileId: string): Promise<string> {
  try {
    const { file_path: path } = await api.getFile(fileId);
    // A Bot API server in local mode names a file on its own disk, which is not ours.
    if (!path || path.startsWith("/") || path.split("/").includes("..")) {
      throw new DeliveryError("rejected", "Telegram named no path to download the file from");
    }
    return path.split("/").map(encodeURIComponent).join("/");
  } catch (error) {
    throw toRepeatableError(error);
  }
}

async function download(url: string): Promise<ReadableStream> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs), redirect: "error" });
  } catch {
    // What fetch throws may name the address.
    throw new DeliveryError("retry", "the file could not be downloaded: Telegram did not answer");
  }
  const { status, body } = response;
  if (response.ok && body) return body as ReadableStream;
  await body?.cancel();
  const outcome = status >= 500 || status === 429 ? "retry" : "rejected";
  throw new DeliveryError(outcome, `the file could not be downloaded: Telegram answered ${status}`, {
    details: { status },
  });
}

/** Passes bytes on and fails on the first one too many, whatever the platform said about the size. */
function atMost(maxBytes: number, body: ReadableStream): Readable {
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes <= maxBytes) return done(null, chunk);
      done(new DeliveryError("rejected", `the file has more than ${maxBytes} bytes`));
    },
  });
  // pipeline hands an error of either side to whoever reads `limit`; the callback has nothing to add.
  pipeline(Readable.fromWeb(body), limit, () => undefined);
  return limit;
}
