import { Readable } from "node:stream";
import type { FetchedFile } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { FileRef } from "../../bot/ports/inbound-event.ts";
import type { OutboundFile } from "../../bot/ports/outbound-message.ts";
import type { WecomApi } from "./api.ts";

/** 上传临时素材 (path 90253): more than 5 bytes; images of 10 MB as JPG or PNG, files of 20 MB. */
const MIN_FILE_BYTES = 6;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** What others may send through WeCom is at most 20 MB as well; the rest is room. */
const MAX_FETCHED_BYTES = 50 * 1024 * 1024;
const IMAGE_TYPES = new Set(["image/jpeg", "image/jpg", "image/png"]);

export type MediaMessage =
  | { msgtype: "image"; image: { media_id: string } }
  | { msgtype: "file"; file: { media_id: string } };

/** Uploads a file and says which message shows it: as a picture where WeCom takes it for one, else as a file. */
export async function uploadFile(api: WecomApi, file: OutboundFile): Promise<MediaMessage> {
  const size = file.bytes.byteLength;
  if (size < MIN_FILE_BYTES || size > MAX_FILE_BYTES) {
    throw new DeliveryError("rejected", "WeCom takes files of 6 bytes to 20 MB", { details: { size } });
  }
  const isImage = file.kind === "image" && size <= MAX_IMAGE_BYTES && IMAGE_TYPES.has(file.mimeType);
  const media_id = await api.upload(isImage ? "image" : "file", file);
  return isImage ? { msgtype: "image", image: { media_id } } : { msgtype: "file", file: { media_id } };
}

/** The bytes of a received file, as a stream that fails beyond 50 MB. WeCom keeps files for three days. */
export async function fetchFile(api: WecomApi, ref: FileRef): Promise<FetchedFile> {
  const mediaId = ref["mediaId"];
  if (!mediaId) throw new DeliveryError("rejected", "the reference names no WeCom media");
  const response = await api.download(mediaId);
  const name = dispositionName(response.headers.get("content-disposition") ?? "");
  const mimeType = response.headers.get("content-type");
  return {
    stream: Readable.from(bounded(response)),
    ...(name ? { name } : {}),
    ...(mimeType ? { mimeType } : {}),
  };
}

async function* bounded(response: Response): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_FETCHED_BYTES) throw new DeliveryError("rejected", "the file is larger than 50 MB");
    yield chunk;
  }
}

/** `filename*` (RFC 5987) before `filename`, whose bytes WeCom writes in UTF-8 while fetch reads them as Latin-1. */
function dispositionName(header: string): string | undefined {
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(header)?.[1];
  if (encoded) return decoded(encoded.trim());
  const plain = /filename="?([^";]+)"?/i.exec(header)?.[1]?.trim();
  return plain && Buffer.from(plain, "latin1").toString("utf8");
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
