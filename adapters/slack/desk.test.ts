import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Adapter } from "../../bot/ports/adapter.ts";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import type { OutboundFile, OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter, payloadWebhook } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
let adapter: Adapter;
let ann: string;
let ben: string;
let desk: string;

beforeEach(async () => {
  emulator = await startSlackEmulator({ retryDelaysMs: [] });
  adapter = createSlackAdapter(emulator);
  ann = emulator.workspace.addUser({ name: "ann" }).id;
  ben = emulator.workspace.addUser({ name: "ben" }).id;
  desk = emulator.workspace.addChannel({ name: "desk", members: [ann, ben, emulator.workspace.bot.userId] }).id;
});
afterEach(() => emulator.close());

let deliveries = 0;
function message(text: string, more: Partial<OutboundMessage> = {}): OutboundMessage {
  const deliveryId = `01977a10-0000-7000-8000-${String(++deliveries).padStart(12, "0")}`;
  return { deliveryId, seq: deliveries, attempt: 0, target: { chatId: desk }, content: plainText(text), ...more };
}

async function open(text = "C1042 Cai"): Promise<string> {
  const opened = await adapter.openThread?.("C1042 Cai", message(text));
  return opened?.threadId ?? "";
}

const inThread = (threadId: string, onlyFor?: string) => ({
  target: { chatId: desk, threadId, ...(onlyFor ? { onlyFor } : {}) },
});
const calls = (method: string) => emulator.calls.filter((call) => call.method === method);

/** What the app makes of the last thing it was sent. */
async function lastEvents(): Promise<InboundEvent[]> {
  await emulator.dispatcher.settled();
  const last = emulator.dispatcher.log.at(-1);
  if (!last) throw new Error("nothing was sent to the app");
  const { receipts } = await adapter.receive(payloadWebhook(emulator, last.kind, last.payload));
  return (await Promise.all(receipts.map((receipt) => adapter.parse({ ...receipt, receivedAt: NOW })))).flat();
}
const NOW = "2026-03-05T08:00:00.000Z";

const statement: OutboundFile = {
  name: "对账单.pdf",
  mimeType: "application/pdf",
  kind: "file",
  bytes: Buffer.from("%PDF-1.4\n%%EOF\n"),
};

describe("opening a thread", () => {
  it("tells where it can be opened in Slack", async () => {
    const opened = await adapter.openThread?.("C1042 Cai", message("C1042 Cai"));
    expect(opened).toEqual({
      threadId: emulator.read(desk)[0]?.ts,
      sent: { externalMessageId: `${desk}:${emulator.read(desk)[0]?.ts}` },
      url: `https://emulated.slack.com/archives/${desk}/p${emulator.read(desk)[0]?.ts.replace(".", "")}`,
    });
  });

  it("does not fail for its address, which only buttons elsewhere need", async () => {
    emulator.faults.next("chat.getPermalink", { kind: "http", status: 500 });
    const opened = await adapter.openThread?.("C1042 Cai", message("C1042 Cai"));
    expect(opened).not.toHaveProperty("url");
    expect(emulator.read(desk)).toHaveLength(1);
  });

  it("posts in the channel, also when it follows from something said in another thread", async () => {
    const other = await open("C1 Dee");
    const asked = { respondTo: { channel: desk, user: ann }, ...inThread(other, ann) };
    await adapter.openThread?.("C1042 Cai", message("C1042 Cai", asked));
    expect(emulator.readAs(ben, desk).map(({ text, threadTs }) => [text, threadTs])).toEqual([
      ["C1 Dee", undefined],
      ["C1042 Cai", undefined],
    ]);
  });
});

