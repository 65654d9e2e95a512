import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { placeHold, releaseHold } from "../control/legal-hold.ts";
import type { Conversation } from "../conversations/conversation.ts";
import { mergeCustomers } from "../customers/merge/merge-customers.ts";
import { undoMerge } from "../customers/merge/undo-merge.ts";
import type { Fact } from "./fact.ts";
import { fadedMemories } from "./faded.ts";
import { forgetMemories, removeHidden } from "./forget.ts";
import { correctMemory, keepFacts } from "./keep-facts.ts";
import { isInForce, type Memory, memoriesOf } from "./memory.ts";
import { recallForChat, recallMemories, refreshMemories } from "./recall.ts";
import { memorySubjects } from "./subjects.ts";
import { takeBackFacts } from "./take-back.ts";
import { strengthened, weightOf } from "./weight.ts";

let desk: WaitingConversations;
let userId: string;
beforeAll(async () => {
  desk = await openWaitingConversations();
  userId = await desk.addUser("Ann");
});
afterAll(() => desk.close());

const NO_ID = "00000000-0000-0000-0000-000000000000";
const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const low: Fact = { subject: "risk_preference", value: "low", words: "I am rather conservative" };
const high: Fact = { subject: "risk_preference", value: "high", words: "I can take high risk" };
const gold: Fact = { subject: "product_interest", value: "gold", words: "I trade gold" };
const oil: Fact = { subject: "product_interest", value: "oil", words: "I trade oil" };

async function say(of: Conversation, facts: Fact[], on: number, messageId = newId()): Promise<string> {
  await desk.within((scope) =>
    keepFacts(scope, {
      customerId: of.customerId,
      conversationId: of.id,
      message: { id: messageId, sentAt: day(on) },
      facts,
      sourceType: "conversation",
      at: day(on),
    }),
  );
  return messageId;
}
const all = (of: Conversation) => desk.within((scope) => memoriesOf(scope, of.customerId));
const recalled = async (customerId: string, on = 40) =>
  (await desk.within((scope) => recallMemories(scope, { customerId, limit: 20, now: day(on) }))).map(
    ({ content }) => content,
  );
const hold = (of: Conversation) =>
  desk.within((scope) =>
    placeHold(
      scope,
      { customerId: of.customerId, conversationId: null },
      { matter: "", reason: "x", userId, at: day(2) },
    ),
  );

describe("what a customer said", () => {
  it("is kept with its message, and is the same when the message is worked on again", async () => {
    const of = await desk.addConversation();
    const message = await say(of, [low, gold], 1);
    await say(of, [low, gold], 1, message);
    const kept = await all(of);
    expect(kept.map(({ subject, messageId, validFrom }) => [subject, messageId, validFrom])).toEqual([
      ["risk_preference", message, day(1)],
      ["product_interest", message, day(1)],
    ]);
    expect(new Set(kept.map(({ number }) => number)).size).toBe(2);
  });

  it("grows weightier when it is said again, and cites both messages", async () => {
    const of = await desk.addConversation();
    const first = await say(of, [low], 1);
    const again = await say(of, [low], 2);
    const [memory, ...others] = await all(of);
    expect(others).toEqual([]);
    expect(memory?.importance).toBeCloseTo(strengthened(0.9));
    expect(memory?.mentionedIn).toEqual([first, again]);
  });

  it("is closed by the newer fact that contradicts it, and stays in the history", async () => {
    const of = await desk.addConversation();
    await say(of, [low], 1);
    await say(of, [high], 5);
    const [before, now] = await all(of);
    expect(before).toMatchObject({ value: "low", validTo: day(5), supersededBy: now?.id });
    expect(now).toMatchObject({ value: "high", validTo: null, supersededBy: null });
    expect(await recalled(of.customerId)).toEqual([high.words]);
  });

  it("becomes history at once when a later message was worked on first", async () => {
    const of = await desk.addConversation();
    await say(of, [high], 5);
    await say(of, [low], 1);
    expect(await recalled(of.customerId)).toEqual([high.words]);
    expect((await all(of)).find(({ value }) => value === "low")).toMatchObject({ validTo: day(5) });
  });

  it("stands beside others where the subject has several, until it is over", async () => {
    const of = await desk.addConversation();
    await say(of, [gold, oil], 1);
    await say(of, [{ ...gold, isOver: true }], 3);
    expect(await recalled(of.customerId)).toEqual([oil.words]);
    expect(await all(of)).toHaveLength(2);
  });

  it("comes back when the message that contradicted it is taken back", async () => {
    const of = await desk.addConversation();
    await say(of, [low], 1);
    const messageId = await say(of, [high], 5);
    const { customerId } = of;
    await desk.within((scope) => takeBackFacts(scope, { customerId, messageId, stillSaid: [], at: day(6) }));
    expect(await recalled(of.customerId)).toEqual([low.words]);
    expect(await all(of)).toHaveLength(1);
  });

  it("gives way to what a member of staff knows better", async () => {
    const of = await desk.addConversation();
    await say(of, [low], 1);
    const [memory] = await all(of);
    const { customerId } = of;
    const correction = { customerId, text: "moderate, says Ann", value: "medium", userId, at: day(9) };
    await desk.within((scope) =>
      correctMemory(scope, { ...(memory as Memory), subject: "risk_preference" }, correction),
    );
    expect(await recalled(customerId)).toEqual(["moderate, says Ann"]);
    expect((await all(of)).map(({ sourceType }) => sourceType)).toEqual(["conversation", "manual"]);
  });

  it("is never kept when it has a card number, an identity number or a password in it", async () => {
    const of = await desk.addConversation();
    const secret = fc.constantFrom(
      "4111 1111 1111 1111",
      "5500000000000004",
      "11010519491231002X",
      "password is Hunter2!",
      "密码是abc12345",
      "验证码 493021",
      "passport E12345678",
    );
    const subject = fc.constantFrom(...memorySubjects.codes);
    await fc.assert(
      fc.asyncProperty(secret, subject, fc.constantFrom("", "my note: ", "我说 "), async (value, about, before) => {
        await say(of, [{ subject: about, value: "x", words: `${before}${value}` }], 1);
        await say(of, [{ subject: about, value: `${before}${value}`, words: "x" }], 1);
      }),
      { numRuns: 30 },
    );
    expect(await all(of)).toEqual([]);
  });
});

