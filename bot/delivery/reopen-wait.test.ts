import { afterAll, beforeAll, expect, it } from "vitest";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { beginWait, endSla, endWait } from "../../domain/conversations/keep-sla.ts";
import { readSlaFigures } from "../../domain/conversations/sla-figures.ts";
import { newId } from "../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { reopenWait } from "./reopen-wait.ts";

const asked = new Date("2026-11-23T10:00:00Z");
const after = (minutes: number) => new Date(asked.getTime() + minutes * 60_000);

let desk: WaitingConversations;

beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());

it("lets the customer wait on since their question, and takes the first response back", async () => {
  const conversation = await waiting();
  const reply = await answered(conversation, after(10), ["failed"]);
  await lose(conversation, reply, after(12));
  expect(await clockOf(conversation)).toEqual({ since: asked, due: after(30), first: null });
  expect(await resultsOf(conversation)).toEqual([{ kind: "first_response", is_met: true, counts: false }]);
});

it.each(["queued", "sending", "sent", "uncertain"])(
  "changes nothing while one part of the reply failed and another is %s",
  async (status) => {
    const conversation = await waiting();
    const reply = await answered(conversation, after(10), ["failed", status]);
    await lose(conversation, reply, after(12));
    expect(await clockOf(conversation)).toEqual({ since: null, due: null, first: after(10) });
    expect(await resultsOf(conversation)).toEqual([{ kind: "first_response", is_met: true, counts: true }]);
  },
);

it("counts the next answer that stands instead, by the deadline of the first question", async () => {
  const conversation = await waiting();
  const lost = await answered(conversation, after(10), ["failed"]);
  await answered(conversation, after(45), ["sent"]);
  await lose(conversation, lost, after(50));
  expect(await clockOf(conversation)).toEqual({ since: null, due: null, first: after(45) });
  expect(await resultsOf(conversation)).toEqual([
    { kind: "first_response", is_met: true, counts: false },
    { kind: "first_response", is_met: false, counts: true },
  ]);
});

it("goes back to the question also when the next answer is lost after it", async () => {
  const conversation = await waiting();
  const lost = await answered(conversation, after(10), ["failed"]);
  const next = await answered(conversation, after(20), ["queued"]);
  await lose(conversation, lost, after(21));
  await desk.db.system("deliveries").where({ message_id: next.id }).update({ status: "failed" });
  await desk.db.system("messages").where({ id: next.id }).update({ status: "failed" });
  await lose(conversation, next, after(22));
  expect(await clockOf(conversation)).toEqual({ since: asked, due: after(30), first: null });
  expect((await resultsOf(conversation)).filter(({ counts }) => counts)).toEqual([]);
});

it("counts the promise as missed where the conversation was resolved meanwhile, and starts no clock", async () => {
  const conversation = await waiting();
  const reply = await answered(conversation, after(10), ["failed"]);
  await desk.within((scope) => endSla(scope, conversation, after(11), "person"));
  await desk.db
    .system("conversations")
    .where({ id: conversation.id })
    .update({
      status: "resolved",
      resolved_at: after(11),
    });
  await lose(conversation, reply, after(12));
  expect((await clockOf(conversation)).since).toBeNull();
  expect((await resultsOf(conversation)).filter(({ kind }) => kind === "first_response")).toEqual([
    { kind: "first_response", is_met: true, counts: false },
    { kind: "first_response", is_met: false, counts: true },
  ]);
});

it("does nothing twice, and the figures read only what counts", async () => {
  const before = await figures();
  const conversation = await waiting();
  const reply = await answered(conversation, after(10), ["cancelled"]);
  expect((await figures()).of).toBe(before.of + 1);
  await lose(conversation, reply, after(12));
  await lose(conversation, reply, after(13));
  expect(await figures()).toEqual(before);
  expect(await resultsOf(conversation)).toHaveLength(1);
});

async function waiting(): Promise<Conversation> {
  const conversation = await desk.addConversation({ priority: "medium", status: "active" });
  await desk.within((scope) => beginWait(scope, conversation, asked));
  return conversation;
}

/** A person's reply whose parts have these statuses; it ended the wait when it was written. */
async function answered(conversation: Conversation, at: Date, parts: string[]): Promise<{ id: string; sentAt: Date }> {
  const { system } = desk.db;
  const message = { id: newId(), sentAt: at };
  await system("messages").insert({
    id: message.id,
    sent_at: at,
    org_id: desk.orgId,
    conversation_id: conversation.id,
    customer_id: conversation.customerId,
    channel_id: conversation.channelId,
    platform: "telegram",
    direction: "outbound",
    sender_type: "agent",
    content_type: "text",
    content: "an answer",
    status: parts.every((status) => status === "sent") ? "sent" : (parts[0] ?? "queued"),
    received_at: at,
  });
  for (const [index, status] of parts.entries()) {
    await system("deliveries").insert({
      id: newId(),
      org_id: desk.orgId,
      channel_id: conversation.channelId,
      chat: conversation.chat,
      target: JSON.stringify({ chatId: conversation.chat }),
      audience: "customer",
      purpose: "reply",
      operation: "send",
      content: JSON.stringify([]),
      act: JSON.stringify({ by: "user" }),
      conversation_id: conversation.id,
      customer_id: conversation.customerId,
      message_id: message.id,
      message_sent_at: at,
      part: index + 1,
      parts: parts.length,
      status,
    });
  }
  await system("conversations")
    .where({ id: conversation.id })
    .update({ first_response_at: system.raw("coalesce(first_response_at, ?)", [at]) });
  await desk.within((scope) =>
    endWait(scope, conversation, { at, outcome: "answered", userId: null, messageId: message.id }),
  );
  return message;
}

function lose(conversation: Conversation, reply: { id: string; sentAt: Date }, now: Date): Promise<void> {
  return desk.within((scope) => reopenWait(scope, { ...reply, conversationId: conversation.id }, now));
}

async function clockOf({ id }: Conversation) {
  const [row] = await desk.rows(
    `SELECT waiting_since AS since, coalesce(sla_first_response_at, sla_next_response_at) AS due, first_response_at AS first
     FROM conversations WHERE id = ?`,
    [id],
  );
  return row ?? {};
}

function resultsOf({ id }: Conversation) {
  return desk.rows<{ kind: string; is_met: boolean; counts: boolean }>(
    `SELECT kind, is_met, superseded_at IS NULL AS counts FROM sla_results
     WHERE conversation_id = ? ORDER BY created_at, superseded_at NULLS LAST`,
    [id],
  );
}

async function figures() {
  const all = await desk.within((scope) => readSlaFigures(scope, after(15), "UTC"));
  return all.week.first_response;
}
