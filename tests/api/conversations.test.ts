import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetAnswers } from "../../domain/control/api-answers.ts";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { archiveMonth } from "../support/archive-month.ts";
import { allSent } from "../support/settled.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
});
afterAll(() => desk.close());

describe("reading", () => {
  it("shows a customer by code and by another system's number, with all numbers they have", async () => {
    const ann = await desk.customer("Ann");
    await addRef(ann.id, "crm", "881/A b");
    const byCode = await api.call(`GET /customers/${ann.code}`);
    expect(byCode).toMatchObject({
      status: 200,
      body: {
        code: ann.code,
        name: "Ann",
        refs: [{ system: "crm", ref: "881/A b" }],
        marketing: null,
        stage: "potential",
      },
    });
    const byRef = await api.call(`GET /customers/${encodeURIComponent("crm:881/A b")}`);
    expect(byRef.body).toEqual(byCode.body);
  });

  it("pages through conversations, the newest first, each once", async () => {
    for (const name of ["Bea", "Cem", "Dag"]) await desk.customer(name);
    const codes: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.call(`GET /conversations?limit=2${cursor && `&cursor=${cursor}`}`);
      codes.push(...body.items.map((item: { code: string }) => item.code));
      cursor = body.nextCursor ?? "";
    } while (cursor);
    expect(codes).toHaveLength(4);
    expect(codes).toEqual([...new Set(codes)].sort().reverse());
    expect((await api.call("GET /conversations?cursor=abc")).status).toBe(400);
  });

  it("keeps conversations to a customer and a state", async () => {
    const eva = await desk.customer("Eva");
    const mine = await api.call(`GET /conversations?customer=${eva.code}`);
    expect(mine.body.items).toMatchObject([{ customer: eva.code, platform: "telegram" }]);
    expect((await api.call(`GET /conversations?customer=${eva.code}&status=closed`)).body.items).toEqual([]);
    expect((await api.call("GET /conversations?customer=CUST_99999")).status).toBe(404);
  });

  it("shows what was said, page by page, with numbers of cards masked and changed words as they read now", async () => {
    const fin = await desk.customer("Fin", "My card is 4111 1111 1111 1111");
    const posted = desk.telegram.post(fin.chat, fin.chat, "I ment this");
    await allSent(desk);
    desk.telegram.edit(fin.chat, fin.chat, posted.message_id, "I meant this");
    await waitFor("the edit", async () => {
      const rows = await desk.rows("SELECT id FROM messages WHERE customer_id = ? AND edited_at IS NOT NULL", [fin.id]);
      return rows.length > 0;
    });
    await allSent(desk);
    const { body } = await api.call(`GET /conversations?customer=${fin.code}`);
    const [{ code, id }] = body.items;
    const texts: string[] = [];
    let cursor = "";
    do {
      const page = await api.call(`GET /conversations/${code}/messages?limit=1${cursor && `&cursor=${cursor}`}`);
      texts.push(...page.body.items.map((item: { text: string }) => item.text));
      cursor = page.body.nextCursor ?? "";
    } while (cursor);
    const whole = await api.call(`GET /conversations/${id}/messages`);
    expect(texts).toEqual(whole.body.items.map((item: { text: string }) => item.text));
    expect(texts.join("\n")).not.toContain("4111 1111 1111 1111");
    expect(texts).toContain("I meant this");
    expect(texts).not.toContain("I ment this");
  });

  it("says which months with messages of the conversation are archived, and of no other conversation", async () => {
    const [quinn, rosa] = [await desk.customer("Quinn"), await desk.customer("Rosa")];
    const [about] = (await api.call(`GET /conversations?customer=${quinn.code}`)).body.items;
    const [other] = (await api.call(`GET /conversations?customer=${rosa.code}`)).body.items;
    await archiveMonth(desk, about.id, "2021-03");
    const archived = async (id: string) => (await api.call(`GET /conversations/${id}/messages`)).body.archivedMonths;
    expect([await archived(about.id), await archived(other.id)]).toEqual([["2021-03"], []]);
  });

  it("leaves a line in the trail for each call, in the name of the key", async () => {
    const gil = await desk.customer("Gil");
    const reader = await openApiClient(desk, { permissions: ["customer.read"] });
    await reader.call(`GET /customers/${gil.code}`);
    expect(
      await desk.rows("SELECT action, resource_type, resource_id, user_id FROM audit_logs WHERE actor = ?", [
        `key:${reader.keyId}`,
      ]),
    ).toEqual([{ action: "api.getCustomer", resource_type: "customer", resource_id: gil.id, user_id: null }]);
  });
});