describe("recall", () => {
  it("is of one customer and one organisation", async () => {
    const [mine, theirs] = [await desk.addConversation(), await desk.addConversation()];
    await say(mine, [{ ...gold, words: "canary of mine" }], 1);
    await say(theirs, [{ ...gold, words: "canary of theirs" }], 1);
    expect(await recalled(mine.customerId)).toEqual(["canary of mine"]);
    const other = newId();
    await desk.db.system("organizations").insert({ id: other, code: `other${Date.now()}`, name: "Other" });
    const elsewhere = { orgId: other, within: desk.within };
    const read = await desk.within(({ trx }) =>
      recallMemories({ trx, orgId: elsewhere.orgId }, { customerId: mine.customerId, limit: 9, now: day(2) }),
    );
    expect(read).toEqual([]);
  });

  it("in a chat has what was said in that chat alone, unless the account is known to be the client's; none in a group", async () => {
    const here = await desk.addConversation();
    const there = await desk.addConversation();
    await desk.within(({ trx }) =>
      trx("conversations").where({ id: there.id }).update({ customer_id: here.customerId }),
    );
    await say({ ...here, customerId: here.customerId } as Conversation, [{ ...gold, words: "said here" }], 1);
    await say({ ...there, customerId: here.customerId } as Conversation, [{ ...oil, words: "said there" }], 1);
    const inChat = (of: Conversation, about: { isVerified?: true; isGroup?: true } = {}) =>
      desk.within(async (scope) => {
        const chat = { channelId: of.channelId, chat: of.chat, isVerified: false, isGroup: false, ...about };
        const found = await recallForChat(scope, { customerId: here.customerId, chat, limit: 9, now: day(2) });
        return found.map(({ content }) => content).sort();
      });
    expect(await inChat(here)).toEqual(["said here"]);
    expect(await inChat(there)).toEqual(["said there"]);
    expect(await inChat(here, { isVerified: true })).toEqual(["said here", "said there"]);
    expect(await inChat(here, { isVerified: true, isGroup: true })).toEqual([]);
  });

  it("gives the weightiest first, and what is used does not fade", async () => {
    const of = await desk.addConversation();
    const angry: Fact = { subject: "complaint", value: "service", words: "I want to complain" };
    await say(of, [gold, angry], 1);
    expect((await recalled(of.customerId, 2))[0]).toBe(angry.words);
    expect((await recalled(of.customerId, 20))[0]).toBe(gold.words);
    const ids = (await all(of)).map(({ id }) => id);
    await desk.within((scope) => refreshMemories(scope, ids, day(20)));
    expect((await all(of)).map(({ lastUsedAt }) => lastUsedAt)).toEqual([day(20), day(20)]);
  });
});

