import express, { type Request, type Router } from "express";
import { z } from "zod";
import { InputError, NotFoundError } from "../../infra/errors.ts";
import type { RoomMessage, TelegramEmulator } from "../telegram/index.ts";
import type { Chats } from "./chats.ts";
import { newChat, newText, personId } from "./page-requests.ts";
import { personas } from "./personas.ts";
import { sendUploaded, type Uploads } from "./uploads.ts";

interface ChatParts {
  emulator: TelegramEmulator;
  chats: Chats;
  uploads: Uploads;
}

/** What a customer can do on the emulated Telegram, as plain requests of the page. */
export function chatRoutes({ emulator, chats, uploads }: ChatParts): Router {
  const router = express.Router();
  const json = express.json({ limit: "64kb" });
  const acting = ({ params }: Request) => Number(chats.act(personId.parse(params["chatId"])).id);

  router.post("/chats", json, (request, response) => {
    response.status(201).json(chats.open(personas[newChat.parse(request.body).persona]));
  });
  router.post("/chats/:chatId/messages", json, (request, response) => {
    const id = acting(request);
    emulator.post(id, id, newText.parse(request.body).text);
    response.status(204).end();
  });
  router.patch("/chats/:chatId/messages/:messageId", json, (request, response) => {
    const id = acting(request);
    const said = findMessage(emulator, id, number.parse(request.params.messageId));
    if (said.from?.id !== id) throw new InputError("Only your own messages can be changed");
    emulator.edit(id, id, said.message_id, newText.parse(request.body).text);
    response.status(204).end();
  });
  router.post("/chats/:chatId/presses", json, (request, response) => {
    const id = acting(request);
    const { messageId, data } = newPress.parse(request.body);
    const buttons = findMessage(emulator, id, messageId).reply_markup?.inline_keyboard.flat() ?? [];
    const isThere = buttons.some((button) => "callback_data" in button && button.callback_data === data);
    if (!isThere) throw new NotFoundError("There is no such button any more");
    emulator.press(id, id, messageId, data);
    response.status(204).end();
  });
  router.post("/chats/:chatId/files", uploads.body, (request, response) => {
    const id = acting(request);
    const { name, caption, mimeType, bytes, isPicture } = uploads.take(request);
    const file = isPicture ? { photo: bytes } : { document: bytes, name, mimeType };
    emulator.post(id, id, { ...file, ...(caption ? { caption } : {}) });
    response.status(204).end();
  });
  router.get("/files/:fileId", (request, response) => {
    const file = emulator.file(request.params.fileId);
    if (!file) throw new NotFoundError("There is no such file");
    sendUploaded(response, file.path.split("/").at(-1) ?? "file", file.bytes);
  });
  return router;
}

const number = z.coerce.number().int().nonnegative();
const newPress = z.strictObject({ messageId: number, data: z.string().min(1).max(64) });

function findMessage(emulator: TelegramEmulator, chatId: number, messageId: number): RoomMessage["message"] {
  const found = emulator.messages(chatId).find(({ message }) => message.message_id === messageId);
  if (!found || found.isDeleted) throw new NotFoundError("There is no such message any more");
  return found.message;
}
