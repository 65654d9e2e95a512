import type { Message } from "grammy/types";
import { z } from "zod";
import { BotApiError, badRequest } from "../bot-api-error.ts";
import { checkCaption } from "../check-text.ts";
import type { Method } from "../emulation.ts";
import type { UploadedFile } from "../multipart.ts";
import { entities, read } from "../params.ts";
import type { Call } from "../read-call.ts";
import { writableRoom } from "../rooms.ts";
import { keepFile } from "../world.ts";
import { placement, sayAsBot } from "./send-message.ts";

const schema = placement.extend({ caption: z.string().optional(), caption_entities: entities.optional() });

/** Bot API, "Sending files" and getFile. */
const maxDocumentBytes = 50 * 1_024 * 1_024;
const maxPhotoBytes = 10 * 1_024 * 1_024;
const maxDownloadBytes = 20 * 1_024 * 1_024;

export const sendPhoto: Method = (call, { world }) => {
  const params = read(schema, call.params);
  const room = writableRoom(world, params.chat_id);
  const upload = uploadOf(call, "photo", maxPhotoBytes);
  const caption = captionOf(params);
  const { fileId } = keepFile(world, "photos", upload.name, upload.bytes);
  const photo = [
    { file_id: fileId, file_unique_id: uniqueId(fileId), width: 640, height: 480, file_size: upload.bytes.length },
  ];
  return sayAsBot(world, room, params, { photo, ...caption }, upload.name);
};

export const sendDocument: Method = (call, { world }) => {
  const params = read(schema, call.params);
  const room = writableRoom(world, params.chat_id);
  const upload = uploadOf(call, "document", maxDocumentBytes);
  const caption = captionOf(params);
  const { fileId } = keepFile(world, "documents", upload.name, upload.bytes);
  const document = {
    file_id: fileId,
    file_unique_id: uniqueId(fileId),
    file_name: upload.name,
    file_size: upload.bytes.length,
  };
  return sayAsBot(world, room, params, { document, ...caption }, upload.name);
};

export const getFile: Method = ({ params }, { world }) => {
  const { file_id } = read(z.object({ file_id: z.string() }), params);
  const file = world.files.get(file_id);
  if (!file) throw badRequest("wrong file_id or the file is temporarily unavailable");
  if (file.bytes.length > maxDownloadBytes) throw badRequest("file is too big");
  return { file_id, file_unique_id: uniqueId(file_id), file_size: file.bytes.length, file_path: file.path };
};

/** Telegram's lasting name of a file; shorter than the id by which a bot downloads it. */
export const uniqueId = (fileId: string): string => `AgAD${fileId.slice(-12)}`;

/** The uploaded file: the parameter says `attach://PART`, or the part has the parameter's name. */
function uploadOf({ params, files }: Call, name: string, maxBytes: number): UploadedFile {
  const value = params[name];
  const part = typeof value === "string" && value.startsWith("attach://") ? value.slice("attach://".length) : name;
  const upload = files.get(part);
  if (!upload) throw badRequest("wrong file identifier/HTTP URL specified");
  if (upload.bytes.length === 0) throw badRequest("file must be non-empty");
  if (upload.bytes.length > maxBytes) throw new BotApiError(413, "Request Entity Too Large");
  return upload;
}

function captionOf(params: z.infer<typeof schema>): Partial<Message> {
  const { text, entities } = checkCaption(params.caption, params.caption_entities);
  return { ...(text !== "" && { caption: text }), ...(entities.length > 0 && { caption_entities: entities }) };
}