describe("a thread whose root was deleted", () => {
  it("is told as a deletion of the root, and what is posted to it is taken back out of the channel", async () => {
    const threadId = await open();
    emulator.people.remove({ channel: desk, ts: threadId });
    expect(await lastEvents()).toMatchObject([
      { kind: "deleted", externalMessageId: `${desk}:${threadId}`, sender: { isSelf: true }, chat: { threadId } },
    ]);
    await expect(adapter.send(message("He wrote again.", inThread(threadId)))).rejects.toMatchObject({
      outcome: "rejected",
      fault: "thread_gone",
      details: {},
    });
    expect(emulator.readAs(ben, desk)).toEqual([]);
  });

  it("names what it could not take back", async () => {
    const threadId = await open();
    emulator.people.remove({ channel: desk, ts: threadId });
    emulator.faults.next("chat.delete", { kind: "http", status: 500 });
    const error = await adapter.send(message("He wrote again.", inThread(threadId))).catch((thrown) => thrown);
    const [left] = emulator.readAs(ben, desk);
    expect(error).toMatchObject({ fault: "thread_gone", details: { stray: `${desk}:${left?.ts}` } });
  });

  it("goes on under the tombstone while it has replies, and says that its root is gone", async () => {
    const threadId = await open();
    await adapter.send(message("He wrote.", inThread(threadId)));
    emulator.people.remove({ channel: desk, ts: threadId });
    expect(await lastEvents()).toMatchObject([{ kind: "deleted", externalMessageId: `${desk}:${threadId}` }]);
    await adapter.send(message("He wrote again.", inThread(threadId)));
    expect(emulator.readAs(ben, desk, threadId).map(({ text }) => text)).toEqual(["He wrote.", "He wrote again."]);
  });

  it("is gone for a second attempt too, which looks for the first one there", async () => {
    const threadId = await open();
    emulator.people.remove({ channel: desk, ts: threadId });
    const again = message("He wrote.", { ...inThread(threadId), attempt: 1, firstAttemptAt: NOW });
    await expect(adapter.send(again)).rejects.toMatchObject({ outcome: "rejected", fault: "thread_gone" });
  });
});

describe("a message for one person", () => {
  it("stands in the thread for them alone, with its buttons", async () => {
    const threadId = await open();
    emulator.people.write({ user: ben, channel: desk, threadTs: threadId, text: "who takes this?" });
    const buttons = [[{ id: "send:1", label: "Send" }]];
    const sent = await adapter.send(message("Draft: two days.", { ...inThread(threadId, ann), buttons }));
    expect(sent).toEqual({ externalMessageId: null });
    const shown = (user: string) => emulator.readAs(user, desk, threadId).map(({ text }) => text);
    expect(shown(ann)).toEqual(["C1042 Cai", "who takes this?", "Draft: two days."]);
    expect(shown(ben)).toEqual(["C1042 Cai", "who takes this?"]);
    const draft = emulator.readAs(ann, desk, threadId).at(-1)?.ts ?? "";
    await expect(emulator.people.press({ user: ben, channel: desk, ts: draft, button: "Send" })).rejects.toThrow();
    await emulator.people.press({ user: ann, channel: desk, ts: draft, button: "Send" });
    expect(await lastEvents()).toMatchObject([
      { kind: "action", actionId: "send:1", chat: { key: `${desk}:${threadId}` }, respondTo: { inThread: "yes" } },
    ]);
  });

  it("that answers a line without replies stands beside it, since a thread would not show it", async () => {
    const { ts } = emulator.people.write({ user: ann, channel: desk, text: "@deskhand help" });
    await adapter.send(message("Not linked.", { ...inThread(ts, ann), replyTo: `${desk}:${ts}` }));
    expect(emulator.readAs(ann, desk).map(({ text, threadTs }) => [text, threadTs])).toEqual([
      ["@deskhand help", undefined],
      ["Not linked.", undefined],
    ]);
  });

  it("goes to the direct messages of one who is not in the channel", async () => {
    const eve = emulator.workspace.addUser({ name: "eve" }).id;
    await adapter.send(message("An alert about you.", { target: { chatId: desk, onlyFor: eve } }));
    expect(emulator.read(desk)).toEqual([]);
    expect(emulator.read(emulator.workspace.directWith(eve).id).map(({ text }) => text)).toEqual([
      "An alert about you.",
    ]);
  });

  it("stays in a direct message, which is private as it is", async () => {
    const direct = emulator.workspace.directWith(ann).id;
    for (const chatId of [direct, ann]) await adapter.send(message("12 open", { target: { chatId, onlyFor: ann } }));
    expect(emulator.read(direct).map(({ text, ephemeralTo }) => [text, ephemeralTo])).toEqual([
      ["12 open", undefined],
      ["12 open", undefined],
    ]);
  });

  it("brings files to their direct messages", async () => {
    await adapter.send(message("The report.", { target: { chatId: desk, onlyFor: ann }, files: [statement] }));
    expect(emulator.read(desk)).toEqual([]);
    expect(emulator.read(emulator.workspace.directWith(ann).id)).toMatchObject([{ files: ["对账单.pdf"] }]);
  });

  it("is not shown to another one who pressed", async () => {
    const respondTo = {
      channel: desk,
      user: ben,
      responseUrl: emulator.responseUrls.issue({ channel: desk, user: ben }),
    };
    await adapter.send(message("Ben took yours.", { respondTo, target: { chatId: desk, onlyFor: ann } }));
    expect(emulator.readAs(ben, desk)).toEqual([]);
    expect(emulator.readAs(ann, desk).map(({ text }) => text)).toEqual(["Ben took yours."]);
  });
});