describe("sending", () => {
  it("accepts a text, says what becomes of it, and the customer reads it as automated", async () => {
    const hal = await desk.customer("Hal");
    const sent = await api.call("POST /messages", {
      body: { customer: hal.code, purpose: "service", text: "Our office is closed on Friday." },
    });
    expect(sent.status).toBe(202);
    const [{ id }] = sent.body.deliveries;
    await allSent(desk);
    expect((await api.call(`GET /deliveries/${id}`)).body).toMatchObject({
      status: "sent",
      message: sent.body.message,
    });
    expect(desk.told(hal.chat).at(-1)).toContain("Our office is closed on Friday.");
    const [kept] = await desk.rows("SELECT act->>'key' AS key, act->>'by' AS by FROM deliveries WHERE id = ?", [id]);
    expect(kept).toEqual({ key: api.keyId, by: "job" });
  });

  it("holds what must not be promised, says so, and nothing reaches the customer", async () => {
    const ida = await desk.customer("Ida");
    const before = desk.told(ida.chat).length;
    const sent = await api.call("POST /messages", {
      body: { customer: ida.code, purpose: "service", text: "The Golden Plan pays a guaranteed return of 20% a year." },
    });
    expect(sent).toMatchObject({ status: 409, body: { rule: "held", approval: expect.any(Number) } });
    await allSent(desk);
    expect(desk.told(ida.chat)).toHaveLength(before);
    const [approval] = await desk.rows("SELECT status, kind FROM approvals WHERE number = ?", [sent.body.approval]);
    expect(approval).toEqual({ status: "pending", kind: "claim" });
  });

  it.each([
    [
      "consent",
      "marketing",
      "INSERT INTO consents (id, org_id, customer_id, kind, state) SELECT gen_random_uuid(), org_id, id, 'marketing', 'withdrawn' FROM customers WHERE id = ?",
    ],
    ["unverified", "account", "SELECT 1 FROM customers WHERE id = ?"],
    ["blacklist", "service", "UPDATE customers SET status = 'blacklist' WHERE id = ?"],
    ["unreachable", "service", "UPDATE customer_identities SET unreachable_at = now() WHERE customer_id = ?"],
    ["session", "service", "UPDATE conversations SET session_state = 'with_person' WHERE customer_id = ?"],
    ["session", "marketing", "UPDATE conversations SET session_state = 'ended' WHERE customer_id = ?"],
  ])("is refused by the rule %s, and the refusal is in the trail", async (rule, purpose, change) => {
    const person = await desk.customer(`Jo ${rule}`);
    await desk.rows(change, [person.id]);
    const sender = await openApiClient(desk, { permissions: ["message.send"] });
    const answer = await sender.call("POST /messages", { body: { customer: person.code, purpose, text: "Good day" } });
    expect(answer).toMatchObject({ status: 409, body: { type: "urn:deskhand:problem:rule", rule } });
    expect(await desk.rows("SELECT action, changes FROM audit_logs WHERE actor = ?", [`key:${sender.keyId}`])).toEqual([
      { action: "api.sendMessage.refused", changes: { reason: rule } },
    ]);
    expect(
      await desk.rows(
        "SELECT id FROM messages WHERE customer_id = ? AND sender_type = 'system' AND content LIKE '%Good day%'",
        [person.id],
      ),
    ).toEqual([]);
  });

  it("says something about an account in a chat that was verified", async () => {
    const kim = await desk.customer("Kim");
    await desk.rows("UPDATE customer_identities SET verified_at = now() WHERE customer_id = ?", [kim.id]);
    const answer = await api.call("POST /messages", {
      body: { customer: kim.code, purpose: "account", text: "We have received your documents." },
    });
    expect(answer.status).toBe(202);
  });
});

