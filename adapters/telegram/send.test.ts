import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import type { BotApiCall } from "../../playground/telegram/index.ts";
import { openTelegramChannel, type TelegramChannel, telegramToken } from "../../tests/support/telegram-channel.ts";
import { createTelegramApis } from "./apis.ts";
import { sendMessage } from "./send.ts";
import { telegramSettings } from "./settings.ts";

const annId = 5_000_000_101;
const deskId = -1_001_000_000_888;

let channel: TelegramChannel;
let calls: BotApiCall[];

beforeEach(async () => {
  channel = await openTelegramChannel();
  channel.emulator.addPerson({ id: annId, firstName: "Ann" });
  channel.emulator.addGroup({ id: deskId, title: "Desk", isForum: true, members: [annId] });
  calls = [];
  channel.emulator.onCall((call) => calls.push(call));
});
afterEach(() => channel.close());

function message(text: string, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: "01977a10-0000-7000-8000-000000000001",
    seq: 1,
    attempt: 0,
    target: { chatId: String(annId) },
    content: plainText(text),
    ...more,
  };
}

const pdf = { name: "a.pdf", mimeType: "application/pdf", kind: "file" as const, bytes: Buffer.from("%PDF") };
const said = (chatId = annId) => channel.emulator.messages(chatId).map(({ message }) => message);

describe("sending a text", () => {
  it("leaves the preview of links out and uses no parse mode", async () => {
    await channel.adapter.send(message("see https://example.test"));
    expect(calls).toMatchObject([
      {
        method: "sendMessage",
        params: { text: "see https://example.test", link_preview_options: { is_disabled: true } },
      },
    ]);
    expect(calls[0]?.params).not.toHaveProperty("parse_mode");
  });

  it("answers a message, and is sent all the same when that message is gone", async () => {
    const question = channel.emulator.post(annId, annId, "how long?");
    await channel.adapter.send(message("two days", { replyTo: `${annId}:${question.message_id}` }));
    await channel.adapter.send(message("or three", { replyTo: `${annId}:999` }));
    expect(said().map((shown) => shown.reply_to_message?.message_id)).toEqual([
      undefined,
      question.message_id,
      undefined,
    ]);
  });

  it("does not answer a message of another chat, which Telegram would look for in this one", async () => {
    channel.emulator.post(annId, annId, "mine");
    await channel.adapter.send(message("hello", { replyTo: "5000000999:1" }));
    expect(said().at(-1)).not.toHaveProperty("reply_to_message");
  });

  it("writes into a topic", async () => {
    const topic = channel.emulator.openTopic(annId, deskId, "C1042");
    await channel.adapter.send(message("hello", { target: { chatId: String(deskId), threadId: String(topic) } }));
    expect(said(deskId).at(-1)).toMatchObject({ text: "hello", message_thread_id: topic, is_topic_message: true });
  });

  it("writes into General without naming a thread, since thread 1 is refused", async () => {
    await channel.adapter.send(message("hello", { target: { chatId: String(deskId), threadId: "1" } }));
    expect(said(deskId).at(-1)).toMatchObject({ text: "hello" });
    expect(said(deskId).at(-1)).not.toHaveProperty("message_thread_id");
  });

  it("says that a topic is closed, or gone when it was deleted, and writes nowhere else", async () => {
    const topic = channel.emulator.openTopic(annId, deskId, "C1042");
    channel.emulator.closeTopic(deskId, topic);
    const target = { chatId: String(deskId), threadId: String(topic) };
    await expect(channel.adapter.send(message("a", { target }))).rejects.toMatchObject({ fault: "thread_closed" });
    channel.emulator.deleteTopic(deskId, topic);
    await expect(channel.adapter.send(message("b", { target }))).rejects.toMatchObject({ fault: "thread_gone" });
    expect(said(deskId).filter((shown) => shown.text !== undefined)).toEqual([]);
  });

  it("says where a group has moved to", async () => {
    const groupId = channel.emulator.addGroup({ title: "Gold", members: [annId] }).id;
    const newId = channel.emulator.migrate(groupId);
    await expect(channel.adapter.send(message("a", { target: { chatId: String(groupId) } }))).rejects.toMatchObject({
      outcome: "rejected",
      fault: "chat_moved",
      details: { newChatId: String(newId) },
    });
  });

  it.each([
    ["blocked the bot", (id: number) => channel.emulator.block(id)],
    ["was deleted", (id: number) => channel.emulator.deactivate(id)],
  ])("says that nobody can be reached who %s", async (_what, leave) => {
    leave(annId);
    await expect(channel.adapter.send(message("a"))).rejects.toMatchObject({ fault: "recipient_gone" });
  });

  it("says that nobody can be reached who never wrote to the bot, or does not exist", async () => {
    const stranger = channel.emulator.addPerson({ firstName: "Bob", hasStarted: false });
    for (const id of [stranger.id, 5_999_999_999]) {
      const target = { chatId: String(id) };
      await expect(channel.adapter.send(message("a", { target }))).rejects.toMatchObject({ fault: "recipient_gone" });
    }
  });

  it("is uncertain when it has waited long enough for an answer", async () => {
    const settings = telegramSettings.parse({ bot_token: telegramToken, api_root: channel.emulator.apiRoot });
    const apis = createTelegramApis(settings, { callMs: 30, uploadMs: 30 });
    channel.emulator.fail("sendMessage", { kind: "no_answer" });
    await expect(sendMessage(apis, message("a"))).rejects.toMatchObject({ outcome: "uncertain" });
  });

  it("colours buttons and opens links", async () => {
    const buttons = [
      [
        { id: "take:C1042", label: "Take", style: "primary" as const },
        { id: "page", label: "Open", url: "https://example.test/c/1042" },
      ],
    ];
    await channel.adapter.send(message("C1042", { buttons }));
    expect(said()[0]?.reply_markup).toEqual({
      inline_keyboard: [
        [
          { text: "Take", callback_data: "take:C1042", style: "primary" },
          { text: "Open", url: "https://example.test/c/1042" },
        ],
      ],
    });
  });
});

