import { afterAll, beforeAll, expect, it } from "vitest";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { setBlacklisted } from "../../domain/customers/blacklist.ts";
import { lockConversationsOf, lockCustomer } from "../../domain/customers/lock-customer.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import type { CustomerText } from "../converse/customer-outbox.ts";
import { peekNext } from "./claim-delivery.ts";
import { stopAutomated } from "./stop-automated.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const stop = ({ customerId }: Conversation) =>
  inOrganization(desk.db, desk.orgId, async (scope) => {
    await lockConversationsOf(scope, [customerId]);
    return stopAutomated(scope, customerId, { userId: desk.mia, at: new Date() });
  });

const byBot = { sender: { type: "ai" as const }, act: { by: "bot" as const, why: "test" } };
const byJob = { sender: { type: "system" as const }, act: { by: "job" as const, why: "test" } };
const texts: [string, Partial<CustomerText>, string][] = [
  ["an answer of the bot", { purpose: "answer", ...byBot }, "cancelled"],
  ["marketing of a campaign", { purpose: "marketing", ...byJob }, "cancelled"],
  ["a question whether they are satisfied", { purpose: "satisfaction", ...byJob }, "cancelled"],
  ["a line about their money", { purpose: "service", ...byJob }, "queued"],
];

it.each(texts)("%s, queued before, ends as it should", async (_, text, status) => {
  const conversation = await desk.converse();
  const { message } = await desk.send(conversation, "Hello", text);
  expect(await stop(conversation)).toBe(status === "cancelled" ? 1 : 0);
  const kept = await desk.db.system("messages").where({ id: message.id }).first("status");
  const delivery = await desk.db.system("deliveries").where({ message_id: message.id }).first("status", "error_code");
  expect([kept.status, delivery.status]).toEqual([status, status]);
  expect(delivery.error_code).toBe(status === "cancelled" ? "customer.blacklisted" : null);
  const events = await desk.db
    .system("conversation_events")
    .where({ message_id: message.id, event_type: "bot_mode" })
    .pluck("user_id");
  expect(events).toEqual(status === "cancelled" ? [desk.mia] : []);
});

it("leaves what a person wrote, also a script of theirs, and other customers' answers", async () => {
  const conversation = await desk.converse();
  const other = await desk.converse();
  const agent = { sender: { type: "agent" as const, userId: desk.ann, name: "Ann" } };
  const act = { by: "user" as const, userId: desk.ann, why: "test" };
  await desk.send(conversation, "I call you back", { ...agent, act });
  await desk.send(conversation, "Our new account", { ...agent, act, purpose: "marketing" });
  await desk.send(other, "Hello", { purpose: "answer", ...byBot });
  expect(await stop(conversation)).toBe(0);
  const open = await desk.db.system("deliveries").whereIn("customer_id", [conversation.customerId, other.customerId]);
  expect(open.map(({ status }) => status)).toEqual(["queued", "queued", "queued"]);
});

it("says again that answers are automated, where the text that said so was stopped", async () => {
  const conversation = await desk.converse();
  const toldAt = async () =>
    (await desk.db.system("conversations").where({ id: conversation.id }).first("automation_told_at"))
      .automation_told_at;
  await desk.send(conversation, "Hello", { purpose: "answer", ...byBot });
  expect(await toldAt()).not.toBeNull();
  await stop(conversation);
  expect(await toldAt()).toBeNull();
});

it("is asked again before a send: what failed while the customer was blacklisted does not go out later", async () => {
  const conversation = await desk.converse();
  await desk.send(conversation, "Hello", { purpose: "answer", ...byBot });
  const chat = { channelId: conversation.channelId, chat: conversation.chat };
  expect(await peekNext(desk.db, chat)).toMatchObject({ isUnwanted: false });
  await inOrganization(desk.db, desk.orgId, async (scope) => {
    const customer = await lockCustomer(scope, conversation.customerId);
    await setBlacklisted(
      scope,
      customer,
      { isBlacklisted: true, reason: "threats" },
      {
        by: { userId: desk.mia },
        at: new Date(),
      },
    );
  });
  expect(await peekNext(desk.db, chat)).toMatchObject({ isUnwanted: true });
});