describe("what is asked in a thread", () => {
  async function press(): Promise<{ threadId: string; respondTo: Record<string, string> }> {
    const threadId = await open();
    const buttons = [[{ id: "take", label: "Take" }]];
    await adapter.send(message("He wrote.", { ...inThread(threadId), buttons }));
    const ts = emulator.read(desk).at(-1)?.ts ?? "";
    await emulator.people.press({ user: ann, channel: desk, ts, button: "Take" });
    const [event] = await lastEvents();
    return { threadId, respondTo: event?.kind === "action" ? (event.respondTo ?? {}) : {} };
  }

  it("is answered in the thread, not beside it", async () => {
    const { threadId, respondTo } = await press();
    await adapter.send(message("It is yours.", { ...inThread(threadId), respondTo }));
    expect(emulator.readAs(ann, desk).at(-1)).toMatchObject({ text: "It is yours.", threadTs: threadId });
    expect(emulator.readAs(ben, desk)).toHaveLength(2);
  });

  it("is answered by the response_url where the bot may not post", async () => {
    const { threadId, respondTo } = await press();
    emulator.faults.next("chat.postEphemeral", { kind: "error", error: "not_in_channel" });
    await adapter.send(message("It is yours.", { ...inThread(threadId), respondTo }));
    expect(emulator.readAs(ann, desk).at(-1)).toMatchObject({ text: "It is yours." });
    expect(calls("chat.postEphemeral")).toHaveLength(1);
  });
});

describe("lines of staff in a thread", () => {
  it("say whom they mention and whether they are passed on", async () => {
    const threadId = await open();
    const elsewhere = emulator.people.write({ user: ben, text: "Gold pays 30%" });
    emulator.people.forward({
      user: ann,
      from: { channel: emulator.workspace.directWith(ben).id, ts: elsewhere.ts },
      channel: desk,
      threadTs: threadId,
    });
    expect(await lastEvents()).toMatchObject([{ kind: "message", forwarded: true, chat: { threadId } }]);
    emulator.people.write({ user: ann, channel: desk, threadTs: threadId, text: "@ben 能看一下吗？" });
    expect(await lastEvents()).toMatchObject([{ kind: "message", text: `@${ben} 能看一下吗？`, mentions: [ben] }]);
    emulator.people.write({ user: ann, channel: desk, threadTs: threadId, text: "@deskhand take" });
    expect(await lastEvents()).toMatchObject([{ kind: "message", text: "take", mentionsBot: true }]);
    const line = emulator.people.write({ user: ann, channel: desk, threadTs: threadId, text: "Two days." });
    expect((await lastEvents())[0]).not.toHaveProperty("mentionsBot");
    emulator.people.edit({ channel: desk, ts: line.ts, text: "Three days." });
    expect(await lastEvents()).toMatchObject([{ kind: "edited", text: "Three days.", chat: { threadId } }]);
    emulator.people.remove({ channel: desk, ts: line.ts });
    expect(await lastEvents()).toMatchObject([{ kind: "deleted", externalMessageId: `${desk}:${line.ts}` }]);
  });
});

it("writes to a person by their id alone", async () => {
  const chat = adapter.privateChat?.(ann);
  const sent = await adapter.send(message("Link your account.", { target: { chatId: chat?.chatId ?? "" } }));
  const direct = emulator.workspace.directWith(ann).id;
  expect(emulator.read(direct).map(({ text }) => text)).toEqual(["Link your account."]);
  expect(sent.externalMessageId).toMatch(new RegExp(`^${direct}:`));
});
