import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, {
    permissions: ["customer.verify", "customer.read", "customer.change", "withdrawal.record"],
  });
});
afterAll(() => desk.close());

const accountsOf = async (code: string) => (await api.call(`GET /customers/${code}`)).body.chatAccounts;
const say = (code: string, account: string, body: object) =>
  api.call(`PUT /customers/${code}/chat-accounts/${account}/verification`, { body });
const trailOf = (customerId: string) =>
  desk.rows<{ action: string; changes: object }>(
    "SELECT action, changes FROM audit_logs WHERE actor = ? AND resource_id = ? AND action LIKE 'customer.%' ORDER BY created_at",
    [`key:${api.keyId}`, customerId],
  );
const acknowledged = (chat: number) => desk.told(chat).filter((text) => text.includes("has arrived"));
const withdraw = async (customer: string, ref: string) =>
  (await api.call("POST /withdrawals", { body: { customer, amount: "50.00", currency: "USD", ref } })).body.code;

const noJobs = async () => {
  const rows = await desk.rows(
    "SELECT j.id FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'acknowledge_withdrawal'",
  );
  return rows.length === 0;
};

describe("PUT /customers/{code}/chat-accounts/{account}/verification", () => {
  it("keeps once that an account is the client's, how that is known and by which key, and ends it", async () => {
    const ann = await desk.customer("Ann");
    const [account] = await accountsOf(ann.code);
    expect(account).toMatchObject({ platform: "telegram", userId: String(ann.chat), name: "Ann", verification: null });
    const how = "signed in to the portal with it";
    for (let time = 0; time < 2; time++) {
      const answer = await say(ann.code, account.id, { verified: true, how });
      expect(answer).toMatchObject({ status: 200, body: { id: account.id, verification: { how, by: null } } });
    }
    expect((await accountsOf(ann.code))[0].verification).toMatchObject({ how });
    const verified = { action: "customer.verify", changes: { identityId: account.id, verified: true, how } };
    expect(await trailOf(ann.id)).toMatchObject([verified]);
    await say(ann.code, account.id, { verified: true, how: "showed a passport" });
    expect((await accountsOf(ann.code))[0].verification).toMatchObject({ how: "showed a passport" });
    for (let time = 0; time < 2; time++) {
      const answer = await say(ann.code, account.id, { verified: false, how: "the phone was stolen" });
      expect(answer).toMatchObject({ status: 200, body: { verification: null } });
    }
    const ended = {
      action: "customer.unverify",
      changes: { reason: "the phone was stolen", before: "showed a passport" },
    };
    expect(await trailOf(ann.id)).toMatchObject([verified, { action: "customer.verify" }, ended]);
    const timeline = await desk.rows(
      "SELECT title FROM customer_activities WHERE customer_id = ? AND type = 'verification_change' ORDER BY created_at",
      [ann.id],
    );
    expect(timeline[0]).toEqual({ title: `telegram: verified: ${how}` });
    expect(timeline).toHaveLength(3);
  });

  it("says nothing of an account that is another customer's or nobody's, and takes no word without how", async () => {
    const [bea, cem] = [await desk.customer("Bea"), await desk.customer("Cem")];
    const [theirs] = await accountsOf(cem.code);
    const word = { verified: true, how: "called back" };
    expect((await say(bea.code, theirs.id, word)).status).toBe(404);
    expect((await say(cem.code, "00000000-0000-4000-8000-000000000000", word)).status).toBe(404);
    for (const body of [
      { verified: true },
      { verified: true, how: " " },
      { verified: "yes", how: "x" },
      { how: "x" },
    ]) {
      expect((await say(cem.code, theirs.id, body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await say(cem.code, "no-id", word)).status).toBe(400);
    const recorder = await openApiClient(desk, { permissions: ["account.record", "customer.change"] });
    const path = `PUT /customers/${cem.code}/chat-accounts/${theirs.id}/verification`;
    expect((await recorder.call(path, { body: word })).status).toBe(403);
    expect((await accountsOf(cem.code))[0].verification).toBeNull();
  });

  it("has the customer told once of a withdrawal that waits, which they could not be told of before", async () => {
    const dag = await desk.customer("Dag");
    const [account] = await accountsOf(dag.code);
    const code = await withdraw(dag.code, "dag-1");
    await waitFor("the job that tells nobody", noJobs);
    expect(acknowledged(dag.chat)).toEqual([]);
    await Promise.all([
      say(dag.code, account.id, { verified: true, how: "called back" }),
      say(dag.code, account.id, { verified: true, how: "signed in" }),
    ]);
    await waitFor("the acknowledgement", async () => acknowledged(dag.chat).length > 0);
    await say(dag.code, account.id, { verified: true, how: "called back again" });
    await waitFor("the jobs", noJobs);
    expect(acknowledged(dag.chat)).toEqual([expect.stringContaining(code)]);
  });
});

describe("a verified chat that could not be reached", () => {
  it("is told once of a withdrawal that waits when the customer writes again", async () => {
    const eva = await desk.customer("Eva");
    const [account] = await accountsOf(eva.code);
    await say(eva.code, account.id, { verified: true, how: "called back" });
    await desk.rows("UPDATE customer_identities SET unreachable_at = now() WHERE id = ? RETURNING id", [account.id]);
    const code = await withdraw(eva.code, "eva-1");
    await waitFor("the job that tells nobody", noJobs);
    expect(acknowledged(eva.chat)).toEqual([]);
    desk.telegram.post(eva.chat, eva.chat, "I am back");
    await waitFor("the acknowledgement", async () => acknowledged(eva.chat).length > 0);
    desk.telegram.post(eva.chat, eva.chat, "Thank you");
    await allSent(desk);
    await waitFor("the jobs", noJobs);
    expect(acknowledged(eva.chat)).toEqual([expect.stringContaining(code)]);
  });
});
