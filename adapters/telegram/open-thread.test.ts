import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { openTelegramChannel, type TelegramChannel } from "../../tests/support/telegram-channel.ts";
import { chatKeyOf } from "./chat-key.ts";

const annId = 5_000_000_101;
const deskId = -1_001_000_000_888;

let channel: TelegramChannel;

beforeEach(async () => {
  channel = await openTelegramChannel();
  channel.emulator.addPerson({ id: annId, firstName: "Ann" });
  channel.emulator.addGroup({ id: deskId, title: "Desk", isForum: true, members: [annId] });
});
afterEach(() => channel.close());

const message = (text: string, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  deliveryId: "01977a10-0000-7000-8000-000000000001",
  seq: 1,
  attempt: 0,
  target: { chatId: String(deskId) },
  content: plainText(text),
  ...more,
});
const open = (title = "C1042 Cai", text = "C1042 Cai, new") => channel.adapter.openThread?.(title, message(text));
const titles = () => Array.from(channel.emulator.topics(deskId).values(), ({ name }) => name);

/** What the adapter makes of all updates that wait for it. */
async function events(): Promise<InboundEvent[]> {
  const receipts = channel.emulator.pendingUpdates().map(
    ({ update }): StoredReceipt => ({
      externalId: String(update.update_id),
      chat: chatKeyOf({ ...update }),
      raw: JSON.stringify(update),
      receivedAt: "2026-03-05T08:00:00.000Z",
    }),
  );
  return (await Promise.all(receipts.map((receipt) => channel.adapter.parse(receipt)))).flat();
}

describe("opening a topic", () => {
  it("says the first words in it and tells where it can be opened", async () => {
    const opened = await open();
    const threadId = Number(opened?.threadId);
    expect(opened?.url).toBe(`https://t.me/c/1000000888/${threadId}`);
    expect(channel.emulator.messages(deskId, threadId).at(-1)?.message).toMatchObject({
      text: "C1042 Cai, new",
      message_thread_id: threadId,
    });
  });

  it("cuts a title that is too long between characters", async () => {
    await open(`C1042 ${"👨‍👩‍👧‍👦".repeat(20)}`);
    expect(titles()[0]).toBe(`C1042 ${"👨‍👩‍👧‍👦".repeat(11)}…`);
  });

  it("is reported by its title, so that one whose answer was lost can be found", async () => {
    channel.emulator.fail("createForumTopic", { kind: "cut_after" });
    await expect(open()).rejects.toMatchObject({ outcome: "uncertain" });
    const [threadId] = channel.emulator.topics(deskId).keys();
    expect(await events()).toMatchObject([
      { kind: "thread_opened", title: "C1042 Cai", chat: { id: String(deskId), threadId: String(threadId) } },
    ]);
  });

  it("by somebody else is nothing to take up", async () => {
    channel.emulator.openTopic(annId, deskId, "Lunch");
    expect(await events()).toMatchObject([{ kind: "ignored", reason: "service_message: forum_topic_created" }]);
  });

  it.each([
    ["was refused for rate", { kind: "rate_limited", retryAfterSeconds: 3 }],
    ["was lost", { kind: "cut_after" }],
    ["was refused", { kind: "refused", code: 400, description: "Bad Request: TOPIC_CLOSED" }],
  ] as const)("gives the topic also when its first message %s, so that no second one is made", async (_how, fault) => {
    channel.emulator.fail("sendMessage", fault);
    const opened = await open();
    expect(opened).toMatchObject({ threadId: expect.stringMatching(/^\d+$/), sent: { externalMessageId: null } });
    expect(titles()).toEqual(["C1042 Cai"]);
    expect(channel.logged.map(({ event }) => event)).toEqual(["telegram.topic_without_first_message"]);
  });

  it("says what is missing where the bot may not manage topics", async () => {
    const { id } = channel.emulator.addGroup({
      title: "Desk",
      isForum: true,
      members: [annId],
      canManageTopics: false,
    });
    const opening = channel.adapter.openThread?.("C1", message("C1", { target: { chatId: String(id) } }));
    await expect(opening).rejects.toMatchObject({ outcome: "rejected", fault: "channel_broken" });
  });
});