describe("an Idempotency-Key", () => {
  const send = (code: string, key: string, text: string) =>
    api.call("POST /messages", {
      body: { customer: code, purpose: "service", text },
      headers: { "idempotency-key": key },
    });

  it("gives the first answer again and sends once", async () => {
    const lea = await desk.customer("Lea");
    const first = await send(lea.code, "one", "Only once");
    const again = await send(lea.code, "one", "Only once");
    expect(again.body).toEqual(first.body);
    expect([first.headers.get("idempotency-replayed"), again.headers.get("idempotency-replayed")]).toEqual([
      null,
      "true",
    ]);
    await allSent(desk);
    expect(desk.told(lea.chat).filter((text) => text.includes("Only once"))).toHaveLength(1);
  });

  it("is one write's: with another body it is refused, and another key's is another", async () => {
    const mia = await desk.customer("Mia");
    expect((await send(mia.code, "two", "This")).status).toBe(202);
    expect(await send(mia.code, "two", "That")).toMatchObject({
      status: 422,
      body: { type: "urn:deskhand:problem:key-reused" },
    });
    const other = await openApiClient(desk);
    const answer = await other.call("POST /messages", {
      body: { customer: mia.code, purpose: "service", text: "That" },
      headers: { "idempotency-key": "two" },
    });
    expect(answer.status).toBe(202);
  });

  it("raced by ten senders works once; the others hear 409 or the first answer", async () => {
    const nia = await desk.customer("Nia");
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(nia.code, "race", "Raced")));
    const accepted = answers.filter(({ status }) => status === 202);
    const others = answers.filter(({ status }) => status !== 202);
    expect(new Set(accepted.map(({ body }) => body.message)).size).toBe(1);
    expect(others.every(({ body }) => body.type === "urn:deskhand:problem:in-flight")).toBe(true);
    expect(
      await desk.rows("SELECT id FROM messages WHERE customer_id = ? AND content LIKE '%Raced%'", [nia.id]),
    ).toHaveLength(1);
  });

  it("of a write that a rule refused may be used when the rule no longer says no", async () => {
    const oli = await desk.customer("Oli");
    await desk.rows("UPDATE customers SET status = 'blacklist' WHERE id = ?", [oli.id]);
    expect((await send(oli.code, "later", "Hello again")).status).toBe(409);
    await desk.rows("UPDATE customers SET status = 'active' WHERE id = ?", [oli.id]);
    expect((await send(oli.code, "later", "Hello again")).status).toBe(202);
  });
});

describe("kept answers", () => {
  it("are forgotten after three days", async () => {
    const { system } = desk.product.db;
    await forgetAnswers(system);
    expect((await desk.rows("SELECT status FROM api_answers")).length).toBeGreaterThan(0);
    await agedByDays(4);
    await forgetAnswers(system);
    expect(await desk.rows("SELECT status FROM api_answers")).toEqual([]);
  });
});

describe("another organisation's rows", () => {
  it("are not there, by any name", async () => {
    const pia = await desk.customer("Pia");
    await addRef(pia.id, "crm", "pia");
    const sent = await api.call("POST /messages", { body: { customer: pia.code, purpose: "service", text: "Hello" } });
    const { body } = await api.call(`GET /conversations?customer=${pia.code}`);
    const [conversation] = body.items;
    const orgId = await ensureOrganization(desk.product.db.system, "other", "Other");
    const other = await openApiClient(desk, { orgId });
    for (const what of [
      `GET /customers/${pia.code}`,
      "GET /customers/crm:pia",
      `GET /conversations?customer=${pia.code}`,
      `GET /conversations/${conversation.code}/messages`,
      `GET /conversations/${conversation.id}/messages`,
      `GET /deliveries/${sent.body.deliveries[0].id}`,
    ]) {
      expect((await other.call(what)).status, what).toBe(404);
    }
    expect((await other.call("GET /conversations")).body.items).toEqual([]);
    for (const to of [{ customer: pia.code }, { customer: "crm:pia" }, { conversation: conversation.id }]) {
      const answer = await other.call("POST /messages", { body: { ...to, purpose: "service", text: "Hello" } });
      expect(answer.status).toBe(404);
    }
  });
});

/** The application may not change what it kept, so the owner of the schema does. */
async function agedByDays(days: number): Promise<void> {
  const owner = connectOwner(desk.databaseUrl);
  await owner.raw("UPDATE api_answers SET created_at = created_at - ? * interval '1 day'", [days]);
  await owner.destroy();
}

async function addRef(customerId: string, system: string, ref: string): Promise<void> {
  await desk.rows(
    `INSERT INTO customer_external_refs (id, org_id, customer_id, system, external_ref)
     SELECT gen_random_uuid(), org_id, id, ?, ? FROM customers WHERE id = ?`,
    [system, ref, customerId],
  );
}
