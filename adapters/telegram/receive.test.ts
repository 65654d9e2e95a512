import { describe, expect, it } from "vitest";
import { PayloadError, SignatureError } from "../../infra/errors.ts";
import { receiveUpdate } from "./receive.ts";

const secret = "right-secret_0123456789";

const receive = (body: string | Buffer, given: string | undefined = secret, expected: string | undefined = secret) =>
  receiveUpdate(
    {
      method: "POST",
      headers: { "x-telegram-bot-api-secret-token": given },
      query: "",
      body: typeof body === "string" ? Buffer.from(body) : body,
    },
    expected,
  );

const chatOf = (update: Record<string, unknown>) =>
  receive(JSON.stringify({ update_id: 7, ...update })).receipts[0]?.chat;

describe("receiving a webhook of Telegram", () => {
  it("keeps the body as it came and keys it by the update's id", () => {
    const raw = '{ "update_id":7,\n "message":{"chat":{"id":5},"text":"\\u4f60 好"} }';
    expect(receive(raw)).toEqual({
      receipts: [{ externalId: "7", chat: "5", raw }],
      reply: { status: 200 },
    });
  });

  it("refuses a secret that is wrong, longer, shorter or missing", () => {
    const body = '{"update_id":7}';
    for (const given of ["Right-secret_0123456789", `${secret}0`, secret.slice(1), ""]) {
      expect(() => receive(body, given), given).toThrow(SignatureError);
    }
    const request = { method: "POST", headers: {}, query: "", body: Buffer.from(body) };
    expect(() => receiveUpdate(request, secret)).toThrow(SignatureError);
  });

  it("takes no webhooks on a channel without a secret", () => {
    const headers = { "x-telegram-bot-api-secret-token": "" };
    const request = { method: "POST", headers, query: "", body: Buffer.from('{"update_id":7}') };
    expect(() => receiveUpdate(request, undefined)).toThrow(SignatureError);
  });

  it("looks at the secret before the body", () => {
    expect(() => receive("not json", "wrong")).toThrow(SignatureError);
  });

  it.each([
    ["broken JSON", '{"update_id":7'],
    ["JSON that is no object", "[7]"],
    ["no update_id", '{"message":{}}'],
    ["an update_id that is no whole number", '{"update_id":"7"}'],
    ["a negative update_id", '{"update_id":-7}'],
    ["nothing", ""],
  ])("refuses %s", (_what, body) => {
    expect(() => receive(body)).toThrow(PayloadError);
  });

  it("refuses bytes that are not UTF-8, instead of storing others in their place", () => {
    const body = Buffer.concat([Buffer.from('{"update_id":7,"x":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(() => receive(body)).toThrow(PayloadError);
  });

  it("does not quote the body in its refusal", () => {
    expect(() => receive("my passport is X1234567")).toThrow(/^the body is not JSON$/);
  });
});

describe("the chat that an update belongs to", () => {
  it.each([
    ["a private message to the person's chat", { message: { chat: { id: 5 }, from: { id: 5 } } }, "5"],
    ["a message in a group to the group", { message: { chat: { id: -100 }, from: { id: 5 } } }, "-100"],
    [
      "a message in a topic to the topic",
      { message: { chat: { id: -100 }, message_thread_id: 40, is_topic_message: true } },
      "-100:40",
    ],
    [
      "a reply whose thread is no topic to the whole chat",
      { message: { chat: { id: -100 }, message_thread_id: 40 } },
      "-100",
    ],
    ["an edit to the chat of its message", { edited_message: { chat: { id: 5 } } }, "5"],
    [
      "a press to the chat of its button, not to the person",
      {
        callback_query: {
          from: { id: 5 },
          message: { chat: { id: -100 }, message_thread_id: 40, is_topic_message: true },
        },
      },
      "-100:40",
    ],
    ["a press without a message to the person", { callback_query: { from: { id: 5 }, inline_message_id: "x" } }, "5"],
    ["a block to the person's chat", { my_chat_member: { chat: { id: 5 }, from: { id: 5 } } }, "5"],
    ["an inline query to the person", { inline_query: { from: { id: 5 } } }, "5"],
    ["a vote to the person", { poll_answer: { user: { id: 5 } } }, "5"],
    ["an update without a chat or a person to all of these", { poll: { id: "1" } }, "updates"],
    ["an update of an unknown shape to all of these", { message: "hello" }, "updates"],
    ["an update with nothing in it to all of these", {}, "updates"],
  ])("gives %s", (_what, update, chat) => {
    expect(chatOf(update)).toBe(chat);
  });
});
