import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Script } from "../../domain/content/script.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { mergeCustomers } from "../../domain/customers/merge/merge-customers.ts";
import { undoMerge } from "../../domain/customers/merge/undo-merge.ts";
import { accountOf, verifyAccount } from "../../domain/customers/verify-account.ts";
import { moveWithdrawal } from "../../domain/funds/move-withdrawal.ts";
import { recordWithdrawal } from "../../domain/funds/record-withdrawal.ts";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { watchWithdrawals } from "../alerts/watch/watch-withdrawals.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { createClaimPolicy } from "../conduct/prohibited-claims.ts";
import { sendToCustomer } from "../converse/customer-outbox.ts";
import { plainText } from "../ports/rich-text.ts";
import { acknowledgeWithdrawal } from "./acknowledge-withdrawal.ts";
import { refuseSelling, withoutSelling } from "./refuse-selling.ts";

let desk: FundsDesk;
let channel: LiveChannel;
let channels: ChannelDirectory;
let customerId: string;
let number = 5000;

const HOUR = 3_600_000;
const asked = new Date("2026-03-10T09:00:00Z");
const at = (hours: number) => new Date(asked.getTime() + hours * HOUR);
const reporter = { by: { actor: "cli" as const }, at: asked };

beforeAll(async () => {
  desk = await openFundsDesk();
  await desk.db.system.raw("SELECT ensure_message_partition('2026-03-01')");
  channel = {
    ...{ id: newId(), orgId: desk.orgId, platform: "telegram", name: "test" },
    adapter: { split: (content: unknown) => [content] },
  } as never; // what queueing needs of a channel
  channels = { byId: async () => channel, ofOrganisation: async () => [] } as never; // nobody is told where there is no surface
  await desk.db.system("channels").insert({ id: channel.id, org_id: desk.orgId, platform: "telegram", name: "test" });
});
afterAll(() => desk.close());
beforeEach(async () => {
  customerId = await desk.addCustomer();
});

const addIdentity = (change: object = {}) =>
  desk.db.system("customer_identities").insert({
    ...{ id: newId(), org_id: desk.orgId, channel_id: channel.id, platform: "telegram", customer_id: customerId },
    ...{ external_user_id: newId(), verified_at: asked, ...change },
  });
const addConversation = async (change: object = {}) => {
  const id = newId();
  number += 1;
  await desk.db.system("conversations").insert({
    ...{
      id,
      org_id: desk.orgId,
      customer_id: customerId,
      channel_id: channel.id,
      number,
      chat: id,
      external_chat_id: id,
    },
    ...{ channel_type: "telegram", status: "active", ...change },
  });
  return id;
};
const withdraw = async (status?: "confirmed") =>
  (
    await desk.inside((scope) =>
      recordWithdrawal(
        scope,
        {
          ...{ customerId, amount: "500", currency: "USD", externalRef: newId(), happenedAt: asked },
          ...(status ? { status } : {}),
        },
        reporter,
      ),
    )
  ).row;
const acknowledge = (withdrawalId: string) =>
  acknowledgeWithdrawal(
    { db: desk.db, channels, clock: { now: () => asked }, ensureMonth: async () => undefined },
    { orgId: desk.orgId, withdrawalId },
  );
const said = () =>
  desk.db
    .system("deliveries")
    .where({ customer_id: customerId })
    .select("purpose", "audience", "conversation_id", "act");

