import { afterAll, beforeAll, expect, it } from "vitest";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { recordAccount } from "../customers/record-account.ts";
import { moveDeposit } from "../funds/move-deposit.ts";
import { recordDeposit } from "../funds/record-deposit.ts";
import { forgetMemories } from "./forget.ts";
import { memoriesOf } from "./memory.ts";
import { recallForChat, recallMemories } from "./recall.ts";

let desk: WaitingConversations;
beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());

const by = { actor: "cli" } as const;
const openedAt = new Date("2026-03-02T08:00:00Z");
const now = new Date("2026-03-20T08:00:00Z");
let numbers = 0;

const open = (customerId: string, number = `80${++numbers}`) =>
  desk.within((scope) => recordAccount(scope, by, { customerId, platform: "mt5", number, openedAt }));
const deposit = (customerId: string, status: "pending" | "confirmed" = "confirmed") =>
  desk.within((scope) =>
    recordDeposit(
      scope,
      {
        ...{ customerId, amount: "500", currency: "USD", externalRef: `BO-${++numbers}`, status },
        happenedAt: new Date("2026-03-09T20:00:00Z"),
      },
      { by, at: now },
    ),
  );
const all = (customerId: string) => desk.within((scope) => memoriesOf(scope, customerId));

it("remembers an account that was opened, once, with its record and without its number", async () => {
  const { customerId } = await desk.addConversation();
  await open(customerId, "4711");
  await open(customerId, "4711");
  const [reference] = await desk.rows("SELECT id FROM customer_external_refs WHERE external_ref = '4711'");
  const stored = await desk.rows("SELECT * FROM memories WHERE source_type = 'system_record'");
  expect(stored).toMatchObject([
    {
      ...{ customer_id: customerId, subject: "account", content: "mt5", category: "event", type: "long_term" },
      ...{ source_id: reference?.["id"], message_id: null, valid_from: openedAt, valid_to: null },
    },
  ]);
  expect(JSON.stringify(stored)).not.toContain("4711");
});

it("remembers the first deposit when it came in, and no later one; its amount stays in the record", async () => {
  const { customerId } = await desk.addConversation();
  const { row } = await deposit(customerId, "pending");
  expect(await all(customerId)).toEqual([]);
  await desk.within((scope) => moveDeposit(scope, row.depositCode, "confirmed", { by, at: now }));
  await deposit(customerId);
  expect(await all(customerId)).toMatchObject([
    { subject: "first_deposit", content: row.depositCode, value: row.id, sourceType: "system_record", mentionedIn: [] },
  ]);
});

it("shows it to staff, and to a model only where the account is known to be the client's", async () => {
  const conversation = await desk.addConversation();
  const { customerId, channelId } = conversation;
  await open(customerId);
  const recalled = await desk.within((scope) => recallMemories(scope, { customerId, limit: 5, now }));
  expect(recalled.map(({ content }) => content)).toEqual(["mt5"]);
  const chat = { channelId, chat: conversation.chat, isGroup: false };
  const inChat = (isVerified: boolean) =>
    desk.within((scope) => recallForChat(scope, { customerId, chat: { ...chat, isVerified }, limit: 5, now }));
  expect(await inChat(false)).toEqual([]);
  expect(await inChat(true)).toHaveLength(1);
});

it("forgets it with everything else", async () => {
  const { customerId } = await desk.addConversation();
  await open(customerId);
  expect(await desk.within((scope) => forgetMemories(scope, { customerId, id: null }, now))).toBe(1);
  expect(await all(customerId)).toEqual([]);
});
