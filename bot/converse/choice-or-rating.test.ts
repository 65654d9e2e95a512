import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { lookUp } from "./customer-message.ts";
import { takeChoice } from "./take-choice.ts";

const askedAt = new Date("2026-03-02T10:00:00Z");
const now = new Date("2026-03-02T10:05:00Z");
const options = [1, 2, 3].map((number) => ({ entryId: newId(), wording: `Question ${number}?` }));

let database: TestDatabase;
let db: Database;
let channel: LiveChannel;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  const orgId = await ensureOrganization(db.system, "choices", "Test");
  const id = newId();
  await db.system("channels").insert({ id, org_id: orgId, platform: "telegram", name: "test" });
  // Only what looking up reads of a channel.
  channel = { id, orgId, platform: "telegram", name: "test", status: "active" } as unknown as LiveChannel;
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("a digit is a choice or a rating, never both, whatever was asked and however the conversation stands", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        text: fc.oneof(
          fc.integer({ min: 0, max: 6 }).map(String),
          fc.constantFrom("２", "3.", "4分", "1 star", "none"),
        ),
        status: fc.constantFrom("pending", "active", "resolved"),
        wasOffered: fc.boolean(),
        wasAskedToRate: fc.boolean(),
      }),
      async ({ text, ...state }) => {
        const { choice, rating } = await read(text, await conversationOf(state));
        expect(choice !== null && rating !== null).toBe(false);
        seen.add(choice ? "choice" : rating ? "rating" : "neither");
      },
    ),
    {
      numRuns: 60,
      examples: [
        [{ text: "2", status: "pending", wasOffered: true, wasAskedToRate: true }],
        [{ text: "2", status: "resolved", wasOffered: true, wasAskedToRate: true }],
      ],
    },
  );
  expect([...seen].sort()).toEqual(["choice", "neither", "rating"]);
});

it.each([
  ["before we said more", "2026-03-02T10:02:00Z", "rating"],
  ["after we said more", "2026-03-02T10:04:00Z", "neither"],
])(
  "a digit that was written %s rates what it was asked about, with a conversation opened since",
  async (_, sentAt, is) => {
    const chat = await conversationOf({ status: "resolved", wasOffered: false, wasAskedToRate: true });
    await openNext(chat, "2026-03-02T10:03:00Z");
    const { rating, choice } = await read("4", chat, sentAt);
    expect({ choice, is: rating ? "rating" : "neither" }).toEqual({ choice: null, is });
    expect((await read("It took too long", chat, sentAt)).rating).toBeNull();
  },
);

/** A conversation that the customer opened since, in which the bot said a line at the time. */
async function openNext(chat: string, saidAt: string) {
  const [earlier] = await db.system("conversations").where({ chat });
  const { id: earlierId, number, created_at, satisfaction_asked_at, ...same } = earlier;
  const id = newId();
  await db.system("conversations").insert({ ...same, id, number: Number(number) + 1_000, status: "pending" });
  await db.system("messages").insert({
    id: newId(),
    org_id: same.org_id,
    conversation_id: id,
    customer_id: same.customer_id,
    channel_id: same.channel_id,
    platform: "telegram",
    direction: "outbound",
    sender_type: "system",
    content: "A colleague will answer",
    sent_at: new Date(saidAt),
  });
}

async function read(text: string, chat: string, sentAt = now.toISOString()) {
  const event: MessageEvent = {
    kind: "message",
    channelId: channel.id,
    externalId: newId(),
    externalMessageId: newId(),
    platform: "telegram",
    chat: { key: chat, id: chat, kind: "private" },
    sender: { id: chat, isBot: false, isSelf: false },
    sentAt,
    text,
    attachments: [],
    addressed: true,
  };
  const found = await inOrganization(db, channel.orgId, (scope) => lookUp(scope, channel, event, now));
  return { rating: found.rating, choice: takeChoice(found.offer, text, { sentAt: now, idleMs: 86_400_000 }) };
}

/** A customer's conversation in which they were asked back, asked for a rating, or both; gives the chat. */
async function conversationOf(state: {
  status: string;
  wasOffered: boolean;
  wasAskedToRate: boolean;
}): Promise<string> {
  const [customerId, conversationId, answerId, chat] = [newId(), newId(), newId(), newId()];
  const { orgId } = channel;
  const system = db.system;
  const [{ n }] = (await system.raw("SELECT count(*)::int + 1 AS n FROM customers")).rows;
  await system("customers").insert({ id: customerId, org_id: orgId, customer_code: `T${n}`, name: `T${n}` });
  await system("customer_identities").insert({
    id: newId(),
    org_id: orgId,
    customer_id: customerId,
    channel_id: channel.id,
    platform: "telegram",
    external_user_id: chat,
  });
  await system("conversations").insert({
    id: conversationId,
    org_id: orgId,
    number: n,
    customer_id: customerId,
    channel_id: channel.id,
    channel_type: "telegram",
    chat,
    external_chat_id: chat,
    status: state.status,
    satisfaction_asked_at: state.wasAskedToRate ? askedAt : null,
  });
  if (!state.wasOffered) return chat;
  await system("answers").insert({
    id: answerId,
    org_id: orgId,
    conversation_id: conversationId,
    message_id: newId(),
    message_sent_at: askedAt,
    question: "?",
    language: "en",
    outcome: "offered",
    mode: "none",
  });
  await system("conversation_events").insert({
    id: newId(),
    org_id: orgId,
    conversation_id: conversationId,
    event_type: "choice_offered",
    event_data: JSON.stringify({ answerId, options }),
  });
  return chat;
}