describe("a withdrawal's acknowledgement", () => {
  it("goes to the verified chat as a service, once however often it is asked for, also while the bot is off", async () => {
    await addIdentity();
    const conversationId = await addConversation({ ai_enabled: false });
    const { id } = await withdraw();
    await Promise.all([acknowledge(id), acknowledge(id)]);
    await acknowledge(id);
    expect(await said()).toMatchObject([
      { purpose: "service", audience: "customer", conversation_id: conversationId, act: { by: "job" } },
    ]);
    expect(await desk.db.system("withdrawals").where({ id }).first("acknowledged_at")).toEqual({
      acknowledged_at: asked,
    });
  });

  it("is asked for by the record itself, whoever makes it", async () => {
    const { id } = await withdraw();
    const { rows } = await desk.db.system.raw(
      "SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'acknowledge_withdrawal'",
    );
    expect(rows).toContainEqual({ payload: { orgId: desk.orgId, withdrawalId: id } });
  });

  const queued = async (withdrawalId: string) => {
    const { rows } = await desk.db.system.raw(
      `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
       WHERE t.identifier = 'acknowledge_withdrawal' AND payload ->> 'withdrawalId' = ?`,
      [withdrawalId],
    );
    return rows.length;
  };
  /** As the worker does what was queued so far. */
  const forgetJobs = () => desk.db.system.raw("DELETE FROM graphile_worker._private_jobs");

  it("follows once an account is verified, for what waits and was not told, and once", async () => {
    await addIdentity({ verified_at: null });
    const conversationId = await addConversation();
    const [waits, settled] = [await withdraw(), await withdraw("confirmed")];
    await acknowledge(waits.id);
    expect(await said()).toEqual([]);
    await forgetJobs();
    const verify = () =>
      desk.inside(async (scope) => {
        const account = await accountOf(scope, conversationId);
        if (!account) throw new Error("no account");
        await verifyAccount(scope, customerId, account, { how: "called back", by: { actor: "job" }, at: asked });
      });
    await verify();
    await verify();
    expect([await queued(waits.id), await queued(settled.id)]).toEqual([1, 0]);
    await acknowledge(waits.id);
    expect(await said()).toMatchObject([{ purpose: "service", conversation_id: conversationId }]);
    await forgetJobs();
    await verify();
    expect(await queued(waits.id)).toBe(0);
  });

  it("follows a merge that brings a verified account, and its undoing, and goes to nobody else's chat", async () => {
    const { id } = await withdraw();
    const other = customerId;
    customerId = await desk.addCustomer();
    await addIdentity();
    const conversationId = await addConversation();
    const kept = customerId;
    await acknowledge(id);
    await forgetJobs();
    const userId = await desk.addUser("Mia");
    const merged = await desk.inside((scope) =>
      mergeCustomers(scope, { keptId: kept, mergedId: other }, { by: { userId }, at: asked, evidence: [] }),
    );
    expect(await queued(id)).toBe(1);
    if (merged.kind !== "merged") throw new Error(merged.kind);
    await forgetJobs();
    await desk.inside((scope) => undoMerge(scope, merged.number, { by: { userId }, at: asked }));
    expect(await queued(id)).toBe(1);
    await acknowledge(id);
    expect(await said()).toEqual([]);
    await desk.inside((scope) =>
      mergeCustomers(scope, { keptId: kept, mergedId: other }, { by: { userId }, at: asked, evidence: [] }),
    );
    await acknowledge(id);
    expect(await said()).toMatchObject([{ purpose: "service", conversation_id: conversationId }]);
  });

  it.each([
    ["no account is verified", { verified_at: null }, {}],
    ["the account cannot be reached", { unreachable_at: asked }, {}],
    ["there is only a group", {}, { is_group: true }],
  ])("goes nowhere where %s", async (_where, identity, conversation) => {
    await addIdentity(identity);
    await addConversation(conversation);
    await acknowledge((await withdraw()).id);
    expect(await said()).toEqual([]);
  });

  it("goes nowhere where another account on the same channel is not verified: the chat may be that one's", async () => {
    await addIdentity();
    await addIdentity({ verified_at: null });
    await addConversation();
    await acknowledge((await withdraw()).id);
    expect(await said()).toEqual([]);
  });

  it("is not sent for one that was settled before anybody here heard of it", async () => {
    await addIdentity();
    await addConversation();
    await acknowledge((await withdraw("confirmed")).id);
    expect(await said()).toEqual([]);
  });
});