describe("sending a file", () => {
  it("puts a text of up to 1024 units under it", async () => {
    const sent = await channel.adapter.send(message("x".repeat(1_024), { files: [pdf] }));
    expect(said()).toMatchObject([{ caption: "x".repeat(1_024), document: { file_name: "a.pdf" } }]);
    expect(sent).toEqual({ externalMessageId: `${annId}:1`, handle: { caption: "yes" } });
  });

  it("sends a longer text after it, with the buttons, and answers for both", async () => {
    const buttons = [[{ id: "ok", label: "OK" }]];
    const sent = await channel.adapter.send(message("x".repeat(1_025), { files: [pdf], buttons }));
    const [file, text] = said();
    expect(file?.document?.file_name).toBe("a.pdf");
    expect(file).not.toHaveProperty("reply_markup");
    expect(text).toMatchObject({ text: "x".repeat(1_025), reply_markup: { inline_keyboard: [[{ text: "OK" }]] } });
    expect(sent).toEqual({ externalMessageId: `${annId}:2`, handle: { fileMessageId: "1" } });

    await channel.adapter.remove?.(sent, { chatId: String(annId) });
    expect(channel.emulator.messages(annId).map((shown) => shown.isDeleted)).toEqual([true, true]);
  });

  it("is uncertain when the file went and its text did not: trying again would send the file twice", async () => {
    channel.emulator.fail("sendMessage", { kind: "server_error" });
    await expect(channel.adapter.send(message("x".repeat(1_025), { files: [pdf] }))).rejects.toMatchObject({
      outcome: "uncertain",
    });
  });

  it("sends a picture that Telegram cannot show as a document", async () => {
    const description = "Bad Request: PHOTO_INVALID_DIMENSIONS";
    channel.emulator.fail("sendPhoto", { kind: "refused", code: 400, description });
    const picture = { ...pdf, name: "wide.png", mimeType: "image/png", kind: "image" as const };
    await channel.adapter.send(message("", { files: [picture] }));
    expect(said()).toMatchObject([{ document: { file_name: "wide.png" } }]);
  });

  it("keeps names whole that would break the header grammY writes", async () => {
    await channel.adapter.send(message("", { files: [{ ...pdf, name: 'my "new"; 对账\r\n单.pdf' }] }));
    expect(said()[0]?.document?.file_name).toBe("my _new__ 对账__单.pdf");
  });

  it("refuses what a bot cannot send: two files in one message, or more than 50 MB", async () => {
    await expect(channel.adapter.send(message("", { files: [pdf, pdf] }))).rejects.toMatchObject({
      outcome: "rejected",
    });
    const huge = { ...pdf, bytes: Buffer.alloc(50_000_001) };
    await expect(channel.adapter.send(message("", { files: [huge] }))).rejects.toMatchObject({ outcome: "rejected" });
    expect(calls).toEqual([]);
  });
});

