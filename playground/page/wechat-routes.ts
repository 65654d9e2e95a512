import express, { type Request, type Router } from "express";
import { z } from "zod";
import { InputError, NotFoundError } from "../../infra/errors.ts";
import type { EmulatedWecom } from "../wecom/index.ts";
import type { Chats } from "./chats.ts";
import { newChat, newText, personId } from "./page-requests.ts";
import { personas } from "./personas.ts";
import type { Uploads } from "./uploads.ts";

interface WechatParts {
  emulator: EmulatedWecom;
  openKfId: string;
  chats: Chats;
  uploads: Uploads;
}

/** What a WeChat customer can do at the emulated 微信客服 account, as plain requests of the page. */
export function wechatRoutes({ emulator, openKfId, chats, uploads }: WechatParts): Router {
  const router = express.Router();
  const json = express.json({ limit: "64kb" });
  const acting = ({ params }: Request) => ({
    openKfId,
    externalUserId: chats.act(personId.parse(params["chatId"])).id,
  });

  router.post("/wechat", json, (request, response) => {
    response.status(201).json(chats.open(personas[newChat.parse(request.body).persona]));
  });
  router.post("/wechat/:chatId/messages", json, (request, response) => {
    const at = acting(request);
    emulator.customers.writes(at, newText.parse(request.body).text);
    response.status(204).end();
  });
  router.post("/wechat/:chatId/recalls", json, (request, response) => {
    const at = acting(request);
    const { messageId } = recalled.parse(request.body);
    const said = emulator.kfChat(at.openKfId, at.externalUserId).find(({ id }) => id === messageId);
    if (said?.from !== "customer" || said.deleted) throw new InputError("Only your own messages can be taken back");
    emulator.customers.recalls(at, messageId);
    response.status(204).end();
  });
  router.post("/wechat/:chatId/presses", json, (request, response) => {
    const at = acting(request);
    const { messageId, data } = newPress.parse(request.body);
    const message = emulator.kfChat(at.openKfId, at.externalUserId).find(({ id }) => id === messageId);
    const button = message?.buttons.find(({ id, url }) => id === data && url === undefined);
    if (!button) throw new NotFoundError("There is no such button any more");
    emulator.customers.presses(at, button);
    response.status(204).end();
  });
  router.post("/wechat/:chatId/files", uploads.body, (request, response) => {
    const at = acting(request);
    const { name, caption, mimeType, bytes, isPicture } = uploads.take(request);
    emulator.customers.sendsMedia(at, isPicture ? "image" : "file", { name, mimeType, bytes });
    // WeChat knows no captions: words are a message of their own.
    if (caption) emulator.customers.writes(at, caption);
    response.status(204).end();
  });
  return router;
}

const messageId = z.string().min(1).max(128);
const newPress = z.strictObject({ messageId, data: z.string().min(1).max(128) });
const recalled = z.strictObject({ messageId });
