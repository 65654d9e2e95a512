import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CatchUp } from "../../../bot/ports/catch-up.ts";
import { type SlackEmulator, startSlackEmulator } from "../../../playground/slack/index.ts";
import { createSlackAdapter, payloadWebhook } from "../../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
let adapter: ReturnType<typeof createSlackAdapter>;
let nowMs: number;
let ann: string;
let desk: string;

beforeEach(async () => {
  nowMs = Date.parse("2026-03-05T08:00:00.000Z");
  emulator = await startSlackEmulator({ retryDelaysMs: [], now: () => new Date(nowMs) });
  adapter = createSlackAdapter(emulator);
  ann = emulator.workspace.addUser({ name: "ann" }).id;
  desk = emulator.workspace.addChannel({ name: "desk", members: [emulator.workspace.bot.userId, ann] }).id;
});
afterEach(() => emulator.close());

function catchUp(): CatchUp {
  if (!adapter.catchUp) throw new Error("Slack reads back");
  return adapter.catchUp;
}

const minutes = (count: number) => {
  nowMs += count * 60_000;
};
const iso = () => new Date(nowMs).toISOString();

/** The keys of what Slack delivers for the same things by itself. */
async function deliveredKeys(): Promise<string[]> {
  const keys: string[] = [];
  for (const { kind, payload } of emulator.dispatcher.log) {
    const { receipts } = await adapter.receive({
      ...payloadWebhook(emulator, kind, payload),
    });
    keys.push(...receipts.map(({ externalId }) => externalId));
  }
  return keys;
}

