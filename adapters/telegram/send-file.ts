import { type Api, InputFile } from "grammy";
import type { Message } from "grammy/types";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundFile, OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { maxFileBytes, maxPhotoBytes } from "./capabilities.ts";
import { toChatId } from "./chat-id.ts";
import { isRefusedFor, toDeliveryError } from "./errors.ts";
import type { Placement } from "./placement.ts";
import type { Rendered } from "./render.ts";

/** Shown as pictures by every client; a GIF sent as a photo would stand still. */
const photoTypes = new Set(["image/jpeg", "image/png", "image/webp"]);

/**
 * Uploads one file: as a photo where it can be one, else as a document, which arrives byte for byte. A picture that
 * Telegram cannot show (odd dimensions) goes as a document too.
 * @throws DeliveryError
 */
export async function sendFile(
  api: Api,
  { target }: OutboundMessage,
  file: OutboundFile,
  { text, entities }: Rendered,
  placement: Placement,
): Promise<Message> {
  if (file.bytes.byteLength > maxFileBytes) {
    throw new DeliveryError("rejected", `the file has more than ${maxFileBytes} bytes, the most a bot can send`, {
      details: { bytes: file.bytes.byteLength },
    });
  }
  const options = { ...(text !== "" && { caption: text, caption_entities: entities }), ...placement };
  const asDocument = () => api.sendDocument(toChatId(target.chatId), inputFile(file), options).catch(rethrow);
  if (!isPhoto(file)) return asDocument();
  try {
    return await api.sendPhoto(toChatId(target.chatId), inputFile(file), options).catch(rethrow);
  } catch (error) {
    if (isRefusedFor(error, "photo_refused")) return asDocument();
    throw error;
  }
}

function isPhoto({ kind, mimeType, bytes }: OutboundFile): boolean {
  return kind === "image" && photoTypes.has(mimeType) && bytes.byteLength <= maxPhotoBytes;
}

// grammY writes the name into the multipart header without quotes, so these would end it early.
function inputFile({ bytes, name }: OutboundFile): InputFile {
  return new InputFile(bytes, name.replace(/[";\\\p{Cc}]/gu, "_"));
}

function rethrow(error: unknown): never {
  throw toDeliveryError(error);
}
