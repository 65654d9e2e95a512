import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Api, GrammyError, InputFile } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "./index.ts";

const token = "700100200:AAHemulatoremulatorem";
const annId = 5_000_000_101;
const bobId = 5_000_000_102;

let emulator: TelegramEmulator;
let api: Api;

beforeEach(async () => {
  emulator = await startTelegramEmulator({ token, secondMs: 2 });
  emulator.addPerson({ id: annId, firstName: "Ann" });
  emulator.addPerson({ id: bobId, firstName: "Bob" });
  api = new Api(token, { apiRoot: emulator.apiRoot, timeoutSeconds: 5 });
});
afterEach(() => emulator.close());

/** A webhook of a bot: notes what arrives and answers as it is told, 200 by default. */
async function startWebhook(answer: (update: Update, attempt: number) => number | [number, string] = () => 200) {
  const arrived: { update: Update; secret: unknown }[] = [];
  const server: Server = createServer((request, response) => {
    void readJson(request).then((update) => {
      arrived.push({ update, secret: request.headers["x-telegram-bot-api-secret-token"] });
      const attempt = arrived.filter((earlier) => earlier.update.update_id === update.update_id).length;
      const answered = answer(update, attempt);
      const [status, retryAfter] = typeof answered === "number" ? [answered, undefined] : answered;
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/telegram`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, arrived, close, texts: () => arrived.map(({ update }) => update.message?.text) };
}

async function readJson(request: IncomingMessage): Promise<Update> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Update; // what the emulator sent
}

const refusal = async (work: Promise<unknown>): Promise<[number, string]> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GrammyError)) throw new Error("the call was not refused");
  return [error.error_code, error.description];
};

describe("updates by webhook", () => {
  it("arrive with the secret, and in order within a chat", async () => {
    const webhook = await startWebhook();
    await api.setWebhook(webhook.url, { secret_token: "s3cret_token" });
    for (const text of ["one", "two", "three"]) emulator.post(annId, annId, text);
    await emulator.delivered();
    expect(webhook.texts()).toEqual(["one", "two", "three"]);
    expect(webhook.arrived.map(({ secret }) => secret)).toEqual(["s3cret_token", "s3cret_token", "s3cret_token"]);
    webhook.close();
  });

  it("come again until they are taken, and hold back only their own chat", async () => {
    const webhook = await startWebhook((update, attempt) =>
      update.message?.text === "poison" && attempt < 4 ? 500 : 200,
    );
    await api.setWebhook(webhook.url);
    emulator.post(annId, annId, "poison");
    emulator.post(annId, annId, "behind it");
    emulator.post(bobId, bobId, "elsewhere");
    await emulator.delivered();
    const texts = webhook.texts();
    expect(texts.filter((text) => text === "poison")).toHaveLength(4);
    expect(texts.at(-1)).toBe("behind it");
    expect(texts.indexOf("elsewhere")).toBeLessThan(texts.lastIndexOf("poison"));
    webhook.close();
  });

  it("wait beside each other in many chats without a warning of a leak", async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on("warning", note);
    const webhook = await startWebhook((_update, attempt) => (attempt === 1 ? [503, "100"] : 200));
    await api.setWebhook(webhook.url, { max_connections: 40 });
    for (let person = 0; person < 15; person++) {
      const { id } = emulator.addPerson({ id: 5_000_000_200 + person, firstName: `P${person}` });
      emulator.post(id, id, "hello");
    }
    await emulator.delivered();
    expect(new Set(webhook.arrived.map(({ update }) => update.update_id)).size).toBe(15);
    process.off("warning", note);
    expect(warnings).toEqual([]);
    webhook.close();
  });

  it("wait as long as Retry-After says, and the failure can be read", async () => {
    const webhook = await startWebhook((_update, attempt) => (attempt === 1 ? [503, "5"] : 200));
    await api.setWebhook(webhook.url);
    emulator.post(annId, annId, "hello");
    await emulator.delivered();
    expect(webhook.texts()).toEqual(["hello", "hello"]);
    expect(await api.getWebhookInfo()).toMatchObject({
      url: webhook.url,
      pending_update_count: 0,
      last_error_message: "Wrong response from the webhook: 503 Service Unavailable",
    });
    webhook.close();
  });

  it("wait for a webhook to be set, and can be delivered once more under their number", async () => {
    emulator.post(annId, annId, "early");
    const webhook = await startWebhook();
    await api.setWebhook(webhook.url);
    await emulator.delivered();
    const id = webhook.arrived[0]?.update.update_id ?? 0;
    expect(emulator.redeliver(id)).toBe(true);
    await emulator.delivered();
    expect(webhook.arrived.map(({ update }) => update.update_id)).toEqual([id, id]);
    expect(emulator.redeliver(1)).toBe(false);
    webhook.close();
  });

  it("bring only the kinds that were asked for", async () => {
    const webhook = await startWebhook();
    await api.setWebhook(webhook.url, { allowed_updates: ["message"] });
    const { message_id } = emulator.post(annId, annId, "one");
    emulator.edit(annId, annId, message_id, "two");
    emulator.block(annId);
    await emulator.delivered();
    expect(webhook.arrived.map(({ update }) => Object.keys(update)[1])).toEqual(["message"]);
    webhook.close();
  });
});

describe("updates by polling", () => {
  it("come again until a higher offset confirms them", async () => {
    emulator.post(annId, annId, "one");
    emulator.post(annId, annId, "two");
    const [first] = await api.getUpdates();
    expect((await api.getUpdates()).map((update) => update.message?.text)).toEqual(["one", "two"]);
    const rest = await api.getUpdates({ offset: (first?.update_id ?? 0) + 1 });
    expect(rest.map((update) => update.message?.text)).toEqual(["two"]);
    expect(await api.getUpdates({ limit: 1 })).toHaveLength(1);
  });

  it("are waited for", async () => {
    const polled = api.getUpdates({ timeout: 50 });
    await vi.waitFor(() => expect(emulator.isPolled()).toBe(true));
    emulator.post(annId, annId, "hello");
    expect((await polled).map((update) => update.message?.text)).toEqual(["hello"]);
    expect(await api.getUpdates({ offset: -1, timeout: 0 })).toHaveLength(1);
  });

  it("go to one poller only, and to none while a webhook is set", async () => {
    const first = refusal(api.getUpdates({ timeout: 50 }));
    await vi.waitFor(() => expect(emulator.isPolled()).toBe(true));
    const second = refusal(api.getUpdates({ timeout: 50 }));
    expect(await first).toEqual([
      409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ]);
    await vi.waitFor(() => expect(emulator.isPolled()).toBe(true));
    await api.setWebhook("http://127.0.0.1:1/");
    expect((await second)[0]).toBe(409);
    expect((await refusal(api.getUpdates()))[1]).toContain("can't use getUpdates method while webhook is active");
    await api.deleteWebhook();
    expect(await api.getUpdates()).toEqual([]);
  });
});

describe("what people do", () => {
  it("is told to the bot as Telegram words it", async () => {
    const forum = emulator.addGroup({ title: "Desk", isForum: true, members: [annId] });
    const topic = emulator.openTopic(annId, forum.id, "C1042");
    emulator.post(annId, forum.id, "/desk@deskhand_bot take", { threadId: topic });
    const sent = await api.sendMessage(annId, "Fine?", {
      reply_markup: { inline_keyboard: [[{ text: "Yes", callback_data: "yes" }]] },
    });
    emulator.press(annId, annId, sent.message_id, "yes");
    emulator.block(annId);
    const updates = await api.getUpdates();
    expect(updates).toMatchObject([
      { message: { forum_topic_created: { name: "C1042" }, message_thread_id: topic } },
      {
        message: {
          text: "/desk@deskhand_bot take",
          entities: [{ type: "bot_command", offset: 0, length: 18 }],
          is_topic_message: true,
          message_thread_id: topic,
          reply_to_message: { message_id: topic },
        },
      },
      { callback_query: { from: { id: annId }, data: "yes", message: { message_id: sent.message_id } } },
      { my_chat_member: { chat: { id: annId }, new_chat_member: { status: "kicked" } } },
    ]);
  });

  it("is kept from a bot in privacy mode, unless it is meant", async () => {
    const { id } = emulator.addGroup({ title: "Gold", members: [annId], bot: "member" });
    const said = await api.sendMessage(id, "hello");
    emulator.post(annId, id, "lunch?");
    emulator.post(annId, id, "hey @deskhand_bot");
    emulator.post(annId, id, "/help");
    emulator.post(annId, id, "thanks", { replyTo: said.message_id });
    const updates = await api.getUpdates();
    expect(updates.map((update) => update.message?.text)).toEqual(["hey @deskhand_bot", "/help", "thanks"]);
  });

  it("can be watched", async () => {
    const seen: string[] = [];
    const stop = emulator.subscribe((change) => seen.push(change.type));
    const { message_id } = await api.sendMessage(annId, "one");
    await api.editMessageText(annId, message_id, "two");
    await api.deleteMessage(annId, message_id);
    stop();
    emulator.post(annId, annId, "unseen");
    expect(seen).toEqual(["message", "edited", "deleted"]);
  });

  it.each([
    ["photo", { photo: Buffer.from("jpg"), caption: "look" }],
    ["document", { document: Buffer.from("pdf"), name: "账.pdf", mimeType: "application/pdf" }],
    ["voice", { voice: Buffer.from("ogg"), seconds: 3 }],
    ["video", { video: Buffer.from("mp4"), seconds: 3 }],
    ["sticker", { sticker: "👍" }],
    ["location", { location: { latitude: 1, longitude: 2 } }],
    ["contact", { contact: { phoneNumber: "+10000000000", firstName: "Bob" } }],
  ] as const)("can be a %s", async (field, content) => {
    emulator.post(annId, annId, content);
    const [update] = await api.getUpdates();
    expect(update?.message).toHaveProperty(field);
  });
});

describe("what Telegram refuses", () => {
  const refusals: [string, () => Promise<unknown>, [number, string]][] = [
    ["an empty text", () => api.sendMessage(annId, " \n "), [400, "Bad Request: message text is empty"]],
    ["4097 units", () => api.sendMessage(annId, "x".repeat(4_097)), [400, "Bad Request: message is too long"]],
    ["a chat that does not exist", () => api.sendMessage(1, "a"), [400, "Bad Request: chat not found"]],
    [
      "an entity beyond the text",
      () => api.sendMessage(annId, "abc", { entities: [{ type: "bold", offset: 2, length: 2 }] }),
      [400, "Bad Request: ENTITY_BOUNDS_INVALID"],
    ],
    [
      "an entity through a character",
      () => api.sendMessage(annId, "👍", { entities: [{ type: "bold", offset: 0, length: 1 }] }),
      [400, "Bad Request: entity begins or ends in the middle of a UTF-16 surrogate pair"],
    ],
    [
      "65 bytes of button data",
      () =>
        api.sendMessage(annId, "a", {
          reply_markup: { inline_keyboard: [[{ text: "x", callback_data: "x".repeat(65) }]] },
        }),
      [400, "Bad Request: BUTTON_DATA_INVALID"],
    ],
    [
      "an answer to nothing",
      () => api.sendMessage(annId, "a", { reply_parameters: { message_id: 99 } }),
      [400, "Bad Request: message to be replied not found"],
    ],
    [
      "a thread where there are none",
      () => api.sendMessage(annId, "a", { message_thread_id: 1 }),
      [400, "Bad Request: message thread not found"],
    ],
    [
      "a caption of 1025 units",
      () => api.sendDocument(annId, new InputFile(Buffer.from("x"), "a.txt"), { caption: "x".repeat(1_025) }),
      [400, "Bad Request: message caption is too long"],
    ],
    ["an edit of nothing", () => api.editMessageText(annId, 99, "a"), [400, "Bad Request: message to edit not found"]],
    [
      "an answer to no press",
      () => api.answerCallbackQuery("1"),
      [400, "Bad Request: query is too old and response timeout expired or query ID is invalid"],
    ],
    [
      "a file that does not exist",
      () => api.getFile("x"),
      [400, "Bad Request: wrong file_id or the file is temporarily unavailable"],
    ],
    ["a wrong token", () => new Api("1:no", { apiRoot: emulator.apiRoot }).getMe(), [401, "Unauthorized"]],
    ["a method that is not emulated", () => api.getMyStarBalance(), [404, "Not Found"]],
  ];

  it.each(refusals)("%s", async (_what, call, expected) => {
    expect(await refusal(call())).toEqual(expected);
  });

  it("in General: thread 1, though General is there", async () => {
    const { id } = emulator.addGroup({ title: "Desk", isForum: true, members: [annId] });
    expect(await refusal(api.sendMessage(id, "a", { message_thread_id: 1 }))).toEqual([
      400,
      "Bad Request: message thread not found",
    ]);
    const said = emulator.post(annId, id, "who is in?");
    const reply = emulator.post(annId, id, "me", { replyTo: said.message_id });
    expect(reply.message_thread_id).toBe(said.message_id);
    expect(reply).not.toHaveProperty("is_topic_message");
  });

  it("an edit that changes nothing, and one of somebody else's message", async () => {
    const sent = await api.sendMessage(annId, "same");
    expect((await refusal(api.editMessageText(annId, sent.message_id, "same")))[1]).toMatch(/message is not modified/);
    const theirs = emulator.post(annId, annId, "mine");
    expect((await refusal(api.editMessageText(annId, theirs.message_id, "x")))[1]).toMatch(/can't be edited/);
  });

  it("to manage topics without the right to", async () => {
    const { id } = emulator.addGroup({ title: "Desk", isForum: true, members: [annId], canManageTopics: false });
    expect((await refusal(api.createForumTopic(id, "C1")))[1]).toMatch(/not enough rights/);
  });
});

describe("topics", () => {
  it("are opened, renamed, closed, opened again and removed", async () => {
    const { id } = emulator.addGroup({ title: "Desk", isForum: true, members: [annId] });
    const { message_thread_id: topic } = await api.createForumTopic(id, "C1042");
    await api.editForumTopic(id, topic, { name: "C1042 Ann" });
    await api.closeForumTopic(id, topic);
    expect(emulator.topics(id).get(topic)).toEqual({ name: "C1042 Ann", isClosed: true });
    expect(await refusal(api.sendMessage(id, "a", { message_thread_id: topic }))).toEqual([
      400,
      "Bad Request: TOPIC_CLOSED",
    ]);
    await api.reopenForumTopic(id, topic);
    await api.sendMessage(id, "a", { message_thread_id: topic });
    expect(emulator.messages(id, topic).map(({ message }) => message.text)).toEqual([undefined, "a"]);
    await api.deleteForumTopic(id, topic);
    expect(emulator.topics(id).size).toBe(0);
    expect((await refusal(api.sendMessage(id, "b", { message_thread_id: topic })))[1]).toMatch(/thread not found/);
  });
});

describe("faults", () => {
  it("hit as many calls of a method as planned, and the message of a cut answer was taken", async () => {
    emulator.fail("sendMessage", { kind: "rate_limited", retryAfterSeconds: 3 }, 2);
    emulator.fail("sendMessage", { kind: "cut_after" });
    await api.getMe();
    expect((await refusal(api.sendMessage(annId, "a")))[0]).toBe(429);
    expect((await refusal(api.sendMessage(annId, "b")))[0]).toBe(429);
    await expect(api.sendMessage(annId, "c")).rejects.toThrow("Network request for 'sendMessage' failed!");
    await api.sendMessage(annId, "d");
    expect(emulator.messages(annId).map(({ message }) => message.text)).toEqual(["c", "d"]);
  });

  it("cut a call before anything is done", async () => {
    emulator.fail("sendMessage", { kind: "cut_before" });
    await expect(api.sendMessage(annId, "a")).rejects.toThrow();
    emulator.fail("getMe", { kind: "server_error" }, 9);
    emulator.clearFaults();
    await api.getMe();
    expect(emulator.messages(annId)).toEqual([]);
  });
});

describe("the wire", () => {
  it("takes parameters in the query, as a form, and as JSON", async () => {
    const url = `${emulator.apiRoot}/bot${token}/sendMessage`;
    const form = new URLSearchParams({ chat_id: String(annId), text: "form" });
    await fetch(`${url}?chat_id=${annId}&text=query`);
    await fetch(url, { method: "POST", body: form });
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ chat_id: annId, text: "json" }),
    });
    expect(emulator.messages(annId).map(({ message }) => message.text)).toEqual(["query", "form", "json"]);
  });

  it("serves a file under the path that getFile names, to the bot alone", async () => {
    const bytes = Buffer.from([1, 2, 3, 13, 10, 45, 45]);
    const { document } = await api.sendDocument(annId, new InputFile(bytes, "账单 1.pdf"));
    expect(document).toMatchObject({ file_name: "账单 1.pdf", file_size: 7 });
    const { file_path } = await api.getFile(document.file_id);
    const response = await fetch(`${emulator.apiRoot}/file/bot${token}/${file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect((await fetch(`${emulator.apiRoot}/file/bot1:no/${file_path}`)).status).toBe(404);
  });

  it("answers broken JSON with 400", async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${emulator.apiRoot}/bot${token}/getMe`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
  });
});

describe("an emulator after another", () => {
  it("uses no number of an update, message or file again that lies below where it starts", async () => {
    const later = await startTelegramEmulator({ token, idsFrom: 5_000 });
    onTestFinished(() => later.close());
    later.addPerson({ id: annId, firstName: "Ann" });
    const message = later.post(annId, annId, { document: Buffer.from("x"), name: "x.txt", mimeType: "text/plain" });
    expect(message.message_id).toBe(5_001);
    expect(message.document?.file_id).toMatch(/5001$/);
    expect(later.pendingUpdates()[0]?.update.update_id).toBe(700_005_001);
  });
});

it("tells of each request to the webhook how it was answered", async () => {
  const attempts: [number | null, string | undefined][] = [];
  emulator.onAttempt(({ status, update }) => attempts.push([status, update.message?.text]));
  const webhook = await startWebhook((_update, attempt) => (attempt === 1 ? 503 : 200));
  onTestFinished(() => webhook.close());
  await api.setWebhook(webhook.url);
  emulator.post(annId, annId, "hello");
  await emulator.delivered();
  expect(attempts).toEqual([
    [503, "hello"],
    [200, "hello"],
  ]);
});
