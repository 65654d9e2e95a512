import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { openTelegramChannel, type TelegramChannel } from "../../tests/support/telegram-channel.ts";

const annId = 5_000_000_101;

let channel: TelegramChannel;
let stop: AbortController;
let listening: Promise<void> | undefined;
let events: InboundEvent[];

beforeEach(async () => {
  channel = await openTelegramChannel();
  channel.emulator.addPerson({ id: annId, firstName: "Ann", languageCode: "zh-hans" });
  stop = new AbortController();
  events = [];
  listening = channel.adapter.listen?.(
    async (receipts) => {
      for (const receipt of receipts) {
        events.push(...(await channel.adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:05.000Z" })));
      }
    },
    stop.signal,
    null,
  );
});
afterEach(async () => {
  stop.abort();
  await listening;
  await channel.close();
});

const arrived = (expected: unknown[]) => vi.waitFor(() => expect(events).toMatchObject(expected));

it("brings what people do in private", async () => {
  const { emulator, adapter } = channel;
  emulator.post(annId, annId, "/start ads-42");
  const question = emulator.post(annId, annId, "how long?");
  emulator.edit(annId, annId, question.message_id, "how long does it take?");
  emulator.post(annId, annId, { photo: Buffer.from("jpg"), caption: "my card" }, { replyTo: question.message_id });
  emulator.post(annId, annId, { voice: Buffer.from("ogg"), seconds: 4 });
  emulator.post(annId, annId, { sticker: "👍" });
  emulator.block(annId);
  emulator.unblock(annId);
  await arrived([
    { kind: "joined", source: { payload: "ads-42" }, sender: { id: String(annId), language: "zh-hans" } },
    { kind: "command", command: "start", args: "ads-42" },
    { kind: "message", text: "how long?", addressed: true },
    { kind: "edited", text: "how long does it take?" },
    { kind: "message", text: "my card", attachments: [{ kind: "image" }], replyTo: `${annId}:${question.message_id}` },
    { kind: "message", text: "", attachments: [{ kind: "voice" }] },
    { kind: "message", text: "", attachments: [{ kind: "sticker", details: { emoji: "👍" } }] },
    { kind: "left" },
    { kind: "joined" },
  ]);
  const picture = events.flatMap((event) => (event.kind === "message" ? event.attachments : []))[0]?.ref;
  const file = await adapter.fetchFile?.(picture ?? {});
  expect(await text(file?.stream ?? Readable.from([]))).toBe("jpg");
});

it("brings back a press of a button that the adapter sent, and answers it", async () => {
  const { emulator, adapter } = channel;
  const sent = await adapter.send({
    deliveryId: "01977a10-0000-7000-8000-000000000001",
    seq: 1,
    attempt: 0,
    target: { chatId: String(annId) },
    content: [{ type: "paragraph", children: [{ type: "text", text: "Fine?" }] }],
    buttons: [[{ id: "rate:5", label: "👍" }]],
  });
  emulator.press(annId, annId, Number(sent.externalMessageId?.split(":")[1]), "rate:5");
  await arrived([{ kind: "action", actionId: "rate:5", messageExternalId: sent.externalMessageId }]);
});

it("brings what is said in a desk's topics, and tells them apart from General", async () => {
  const { emulator } = channel;
  const { id } = emulator.addGroup({ title: "Desk", isForum: true, members: [annId] });
  const topic = emulator.openTopic(annId, id, "C1042");
  emulator.post(annId, id, "in the topic", { threadId: topic });
  const general = emulator.post(annId, id, "in General");
  emulator.post(annId, id, "a reply there", { replyTo: general.message_id });
  emulator.post(annId, id, "@deskhand_bot help", { threadId: topic });
  await arrived([
    { kind: "ignored", reason: "service_message: forum_topic_created" },
    {
      kind: "message",
      text: "in the topic",
      addressed: false,
      chat: { key: `${id}:${topic}`, threadId: String(topic) },
    },
    { kind: "message", text: "in General", addressed: false, chat: { key: String(id) } },
    { kind: "message", text: "a reply there", chat: { key: String(id) }, replyTo: `${id}:${general.message_id}` },
    { kind: "message", text: "help", addressed: true, chat: { key: `${id}:${topic}` } },
  ]);
  expect(events.filter((event) => event.kind === "message" && event.text === "in the topic")[0]).not.toHaveProperty(
    "replyTo",
  );
});

it("notes that a group has moved and that the bot was removed from one", async () => {
  const { emulator } = channel;
  const { id } = emulator.addGroup({ title: "Gold", members: [annId] });
  const newId = emulator.migrate(id);
  emulator.removeBot(annId, newId);
  await arrived([
    { kind: "chat_moved", chat: { id: String(id) }, from: String(id), to: String(newId) },
    { kind: "chat_moved", chat: { id: String(newId) }, from: String(id), to: String(newId) },
    { kind: "ignored", reason: "bot_removed" },
  ]);
});