describe("a withdrawal's deadline", () => {
  const watch = (now: Date) =>
    watchWithdrawals(
      { db: desk.db, channels, clusterQuestions: async () => [], blobs: undefined as never, clock: { now: () => now } },
      desk.orgId,
    );
  const alertsOf = (id: string) =>
    desk.db.system("alerts").whereLike("cause", `%${id}`).orderBy("number").select("kind", "status", "severity");

  it("raises one alert before it is missed and one after, which stand until it is settled", async () => {
    const { id, withdrawalCode } = await withdraw();
    await watch(at(19));
    expect(await alertsOf(id)).toEqual([]);
    await Promise.all([watch(at(20)), watch(at(20))]);
    await watch(at(23));
    expect(await alertsOf(id)).toEqual([{ kind: "withdrawal_due", status: "open", severity: "high" }]);
    await watch(at(24));
    await watch(at(30));
    expect(await alertsOf(id)).toEqual([
      { kind: "withdrawal_due", status: "resolved", severity: "high" },
      { kind: "withdrawal_missed", status: "open", severity: "critical" },
    ]);
    await desk.inside((scope) => moveWithdrawal(scope, withdrawalCode, "confirmed", { ...reporter, at: at(31) }));
    await watch(at(32));
    expect((await alertsOf(id)).map(({ status }) => status)).toEqual(["resolved", "resolved"]);
  });
});

describe("selling", () => {
  it("by marketing is stopped at the gate while a withdrawal waits; a service line still goes", async () => {
    await addIdentity();
    const conversationId = await addConversation();
    const { withdrawalCode } = await withdraw();
    const rules = { claims: createClaimPolicy(), wording: {}, openingNotice: {}, personSignature: {} };
    const send = (purpose: "marketing" | "service") =>
      desk.inside(async (scope) => {
        const conversation = await Conversation.query(scope.trx).findById(conversationId).throwIfNotFound();
        const act = { by: "job" as const, why: "test" };
        const text = { channel, conversation, content: plainText("Hello"), language: "en" as const, purpose, act };
        return sendToCustomer(scope, rules, { ...text, sender: { type: "system" }, at: asked });
      });
    await expect(send("marketing")).rejects.toMatchObject({ code: "rule.selling.paused" });
    expect(await send("service")).toMatchObject({ held: false });
    await desk.inside((scope) => moveWithdrawal(scope, withdrawalCode, "confirmed", reporter));
    expect(await send("marketing")).toMatchObject({ held: false });
  });

  const addScript = async (category: string, tags: string[] = []) => {
    const id = newId();
    await desk.db.system("scripts").insert({
      ...{ id, org_id: desk.orgId, script_code: id.slice(-12), version: 1, category, tags: JSON.stringify(tags) },
      ...{ content_en: "Hello", status: "approved", approved_at: asked },
    });
    return id;
  };

  it("is refused while a withdrawal waits, serving is not, and both go once it is settled", async () => {
    const sells = await addScript("Sales");
    const tagged = await addScript("closing", ["加金"]);
    const serves = await addScript("withdrawal");
    const refused = (id: string) => desk.inside((scope) => refuseSelling(scope, id, customerId));
    const left = () =>
      desk.inside(async (scope) => {
        const scripts = await Script.query(scope.trx).findByIds([sells, tagged, serves]);
        return (await withoutSelling(scope, customerId, scripts)).length;
      });
    await refused(sells);
    expect(await left()).toBe(3);
    const { withdrawalCode } = await withdraw();
    const reason = { code: "rule.desk.selling_paused", message: expect.stringContaining(withdrawalCode) };
    await expect(refused(sells)).rejects.toMatchObject(reason);
    await expect(refused(tagged)).rejects.toMatchObject(reason);
    await refused(serves);
    expect(await left()).toBe(1);
    await desk.inside((scope) => moveWithdrawal(scope, withdrawalCode, "failed", reporter));
    await refused(sells);
    expect(await left()).toBe(3);
  });
});
