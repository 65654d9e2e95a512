import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Api } from "grammy";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { startTelegramEmulator, type TelegramEmulator } from "../telegram/index.ts";
import { chatRoutes } from "./chat-routes.ts";
import type { Chats } from "./chats.ts";
import { answerError, sameOriginOnly } from "./guard.ts";
import { createTelegramChats } from "./telegram-chats.ts";
import { createUploads } from "./uploads.ts";

const token = "700100200:AAHemulatoremulatorem";
let emulator: TelegramEmulator;
let server: Server;
let base: string;
let chats: Chats;
let chatId: number;

beforeEach(async () => {
  emulator = await startTelegramEmulator({ token });
  chats = createTelegramChats(emulator, 0);
  const routes = chatRoutes({ emulator, chats, uploads: createUploads() });
  server = express().use(sameOriginOnly, routes, answerError).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const opened = await send("POST", "/chats", { persona: "maya" });
  chatId = Number(z.object({ id: z.string() }).parse(await opened.json()).id);
});
afterEach(async () => {
  server.close();
  await emulator.close();
});

const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}${path}`, {
    method,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const upload = (name: string, type: string, body: string | Buffer) =>
  fetch(`${base}/chats/${chatId}/files?name=${name}`, { method: "POST", headers: { "Content-Type": type }, body });
const lastMessage = () => emulator.messages(chatId).at(-1)?.message;

it.each([
  ["nothing but spaces", "   "],
  ["more than Telegram takes", "a".repeat(4_097)],
  ["something that is no text", 7],
])("refuses a message of %s, and nothing is said", async (_what, text) => {
  expect((await send("POST", `/chats/${chatId}/messages`, { text })).status).toBe(400);
  expect(emulator.messages(chatId)).toEqual([]);
});

it.each(["1", "-1", "x", "5000000001.5"])("knows no chat %s", async (id) => {
  const { status } = await send("POST", `/chats/${id}/messages`, { text: "hello" });
  expect([400, 404]).toContain(status);
});

it("lets nobody change what the desk has said, nor press a button that is not there", async () => {
  await send("POST", `/chats/${chatId}/messages`, { text: "hello" });
  const { message_id: messageId } = await new Api(token, { apiRoot: emulator.apiRoot }).sendMessage(
    chatId,
    "Good morning",
  );
  const edited = await send("PATCH", `/chats/${chatId}/messages/${messageId}`, { text: "Buy now" });
  const pressed = await send("POST", `/chats/${chatId}/presses`, { messageId, data: "a" });
  expect([edited.status, pressed.status]).toEqual([400, 404]);
  expect(lastMessage()?.text).toBe("Good morning");
});

it("shows only what is certain to be a picture, whatever an upload calls itself", async () => {
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  expect((await upload("picture.svg", "image/svg+xml", script)).status).toBe(204);
  const response = await fetch(`${base}/files/${lastMessage()?.document?.file_id}`);
  expect(response.headers.get("content-type")).toBe("application/octet-stream");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
});

it("shows a picture as one", async () => {
  await upload("dot.gif", "image/gif", Buffer.from("GIF89a rest"));
  const response = await fetch(`${base}/files/${lastMessage()?.photo?.at(-1)?.file_id}`);
  expect(response.headers.get("content-type")).toBe("image/gif");
  expect(response.headers.get("content-disposition")).toBeNull();
});

it("takes files of up to 5 MB, and none that are empty", async () => {
  expect((await upload("empty.txt", "text/plain", "")).status).toBe(400);
  expect((await upload("fits.bin", "application/octet-stream", Buffer.alloc(5 * 1024 * 1024))).status).toBe(204);
  expect((await upload("large.bin", "application/octet-stream", Buffer.alloc(5 * 1024 * 1024 + 1))).status).toBe(413);
});

it("ends a chat that has gone on for a thousand acts", async () => {
  chats.find(String(chatId)).actions = 999;
  expect((await send("POST", `/chats/${chatId}/messages`, { text: "hello" })).status).toBe(204);
  expect((await send("POST", `/chats/${chatId}/messages`, { text: "hello" })).status).toBe(409);
});

it("serves no page of another origin", async () => {
  const headers = { "Sec-Fetch-Site": "cross-site" };
  expect((await send("POST", `/chats/${chatId}/messages`, { text: "hello" }, headers)).status).toBe(403);
});
