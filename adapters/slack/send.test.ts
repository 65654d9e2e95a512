import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Adapter } from "../../bot/ports/adapter.ts";
import type { OutboundFile, OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
let adapter: Adapter;
let ann: string;
let desk: string;

beforeEach(async () => {
  emulator = await startSlackEmulator();
  adapter = createSlackAdapter(emulator);
  ann = emulator.workspace.addUser({ name: "ann" }).id;
  desk = emulator.workspace.addChannel({ name: "desk", members: [ann, emulator.workspace.bot.userId] }).id;
});
afterEach(() => emulator.close());

function message(text: string, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: "01977a10-0000-7000-8000-000000000001",
    seq: 1,
    attempt: 0,
    target: { chatId: desk },
    content: plainText(text),
    ...more,
  };
}

const statement: OutboundFile = {
  name: "对账单.pdf",
  mimeType: "application/pdf",
  kind: "file",
  bytes: Buffer.from("%PDF-1.4\n%%EOF\n"),
};

const tsOf = (externalMessageId: string | null) => externalMessageId?.split(":")[1] ?? "";
const texts = (threadTs?: string) => emulator.read(desk, threadTs).map((shown) => shown.text);

describe("threads", () => {
  it("posts into the thread that the target names and nowhere else", async () => {
    const [one, two] = [await adapter.send(message("C1")), await adapter.send(message("C2"))];
    const threads = [one, two].map(({ externalMessageId }) => tsOf(externalMessageId));
    // Interleaved, as conversations are.
    for (const [index, threadId] of [...threads, ...threads].entries()) {
      await adapter.send(message(`line ${index}`, { target: { chatId: desk, threadId } }));
    }
    expect(texts(threads[0])).toEqual(["C1", "line 0", "line 2"]);
    expect(texts(threads[1])).toEqual(["C2", "line 1", "line 3"]);
  });

  it("says that a thread is gone", async () => {
    const lost = message("line", { target: { chatId: desk, threadId: "1700000000.000100" } });
    await expect(adapter.send(lost)).rejects.toMatchObject({ outcome: "rejected", fault: "thread_gone" });
  });
});

describe("a second attempt", () => {
  const firstAttemptAt = new Date().toISOString();

  it("finds the first one in its thread", async () => {
    const root = await adapter.send(message("C1"));
    const target = { chatId: desk, threadId: tsOf(root.externalMessageId) };
    const deliveryId = "01977a10-0000-7000-8000-000000000002";
    emulator.faults.next("chat.postMessage", { kind: "lost_answer" });
    await expect(adapter.send(message("line", { target, deliveryId }))).rejects.toMatchObject({ outcome: "uncertain" });
    const found = await adapter.send(message("line", { target, deliveryId, attempt: 1, firstAttemptAt }));
    expect(texts()).toEqual(["C1", "line"]);
    expect(tsOf(found.externalMessageId)).toBe(emulator.read(desk)[1]?.ts);
  });

  it("is not taken in by an equal text of another delivery", async () => {
    await adapter.send(message("OK"));
    await adapter.send(
      message("OK", { deliveryId: "01977a10-0000-7000-8000-000000000002", attempt: 1, firstAttemptAt }),
    );
    expect(texts()).toEqual(["OK", "OK"]);
  });

  it("looks through more than one page", async () => {
    emulator.faults.next("chat.postMessage", { kind: "lost_answer" });
    await expect(adapter.send(message("lost"))).rejects.toMatchObject({ outcome: "uncertain" });
    for (let index = 0; index < 250; index++) emulator.people.write({ user: ann, channel: desk, text: `${index}` });
    await adapter.send(message("lost", { attempt: 1, firstAttemptAt }));
    expect(texts().filter((text) => text === "lost")).toHaveLength(1);
  });

  it("finds an uploaded file, which carries no metadata", async () => {
    emulator.faults.next("files.completeUploadExternal", { kind: "lost_answer" });
    const upload = message("Your statement.", { files: [statement] });
    await expect(adapter.send(upload)).rejects.toMatchObject({ outcome: "uncertain" });
    const found = await adapter.send({ ...upload, attempt: 1, firstAttemptAt });
    expect(emulator.read(desk).map(({ files }) => files)).toEqual([["对账单.pdf"]]);
    expect(found.externalMessageId).not.toBeNull();
  });

  it("sends nothing while it cannot look", async () => {
    emulator.faults.next("conversations.history", { kind: "http", status: 500 });
    await expect(adapter.send(message("x", { attempt: 1, firstAttemptAt }))).rejects.toMatchObject({
      outcome: "retry",
    });
    expect(texts()).toEqual([]);
  });
});