describe("what is read back from a channel's history", () => {
  it("has the keys of the events that Slack sends for it, and parses to the same words", async () => {
    const from = iso();
    minutes(5);
    const direct = emulator.workspace.directWith(ann).id;
    const first = emulator.people.write({ user: ann, text: "hello <3 & you" });
    minutes(1);
    emulator.people.edit({ channel: direct, ts: first.ts, text: "hello again" });
    emulator.people.upload({ user: ann, name: "a.pdf", mimeType: "application/pdf", bytes: Buffer.from("pdf") });
    minutes(1);
    const { receipts, places } = await catchUp().read({ chatId: direct }, { from, to: iso() });
    expect(places).toEqual([]);
    // Slack shows the newest first; positions put them in order.
    expect(receipts.map(({ externalId }) => externalId).sort()).toEqual((await deliveredKeys()).sort());
    const inOrder = receipts.toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0));
    const events = await Promise.all(inOrder.map((receipt) => adapter.parse({ ...receipt, receivedAt: iso() })));
    expect(events.flat()).toMatchObject([
      { kind: "message", text: "hello again", chat: { key: direct, kind: "private" }, addressed: true },
      { kind: "edited", text: "hello again", externalMessageId: `${direct}:${first.ts}` },
      { kind: "message", attachments: [{ name: "a.pdf" }] },
    ]);
  });

  it("leaves out what was there before, and apps' posts; an old message that was edited meanwhile is an edit", async () => {
    const direct = emulator.workspace.directWith(ann).id;
    const old = emulator.people.write({ user: ann, text: "an old word" });
    emulator.people.write({ user: ann, text: "another" });
    minutes(60);
    const from = iso();
    minutes(5);
    emulator.people.edit({ channel: direct, ts: old.ts, text: "an old word, corrected" });
    await fetch(`${emulator.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${emulator.credentials.botToken}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: direct, text: "ours" }),
    });
    const { receipts } = await catchUp().read({ chatId: direct }, { from, to: iso() });
    expect(receipts.map(({ externalId }) => externalId)).toEqual([
      expect.stringMatching(new RegExp(`^edited:${direct}:${old.ts}:`)),
    ]);
  });

  it("leads to the threads in which somebody wrote, and to the next page", async () => {
    const quiet = emulator.people.write({ user: ann, channel: desk, text: "a quiet thread" });
    const busy = emulator.people.write({ user: ann, channel: desk, text: "a busy thread" });
    emulator.people.write({ user: ann, channel: desk, threadTs: quiet.ts, text: "before" });
    minutes(25 * 60);
    const from = iso();
    minutes(5);
    const reply = emulator.people.write({ user: ann, channel: desk, threadTs: busy.ts, text: "meanwhile" });
    for (let line = 0; line < 1_000; line++) emulator.people.write({ user: ann, channel: desk, text: `line ${line}` });
    const first = await catchUp().read({ chatId: desk }, { from, to: iso() });
    expect(first.receipts).toHaveLength(1_000);
    const [next, ...none] = first.places;
    expect(none).toEqual([]);
    expect(next).toMatchObject({ chatId: desk, cursor: expect.any(String) });
    const second = await catchUp().read(next ?? { chatId: "" }, { from, to: iso() });
    expect(second.receipts).toEqual([]);
    expect(second.places).toEqual([{ chatId: desk, threadId: busy.ts }]);
    const thread = await catchUp().read({ chatId: desk, threadId: busy.ts }, { from, to: iso() });
    expect(thread.receipts).toMatchObject([{ externalId: `message:${desk}:${reply.ts}`, chat: `${desk}:${busy.ts}` }]);
  });

  it("leads to a reply below a direct message that is days older than the gap", async () => {
    const direct = emulator.workspace.directWith(ann).id;
    const root = emulator.people.write({ user: ann, text: "an old question" });
    minutes(2 * 24 * 60);
    const from = iso();
    minutes(5);
    emulator.people.write({ user: ann, channel: direct, threadTs: root.ts, text: "still the same" });
    const { places } = await catchUp().read({ chatId: direct }, { from, to: iso() });
    expect(places).toEqual([{ chatId: direct, threadId: root.ts }]);
  });

  it("leads to a thread whose last reply is from the day before: it may have been edited meanwhile", async () => {
    const root = emulator.people.write({ user: ann, channel: desk, text: "a thread" });
    const older = emulator.people.write({ user: ann, channel: desk, text: "a thread that rests for longer" });
    emulator.people.write({ user: ann, channel: desk, threadTs: older.ts, text: "long ago" });
    minutes(25 * 60);
    const reply = emulator.people.write({ user: ann, channel: desk, threadTs: root.ts, text: "a repyl" });
    minutes(60);
    const from = iso();
    minutes(5);
    emulator.people.edit({ channel: desk, ts: reply.ts, text: "a reply" });
    const { places } = await catchUp().read({ chatId: desk }, { from, to: iso() });
    expect(places).toEqual([{ chatId: desk, threadId: root.ts }]);
    const thread = await catchUp().read({ chatId: desk, threadId: root.ts }, { from, to: iso() });
    expect(thread.receipts).toMatchObject([{ externalId: expect.stringMatching(`^edited:${desk}:${reply.ts}:`) }]);
  });

  it("brings together what a chat was written in the gap, however many pages: the oldest is to be worked first", async () => {
    const direct = emulator.workspace.directWith(ann).id;
    const from = iso();
    minutes(5);
    const stamps: string[] = [];
    for (let line = 0; line < 450; line++) stamps.push(emulator.people.write({ user: ann, text: `line ${line}` }).ts);
    const { receipts, places } = await catchUp().read({ chatId: direct }, { from, to: iso() });
    expect(receipts.map(({ externalId }) => externalId)).toEqual(stamps.map((ts) => `message:${direct}:${ts}`));
    expect(places).toEqual([]);
  });

  it("says how long Slack wants to be left alone, and which place it refuses", async () => {
    const window = { from: iso(), to: iso() };
    emulator.faults.next("conversations.history", { kind: "rate_limited", retryAfterSeconds: 30 });
    await expect(catchUp().read({ chatId: desk }, window)).rejects.toMatchObject({
      outcome: "retry",
      retryAfterMs: 30_000,
    });
    await expect(catchUp().read({ chatId: "C0NOWHERE" }, window)).rejects.toMatchObject({ outcome: "rejected" });
  });
});

describe("where is looked", () => {
  it("takes in people who never wrote before, and threads too old for the channel to show", async () => {
    const direct = emulator.workspace.directWith(ann).id;
    const stranger = emulator.workspace.directWith(emulator.workspace.addUser({ name: "new" }).id).id;
    const young = `${(nowMs - 86_400_000) / 1000}.000100`;
    const old = `${(nowMs - 30 * 86_400_000) / 1000}.000100`;
    const known = [
      { chatId: desk },
      { chatId: direct },
      { chatId: desk, threadId: young },
      { chatId: desk, threadId: old },
      { chatId: "C0ELSEWHERE", threadId: young },
    ];
    expect(await catchUp().places(known, { from: iso(), to: iso() })).toEqual({
      places: [
        { chatId: desk },
        { chatId: direct },
        { chatId: desk, threadId: old },
        { chatId: "C0ELSEWHERE", threadId: young },
        { chatId: stranger },
      ],
    });
  });

  it("is what is known where Slack refuses the list of direct messages, and why", async () => {
    emulator.faults.next("conversations.list", { kind: "error", error: "missing_scope" });
    const { places, unfound } = await catchUp().places([{ chatId: desk }], { from: iso(), to: iso() });
    expect(places).toEqual([{ chatId: desk }]);
    expect(unfound).toMatchObject({ outcome: "rejected" });
  });

  it("waits where Slack wants to be left alone", async () => {
    emulator.faults.next("conversations.list", { kind: "rate_limited", retryAfterSeconds: 30 });
    await expect(catchUp().places([{ chatId: desk }], { from: iso(), to: iso() })).rejects.toMatchObject({
      outcome: "retry",
    });
  });
});