describe("answering a pressed button", () => {
  const notices: string[] = [];

  async function press(chatId: number): Promise<Record<string, string>> {
    notices.length = 0;
    channel.emulator.subscribe((change) => {
      if (change.type === "notice") notices.push(change.text);
    });
    const buttons = [[{ id: "take:C1042", label: "Take" }]];
    const sent = await channel.adapter.send(message("C1042", { target: { chatId: String(chatId) }, buttons }));
    const messageId = Number(sent.externalMessageId?.split(":")[1]);
    return { callbackQueryId: channel.emulator.press(annId, chatId, messageId, "take:C1042") };
  }

  it("shows a short answer in a group as a notice to the one who pressed, and to nobody else", async () => {
    const respondTo = await press(deskId);
    const sent = await channel.adapter.send(message("It is yours.", { target: { chatId: String(deskId) }, respondTo }));
    expect(sent).toEqual({ externalMessageId: null });
    expect(notices).toEqual(["It is yours."]);
    expect(said(deskId).map((shown) => shown.text)).toEqual(["C1042"]);
  });

  it("says more than 200 units in the chat", async () => {
    const respondTo = await press(deskId);
    const target = { chatId: String(deskId) };
    const sent = await channel.adapter.send(message("x".repeat(201), { target, respondTo }));
    expect(sent.externalMessageId).not.toBeNull();
    expect(notices).toEqual([]);
    expect(said(deskId).at(-1)?.text).toBe("x".repeat(201));
  });

  it("answers in a private chat with a message that stays", async () => {
    const respondTo = await press(annId);
    await channel.adapter.send(message("Thank you!", { respondTo }));
    expect(notices).toEqual([]);
    expect(said().at(-1)?.text).toBe("Thank you!");
    expect(calls.map((call) => call.method)).toEqual(["sendMessage", "answerCallbackQuery", "sendMessage"]);
  });

  it("answers a press that is too old with a message", async () => {
    const respondTo = { callbackQueryId: "4279400000000000" };
    await channel.adapter.send(message("It is yours.", { target: { chatId: String(deskId) }, respondTo }));
    expect(said(deskId).at(-1)?.text).toBe("It is yours.");
  });

  it("can be tried again when even the press was not answered: nothing was said yet", async () => {
    const respondTo = await press(annId);
    channel.emulator.fail("answerCallbackQuery", { kind: "cut_after" });
    await expect(channel.adapter.send(message("Thank you!", { respondTo }))).rejects.toMatchObject({
      outcome: "retry",
    });
  });
});

describe("changing what was sent", () => {
  it("writes another caption under a file", async () => {
    const sent = await channel.adapter.send(message("draft", { files: [pdf] }));
    await channel.adapter.edit?.(sent, message("final"));
    expect(said()).toMatchObject([{ caption: "final", document: { file_name: "a.pdf" } }]);
  });

  it("takes buttons away that are not given again", async () => {
    const sent = await channel.adapter.send(message("C1042", { buttons: [[{ id: "take", label: "Take" }]] }));
    await channel.adapter.edit?.(sent, message("C1042, taken by Ann"));
    expect(said()[0]).not.toHaveProperty("reply_markup");
  });

  it("may be repeated after a lost answer", async () => {
    const sent = await channel.adapter.send(message("one"));
    channel.emulator.fail("editMessageText", { kind: "cut_after" });
    await expect(channel.adapter.edit?.(sent, message("two"))).rejects.toMatchObject({ outcome: "retry" });
    await channel.adapter.edit?.(sent, message("two"));
    expect(said().map((shown) => shown.text)).toEqual(["two"]);
  });

  it("says that a message is gone, and counts removing it again as done", async () => {
    const sent = await channel.adapter.send(message("one"));
    const target = { chatId: String(annId) };
    await channel.adapter.remove?.(sent, target);
    await channel.adapter.remove?.(sent, target);
    await expect(channel.adapter.edit?.(sent, message("two"))).rejects.toMatchObject({ outcome: "rejected" });
  });

  it("cannot change a notice, which was no message", async () => {
    await expect(channel.adapter.edit?.({ externalMessageId: null }, message("x"))).rejects.toMatchObject({
      outcome: "rejected",
    });
  });
});