describe("answers to a command or button", () => {
  const ask = () => ({
    responseUrl: emulator.responseUrls.issue({ channel: desk, user: ann }),
    channel: desk,
    user: ann,
  });
  const seen = () => emulator.read(desk).map(({ text, ephemeralTo }) => [text, ephemeralTo]);

  it("are seen by the person who asked alone", async () => {
    const sent = await adapter.send(message("12 open", { respondTo: ask() }));
    expect(sent).toEqual({ externalMessageId: null });
    expect(seen()).toEqual([["12 open", ann]]);
  });

  it("still reach them when the response_url is used up", async () => {
    const respondTo = ask();
    for (let index = 1; index <= 6; index++) await adapter.send(message(`answer ${index}`, { respondTo }));
    expect(seen().at(-1)).toEqual(["answer 6", ann]);
    expect(emulator.calls.map(({ method }) => method)).toEqual(["chat.postEphemeral"]);
  });

  it("do not follow an address outside Slack", async () => {
    const respondTo = { ...ask(), responseUrl: "https://hooks.slack.com.evil.test/x" };
    await adapter.send(message("12 open", { respondTo }));
    expect(emulator.calls.map(({ method }) => method)).toEqual(["chat.postEphemeral"]);
  });

  it("bring files to the person's direct messages", async () => {
    await adapter.send(message("The report.", { respondTo: ask(), files: [statement] }));
    expect(emulator.read(desk)).toEqual([]);
    const direct = emulator.read(emulator.workspace.directWith(ann).id);
    expect(direct.map(({ text, files }) => [text, files])).toEqual([["The report.", ["对账单.pdf"]]]);
  });

  it("cannot be changed afterwards", async () => {
    const sent = await adapter.send(message("12 open", { respondTo: ask() }));
    await expect(adapter.edit?.(sent, message("13 open"))).rejects.toMatchObject({ outcome: "rejected" });
  });
});

describe("files", () => {
  it("go into the thread with their text and buttons, and their message is known", async () => {
    const root = await adapter.send(message("C1"));
    const threadId = tsOf(root.externalMessageId);
    const sent = await adapter.send(
      message("Two statements.", {
        target: { chatId: desk, threadId },
        files: [statement, { ...statement, name: "b.pdf" }],
        buttons: [[{ id: "seen", label: "Seen" }]],
      }),
    );
    expect(emulator.read(desk, threadId)[1]).toMatchObject({
      ts: tsOf(sent.externalMessageId),
      text: "Two statements.",
      files: ["对账单.pdf", "b.pdf"],
      buttons: [{ label: "Seen", actionId: "seen" }],
    });
  });

  it("count as sent when Slack does not say where", async () => {
    emulator.faults.next("files.info", { kind: "http", status: 500 }, 3);
    const sent = await adapter.send(message("", { files: [statement] }));
    expect(sent).toEqual({ externalMessageId: null });
    expect(emulator.read(desk)).toHaveLength(1);
  });
});

describe("changes and removals", () => {
  it("take away buttons that are done", async () => {
    const sent = await adapter.send(message("Approve?", { buttons: [[{ id: "yes", label: "Yes" }]] }));
    await adapter.edit?.(sent, message("Approved by Ann."));
    expect(emulator.read(desk)).toMatchObject([{ text: "Approved by Ann.", buttons: [], edited: true }]);
  });

  it("count what is gone already as removed", async () => {
    const sent = await adapter.send(message("oops"));
    await adapter.remove?.(sent, { chatId: desk });
    await expect(adapter.remove?.(sent, { chatId: desk })).resolves.toBeUndefined();
  });

  it("refuse what somebody else wrote", async () => {
    const { ts } = emulator.people.write({ user: ann, channel: desk, text: "mine" });
    const theirs = { externalMessageId: `${desk}:${ts}` };
    await expect(adapter.edit?.(theirs, message("yours"))).rejects.toMatchObject({ outcome: "rejected" });
  });
});