describe("a topic", () => {
  it.each([
    ["closed", "thread_closed"],
    ["deleted", "thread_gone"],
  ])("that people %s takes nothing, and says %s", async (how, fault) => {
    const threadId = Number((await open())?.threadId);
    if (how === "closed") channel.emulator.closeTopic(deskId, threadId);
    else channel.emulator.deleteTopic(deskId, threadId);
    const sending = channel.adapter.send(
      message("He wrote.", { target: { chatId: String(deskId), threadId: String(threadId) } }),
    );
    await expect(sending).rejects.toMatchObject({ outcome: "rejected", fault });
    expect(channel.emulator.messages(deskId).filter(({ message: said }) => said.text === "He wrote.")).toEqual([]);
  });

  it("is closed and opened again, as often as one likes, and refused by a right or a deletion", async () => {
    const threadId = (await open())?.threadId ?? "";
    const target = { chatId: String(deskId), threadId };
    const isClosed = () => channel.emulator.topics(deskId).get(Number(threadId))?.isClosed;
    await channel.adapter.closeThread?.(target);
    await channel.adapter.closeThread?.(target);
    expect(isClosed()).toBe(true);
    await channel.adapter.reopenThread?.(target);
    await channel.adapter.reopenThread?.(target);
    expect(isClosed()).toBe(false);
    const description = "Bad Request: not enough rights to close the topic";
    channel.emulator.fail("closeForumTopic", { kind: "refused", code: 400, description });
    await expect(channel.adapter.closeThread?.(target)).rejects.toMatchObject({ outcome: "rejected", fault: "other" });
    channel.emulator.fail("closeForumTopic", { kind: "cut_after" });
    await expect(channel.adapter.closeThread?.(target)).rejects.toMatchObject({ outcome: "retry" });
    channel.emulator.deleteTopic(deskId, Number(threadId));
    await expect(channel.adapter.closeThread?.(target)).rejects.toMatchObject({ fault: "thread_gone" });
    await expect(channel.adapter.closeThread?.({ chatId: String(deskId) })).rejects.toMatchObject({
      outcome: "rejected",
    });
  });

  it("is not what a reply in General seems to be in", async () => {
    const question = channel.emulator.post(annId, deskId, "who is on duty?");
    channel.emulator.post(annId, deskId, "me", { replyTo: question.message_id });
    const [, answer] = await events();
    expect(answer).toMatchObject({ kind: "message", chat: { key: String(deskId) } });
    expect(answer?.chat).not.toHaveProperty("threadId");
  });

  it("holds lines, commands, mentions and forwards of staff, their edits and presses", async () => {
    const opened = await channel.adapter.openThread?.(
      "C1042 Cai",
      message("C1042", { buttons: [[{ id: "take", label: "Take" }]] }),
    );
    const threadId = Number(opened?.threadId);
    const bob = channel.emulator.addPerson({ firstName: "王芳" });
    const { emulator } = channel;
    emulator.post(annId, deskId, "/take@deskhand_bot C1042", { threadId });
    emulator.post(annId, deskId, { text: "王芳 能看一下吗？", mentions: [bob.id] }, { threadId });
    emulator.post(annId, deskId, "@fang_wang and you?", { threadId });
    emulator.post(annId, deskId, "@deskhand_bot take", { threadId });
    emulator.post(annId, deskId, "Guaranteed!", { threadId, isForwarded: true });
    const line = emulator.post(annId, deskId, "Two days.", { threadId });
    emulator.edit(annId, deskId, line.message_id, "Three days.");
    emulator.press(annId, deskId, Number(opened?.sent.externalMessageId?.split(":")[1]), "take");
    const found = (await events()).slice(1);
    expect(found.map(({ chat }) => chat.threadId)).toEqual(found.map(() => String(threadId)));
    expect(found).toMatchObject([
      { kind: "command", command: "take", args: "C1042" },
      { kind: "message", mentions: [String(bob.id)] },
      { kind: "message", mentions: ["@fang_wang"] },
      { kind: "message", text: "take", mentionsBot: true },
      { kind: "message", forwarded: true },
      { kind: "message", text: "Two days.", addressed: false },
      { kind: "edited", text: "Three days." },
      { kind: "action", actionId: "take" },
    ]);
  });
});

it("says that somebody who never started the bot cannot be written to", async () => {
  const eve = channel.emulator.addPerson({ firstName: "Eve", hasStarted: false });
  const chatId = channel.adapter.privateChat?.(String(eve.id)).chatId ?? "";
  await expect(channel.adapter.send(message("hello", { target: { chatId } }))).rejects.toMatchObject({
    outcome: "rejected",
    fault: "recipient_gone",
    details: { errorCode: 403, description: "Forbidden: bot can't initiate conversation with a user" },
  });
});