describe("weight", () => {
  it("falls with time, never below nothing, and grows when said again, never above one", () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(part, part, fc.nat(4000), fc.nat(4000), (importance, decayFactor, soon, later) => {
        const memory = { importance, decayFactor, lastUsedAt: day(1) };
        const [a, b] = [weightOf(memory, day(1 + soon)), weightOf(memory, day(1 + soon + later))];
        expect(a).toBeGreaterThanOrEqual(b);
        expect(b).toBeGreaterThanOrEqual(0);
        expect(a).toBeLessThanOrEqual(importance);
        expect(strengthened(importance)).toBeGreaterThanOrEqual(importance);
        expect(strengthened(importance)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("in the database is what it is here", async () => {
    const of = await desk.addConversation();
    const plan: Fact = { subject: "plan", value: "x", words: "I will deposit next week" };
    await say(of, [low, plan], 1);
    const faded = async (on: number) => {
      const rows = await desk.within((scope) => fadedMemories(scope, { now: day(on), after: NO_ID, limit: 100 }));
      const ids = new Set(rows.map(({ id }) => id));
      return (await all(of)).filter(({ id }) => ids.has(id)).map(({ subject }) => subject);
    };
    expect(await faded(10)).toEqual([]);
    expect(await faded(70)).toEqual(["plan"]);
    expect((await faded(1300)).sort()).toEqual(["plan", "risk_preference"]);
  });
});

describe("forgetting", () => {
  it("removes one, or all", async () => {
    const of = await desk.addConversation();
    await say(of, [low, gold, oil], 1);
    const [one] = await all(of);
    const { customerId } = of;
    const forget = (id: string | null) => desk.within((scope) => forgetMemories(scope, { customerId, id }, day(2)));
    expect(await forget(one?.id ?? "")).toBe(1);
    expect(await all(of)).toHaveLength(2);
    expect(await forget(null)).toBe(2);
    expect(await desk.rows("SELECT id FROM memories WHERE customer_id = ?", [customerId])).toEqual([]);
  });

  it("hides what a legal hold keeps from every use, and destroys it when the hold has ended", async () => {
    const of = await desk.addConversation();
    await say(of, [low, gold], 1);
    const holdId = (await hold(of)) ?? "";
    const { customerId } = of;
    expect(await desk.within((scope) => forgetMemories(scope, { customerId, id: null }, day(3)))).toBe(2);
    expect(await all(of)).toEqual([]);
    expect(await recalled(customerId)).toEqual([]);
    const rows = () => desk.rows("SELECT content FROM memories WHERE customer_id = ?", [customerId]);
    expect(await rows()).toHaveLength(2);
    expect(await desk.within((scope) => removeHidden(scope, 10))).toBe(0);
    await desk.within((scope) => releaseHold(scope, holdId, { reason: "done", userId, at: day(4) }));
    expect(await desk.within((scope) => removeHidden(scope, 10))).toBe(2);
    expect(await rows()).toEqual([]);
  });

  it("of a contradiction under a hold keeps the old fact's end open, and recalls the new one alone", async () => {
    const of = await desk.addConversation();
    await say(of, [low], 1);
    await hold(of);
    await say(of, [high], 5);
    expect(await recalled(of.customerId)).toEqual([high.words]);
    const [before] = await all(of);
    expect(before).toMatchObject({ value: "low", validTo: null });
    expect(before && isInForce(before, day(6))).toBe(false);
  });
});

it("of two customers who are merged is recalled once a subject, the newest, and goes back when the merge is undone", async () => {
  const [kept, merged] = [await desk.addConversation(), await desk.addConversation()];
  await say(kept, [low], 1);
  await say(merged, [high, gold], 5);
  const done = await desk.within((scope) =>
    mergeCustomers(
      scope,
      { keptId: kept.customerId, mergedId: merged.customerId },
      { by: { userId }, at: day(6), evidence: [] },
    ),
  );
  expect((await recalled(kept.customerId)).sort()).toEqual([high.words, gold.words].sort());
  expect(await recalled(merged.customerId)).toEqual([]);
  await desk.within((scope) =>
    undoMerge(scope, done.kind === "merged" ? done.number : 0, { by: { userId }, at: day(7) }),
  );
  expect(await recalled(kept.customerId)).toEqual([low.words]);
  expect((await recalled(merged.customerId)).sort()).toEqual([high.words, gold.words].sort());
});
