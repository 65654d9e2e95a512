import express, { type Response, type Router } from "express";
import { z } from "zod";
import { ConflictError, InputError, NotFoundError } from "../../infra/errors.ts";
import type { RoomMessage, TelegramEmulator } from "../telegram/index.ts";
import type { Chat, Chats } from "./chats.ts";
import { personas } from "./personas.ts";

/** What a person can do in a chat, as plain requests of the page. */
export function chatRoutes({ emulator, chats }: { emulator: TelegramEmulator; chats: Chats }): Router {
  const router = express.Router();
  const json = express.json({ limit: "64kb" });
  const bytes = express.raw({ type: () => true, limit: MAX_FILE_BYTES });
  const spareBytes = createBudget(MAX_BYTES_IN_ALL);

  router.post("/chats", json, (request, response) => {
    const { persona } = newChat.parse(request.body);
    response.status(201).json(chats.open(personas[persona]));
  });
  router.post("/chats/:chatId/messages", json, (request, response) => {
    const { id } = actingChat(chats, request);
    emulator.post(id, id, newMessage.parse(request.body).text);
    response.status(204).end();
  });
  router.patch("/chats/:chatId/messages/:messageId", json, (request, response) => {
    const { id } = actingChat(chats, request);
    const said = findMessage(emulator, id, number.parse(request.params.messageId));
    if (said.from?.id !== id) throw new InputError("Only your own messages can be changed");
    emulator.edit(id, id, said.message_id, newMessage.parse(request.body).text);
    response.status(204).end();
  });
  router.post("/chats/:chatId/presses", json, (request, response) => {
    const { id } = actingChat(chats, request);
    const { messageId, data } = newPress.parse(request.body);
    const buttons = findMessage(emulator, id, messageId).reply_markup?.inline_keyboard.flat() ?? [];
    const isThere = buttons.some((button) => "callback_data" in button && button.callback_data === data);
    if (!isThere) throw new NotFoundError("There is no such button any more");
    emulator.press(id, id, messageId, data);
    response.status(204).end();
  });
  router.post("/chats/:chatId/files", bytes, (request, response) => {
    const { id } = actingChat(chats, request);
    const { name, caption } = newFile.parse(request.query);
    const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (content.length === 0) throw new InputError("The file is empty");
    spareBytes.take(content.length);
    const mimeType = request.headers["content-type"] ?? "application/octet-stream";
    const file = pictureTypeOf(content) ? { photo: content } : { document: content, name, mimeType };
    emulator.post(id, id, { ...file, ...(caption ? { caption } : {}) });
    response.status(204).end();
  });
  router.get("/files/:fileId", (request, response) => sendFile(emulator, request.params.fileId, response));
  return router;
}

const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** The emulated Telegram keeps every file in memory until it ends. */
const MAX_BYTES_IN_ALL = 200 * 1024 * 1024;
const MAX_ACTIONS_PER_CHAT = 1_000;

const number = z.coerce.number().int().nonnegative();
const newChat = z.strictObject({ persona: z.enum(["zh", "en"]) });
// Telegram's apps cut what people type to the length that sendMessage takes.
const newMessage = z.strictObject({ text: z.string().trim().min(1).max(4_096) });
const newPress = z.strictObject({ messageId: number, data: z.string().min(1).max(64) });
const newFile = z.object({ name: z.string().trim().min(1).max(200), caption: z.string().trim().max(1_024).optional() });

function actingChat(chats: Chats, request: { params: { chatId: string } }): Chat {
  const chat = chats.find(number.parse(request.params.chatId));
  if (++chat.actions > MAX_ACTIONS_PER_CHAT) throw new ConflictError("This chat is full. Begin a new one.");
  return chat;
}

function findMessage(emulator: TelegramEmulator, chatId: number, messageId: number): RoomMessage["message"] {
  const found = emulator.messages(chatId).find(({ message }) => message.message_id === messageId);
  if (!found || found.isDeleted) throw new NotFoundError("There is no such message any more");
  return found.message;
}

function createBudget(totalBytes: number) {
  let left = totalBytes;
  return {
    take: (bytes: number): void => {
      if (bytes > left)
        throw new ConflictError("This run holds too many files. Restart the product for an empty playground.");
      left -= bytes;
    },
  };
}

// Only what is certain to be a picture is shown in the page; everything else is saved, so that no upload can be a script.
function sendFile(emulator: TelegramEmulator, fileId: string, response: Response): void {
  const file = emulator.file(fileId);
  if (!file) throw new NotFoundError("There is no such file");
  const type = pictureTypeOf(file.bytes);
  response.setHeader("Cache-Control", "private, max-age=3600");
  // In this order: `attachment` guesses a type from the name.
  if (!type) response.attachment(file.path.split("/").at(-1));
  response.type(type ?? "application/octet-stream");
  response.send(Buffer.from(file.bytes));
}

/** By the first bytes of each format. */
function pictureTypeOf(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (start.startsWith("\x89PNG\r\n")) return "image/png";
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("GIF8")) return "image/gif";
  return start.startsWith("RIFF") && start.slice(8) === "WEBP" ? "image/webp" : null;
}
