import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { type EmulatedWecom, startEmulatedWecom } from "../wecom/index.ts";
import { answerError, sameOriginOnly } from "./guard.ts";
import { createUploads } from "./uploads.ts";
import { createWechatChats } from "./wechat-chats.ts";
import { wechatRoutes } from "./wechat-routes.ts";

const openKfId = "wkDesk";
let emulator: EmulatedWecom;
let server: Server;
let base: string;
let chat: string;

beforeEach(async () => {
  emulator = await startEmulatedWecom();
  emulator.customers.addAccount({ openKfId, name: "Desk" });
  const chats = createWechatChats(emulator, openKfId, 0);
  const routes = wechatRoutes({ emulator, openKfId, chats, uploads: createUploads() });
  server = express().use(sameOriginOnly, routes, answerError).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`;
  chat = z.object({ id: z.string() }).parse(await (await send("", { persona: "lin" })).json()).id;
});
afterEach(async () => {
  server.close();
  await emulator.close();
});

const send = (path: string, body: unknown) =>
  fetch(`${base}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
const said = () => emulator.kfChat(openKfId, chat);

it("lets a customer write, and take back their own words alone", async () => {
  expect((await send(`/${chat}/messages`, { text: "你好" })).status).toBe(204);
  const [message] = said();
  expect(message?.text).toBe("你好");
  expect((await send(`/${chat}/recalls`, { messageId: message?.id })).status).toBe(204);
  expect(said()[0]?.deleted).toBe(true);
  expect((await send(`/${chat}/recalls`, { messageId: message?.id })).status).toBe(400);
  expect((await send(`/${chat}/recalls`, { messageId: "of nobody" })).status).toBe(400);
});

it("refuses buttons that are not there, and people whom nobody knows", async () => {
  await send(`/${chat}/messages`, { text: "你好" });
  expect((await send(`/${chat}/presses`, { messageId: said()[0]?.id, data: "5" })).status).toBe(404);
  expect((await send("/wmStranger/messages", { text: "hello" })).status).toBe(404);
  expect((await send(`/${chat}/messages`, { text: " " })).status).toBe(400);
  expect(said()).toHaveLength(1);
});
