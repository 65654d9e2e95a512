import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { Api } from "grammy";
import type { UserFromGetMe } from "grammy/types";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { InboundEvent } from "../../bot/ports/inbound-event.ts";
import { parseReceipt } from "./parse.ts";
import { receiveUpdate } from "./receive.ts";

const secret = "fixture-secret_0123456789";
const receivedAt = "2026-03-05T08:00:05.000Z";

const me: UserFromGetMe = {
  id: 700100200,
  is_bot: true,
  first_name: "Deskhand",
  username: "deskhand_bot",
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
  has_topics_enabled: false,
  allows_users_to_create_topics: false,
  can_manage_bots: false,
  supports_join_request_queries: false,
};

// Nothing listens there: a parse that called Telegram would fail.
const api = new Api("700100200:AAHfixturefixturefixture", { apiRoot: "http://127.0.0.1:1" });

async function parse(body: unknown): Promise<InboundEvent[]> {
  const { receipts } = receiveUpdate(
    {
      method: "POST",
      headers: { "x-telegram-bot-api-secret-token": secret },
      query: "",
      body: Buffer.from(JSON.stringify(body)),
    },
    secret,
  );
  const [receipt] = receipts;
  if (!receipt) throw new Error("every update is kept");
  return parseReceipt({ ...receipt, receivedAt }, { channelId: "channel-1", api, me });
}

describe("an update of Telegram parses to the events of its fixture", () => {
  const folder = new URL("../../tests/fixtures/", import.meta.url);
  const schema = z.object({ source: z.string().min(10), body: z.unknown(), expected: z.array(z.unknown()).min(1) });

  const scenarios = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^/]+\/telegram\.json$/.test(path))
    .sort();

  it("has the scenarios that every platform should have", () => {
    const names = scenarios.map((path) => path.split("/")[0]);
    for (const name of [
      "plain-text",
      "chinese-emoji",
      "reply",
      "edit",
      "image",
      "file",
      "button",
      "command",
      "own-message",
    ]) {
      expect(names).toContain(name);
    }
  });

  it.each(scenarios)("%s", async (path) => {
    const { body, expected } = schema.parse(JSON.parse(readFileSync(new URL(path, folder), "utf8")));
    expect(await parse(body)).toEqual(expected);
  });
});

describe("a link whose address Telegram hides behind words", () => {
  const from = { id: 5, is_bot: false, first_name: "Ann" };
  const group = { id: -7, type: "supergroup", title: "Gold" };
  const link = (offset: number, length: number) => ({
    type: "text_link",
    offset,
    length,
    url: "https://example.test/f",
  });

  it("is read with the bot's name cut out, also under a picture", async () => {
    const caption = "@deskhand_bot the form, @deskhand_bot";
    const caption_entities = [
      { type: "mention", offset: 0, length: 13 },
      link(18, 4),
      { type: "mention", offset: 24, length: 13 },
    ];
    const photo = [{ file_id: "a", file_unique_id: "b", width: 1, height: 1 }];
    const message = { message_id: 1, date: 1_772_697_600, from, chat: group, photo, caption, caption_entities };
    expect(await parse({ update_id: 1, message })).toMatchObject([{ text: "the form (https://example.test/f)," }]);
  });

  it("is read in what follows a command, and in an edit", async () => {
    const said = { message_id: 1, date: 1_772_697_600, from, chat: { id: 5, type: "private" } };
    const text = "/note the form";
    const entities = [{ type: "bot_command", offset: 0, length: 5 }, link(10, 4)];
    const message = { ...said, text, entities };
    expect(await parse({ update_id: 1, message })).toMatchObject([{ args: "the form (https://example.test/f)" }]);
    const edited_message = { ...said, edit_date: 1_772_697_700, text: "the form ", entities: [link(4, 5)] };
    expect(await parse({ update_id: 2, edited_message })).toMatchObject([
      { text: "the form (https://example.test/f) " },
    ]);
  });
});

describe("whatever an update looks like", () => {
  const anything = fc.jsonValue({ maxDepth: 4 });
  const kinds = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
    "poll_answer",
  ];

  it("becomes at least one event, and never an error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...kinds), anything, async (update_id, kind, payload) => {
        const events = await parse({ update_id, [kind]: payload });
        expect(events.length).toBeGreaterThan(0);
        for (const event of events) expect(event.externalId).toBe(String(update_id));
      }),
    );
  });

  it("keeps a message readable when parts of it are of another type than documented", async () => {
    const base = { message_id: 1, date: 1_772_697_600, chat: { id: 5, type: "private" }, text: "hello" };
    const fields = ["from", "entities", "reply_to_message", "photo", "sender_chat", "venue", "message_thread_id"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), anything, async (field, value) => {
        const events = await parse({ update_id: 1, message: { ...base, [field]: value } });
        expect(events).toHaveLength(1);
        expect(events[0]?.chat.id).toBe("5");
      }),
    );
  });

  it("reads a receipt that is not even JSON as unknown", async () => {
    const events = await parseReceipt(
      { externalId: "1", chat: "updates", raw: "<xml/>", receivedAt },
      { channelId: "channel-1", api, me },
    );
    expect(events.map((event) => event.kind)).toEqual(["unknown"]);
  });
});
