import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertOutboxEvent } from "../domain/control/outbox-event.ts";
import { addOrganization } from "../domain/organisation/add-organization.ts";
import { addEndpoint, type NewEndpoint } from "../domain/outgoing/add-endpoint.ts";
import { pauseEndpoint, resumeEndpoint, rotateEndpointSecret } from "../domain/outgoing/change-endpoint.ts";
import { lockEndpoint } from "../domain/outgoing/endpoint.ts";
import { replayEvents } from "../domain/outgoing/replay-events.ts";
import { forgetDelivered } from "../domain/outgoing/settle-webhook.ts";
import { inOrganization, type OrgScope } from "../infra/db/organization-scope.ts";
import { newId } from "../infra/ids.ts";
import { type OpenProduct, openProduct } from "./support/open-product.ts";
import { waitFor } from "./support/wait-for.ts";
import { openWebhookReceiver, type WebhookReceiver } from "./support/webhook-receiver.ts";

const by = { actor: "cli" } as const;
const HOUR_MS = 60 * 60_000;

// The snippet that the page gives to receivers, as they would use it.
const page = readFileSync(new URL("../docs/webhooks.md", import.meta.url), "utf8");
const snippet = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
const { verify } = (await import(`data:text/javascript,${encodeURIComponent(snippet)}`)) as {
  verify(secret: string, headers: unknown, rawBody: string, now: number): boolean;
};

let open: OpenProduct;
let receiver: WebhookReceiver;
let ahead = 0;
const now = () => new Date(Date.now() + ahead);

beforeAll(async () => {
  receiver = await openWebhookReceiver();
  open = await openProduct({}, { clock: { now } });
});
afterAll(async () => {
  await open.close();
  await receiver.close();
});
beforeEach(async () => {
  await open.product.db.system.raw("UPDATE webhook_endpoints SET status = 'removed', secret = NULL, paused_by = NULL");
  receiver.received = [];
  receiver.answer = (_, response) => void response.writeHead(200).end();
});

const inside = <T>(work: (scope: OrgScope) => Promise<T>, orgId = open.orgId) =>
  inOrganization(open.product.db, orgId, work);

async function add(more: Partial<NewEndpoint> = {}) {
  const wanted = {
    url: receiver.url,
    events: ["*"],
    name: newId(),
    withText: false,
    allowHttp: true,
    allowPrivate: true,
  };
  return inside((scope) => addEndpoint(scope, open.product.secrets, by, { ...wanted, ...more }));
}

const happens = (customerId: string, orgId?: string) =>
  inside((scope) => insertOutboxEvent(scope, "customer.created", customerId, { customerId }), orgId);
const customersTold = () => receiver.received.map(({ event }) => event.data["customerId"]);
const told = (count: number) => waitFor(`${count} webhooks`, () => receiver.received.length >= count);
const states = (id: string) =>
  open.rows<{ status: string; attempts: number; error: string | null }>(
    "SELECT status, attempts, error FROM webhook_deliveries WHERE endpoint_id = ? ORDER BY seq",
    [id],
  );
const settled = (id: string, status: string) =>
  waitFor(`${status} delivery`, async () => (await states(id)).some((one) => one.status === status));

it("tells of an event once, signed as the page says it can be verified", async () => {
  const { secret, id } = await add();
  const customer = newId();
  await happens(customer);
  await told(1);
  await settled(id, "delivered");
  const [webhook] = receiver.received;
  if (!webhook) throw new Error("nothing was received");
  const { headers, body, event } = webhook;
  expect(event).toMatchObject({ type: "customer.created", version: 1, org: "default", data: { customerId: customer } });
  expect(headers["webhook-id"]).toBe(event.id);
  expect(verify(secret, headers, body, now().getTime())).toBe(true);
  expect(verify(secret, headers, `${body} `, now().getTime())).toBe(false);
  expect(verify(secret, headers, body, now().getTime() + HOUR_MS)).toBe(false);
  expect(receiver.received).toHaveLength(1);
});

it("tells only of the types that were asked for, and of nothing that another organisation does", async () => {
  await add({ events: ["customer.created"] });
  const other = await addOrganization(open.product.db.system, by, { code: "other", name: "Other" });
  await happens(newId(), other.id);
  const lead = newId();
  await inside((scope) => insertOutboxEvent(scope, "lead.created", lead, { leadId: lead, customerId: null }));
  const customer = newId();
  await happens(customer);
  await told(1);
  const second = newId();
  await happens(second);
  await told(2);
  expect(customersTold()).toEqual([customer, second]);
});

it("keeps the order of each customer while one event fails, and holds up no other customer", async () => {
  const { id } = await add();
  const [first, second] = [newId(), newId()];
  let isBroken = true;
  receiver.answer = ({ event }, response) =>
    void response.writeHead(isBroken && event.data["customerId"] === first ? 500 : 200).end();
  await happens(first);
  await happens(first);
  await happens(second);
  await told(2);
  await settled(id, "delivered");
  expect((await states(id)).map(({ status }) => status)).toEqual(["pending", "pending", "delivered"]);
  await waitFor("the failed attempt", async () => (await states(id))[0]?.error === "http_500");
  const ids = await open.rows<{ event_id: string }>(
    "SELECT event_id FROM webhook_deliveries WHERE endpoint_id = ? ORDER BY seq",
    [id],
  );
  isBroken = false;
  ahead += HOUR_MS;
  await waitFor("all delivered", async () => (await states(id)).every(({ status }) => status === "delivered"));
  const ofFirst = receiver.received
    .filter(({ event }) => event.data["customerId"] === first)
    .map(({ event }) => event.id);
  expect(ofFirst).toEqual([ids[0]?.event_id, ids[0]?.event_id, ids[1]?.event_id]);
});

it("gives up after three days and tells managers, while another endpoint is told at once", async () => {
  const away = await add({ url: "http://127.0.0.1:1/" });
  await happens(newId());
  await waitFor("a failed attempt", async () => (await states(away.id))[0]?.error === "ECONNREFUSED");
  await add();
  await happens(newId());
  await told(1);
  ahead += 73 * HOUR_MS;
  await settled(away.id, "dead");
  const [alert] = await open.rows("SELECT kind, severity, title FROM alerts WHERE cause = ?", [`webhook:${away.id}`]);
  expect(alert).toMatchObject({ kind: "webhook_failed", severity: "high" });
  expect(String(alert?.["title"])).toContain(away.name);
});

it("waits as long as Retry-After asks", async () => {
  const { id } = await add();
  receiver.answer = (_, response) => void response.writeHead(503, { "retry-after": "7200" }).end();
  await happens(newId());
  await told(1);
  await waitFor("a failed attempt", async () => (await states(id))[0]?.attempts === 1);
  const [endpoint] = await open.rows<{ minutes: string }>(
    "SELECT extract(epoch FROM retry_at - ?::timestamptz) / 60 AS minutes FROM webhook_endpoints WHERE id = ?",
    [now().toISOString(), id],
  );
  expect(Number(endpoint?.minutes)).toBeGreaterThan(118);
  expect(Number(endpoint?.minutes)).toBeLessThanOrEqual(120);
});

it("is paused by the answer 410, keeps what happens, and tells all of it when it is resumed", async () => {
  const { id, name } = await add();
  receiver.answer = (_, response) => void response.writeHead(410).end();
  const customers = [newId(), newId()];
  await happens(customers[0] ?? "");
  await waitFor("a pause", async () => (await inside((scope) => lockEndpoint(scope, name))).pausedBy === "gone");
  await happens(customers[1] ?? "");
  const alerts = await open.rows("SELECT status FROM alerts WHERE cause = ?", [`webhook:${id}`]);
  expect(alerts).toEqual([{ status: "open" }]);
  receiver.received = [];
  receiver.answer = (_, response) => void response.writeHead(200).end();
  await inside(async (scope) => resumeEndpoint(scope, by, await lockEndpoint(scope, name), now()));
  await told(2);
  expect(customersTold().sort()).toEqual(customers.sort());
  expect(await open.rows("SELECT status FROM alerts WHERE cause = ?", [`webhook:${id}`])).toEqual([
    { status: "resolved" },
  ]);
});

it("signs with both secrets for a day after a rotation", async () => {
  const { secret, name } = await add();
  const rotated = await inside(async (scope) =>
    rotateEndpointSecret(scope, open.product.secrets, by, await lockEndpoint(scope, name), now()),
  );
  const check = (which: string, index: number) => {
    const { headers, body } = receiver.received[index] ?? { headers: {}, body: "" };
    return verify(which, headers, body, now().getTime());
  };
  await happens(newId());
  await told(1);
  expect([check(secret, 0), check(rotated.secret, 0)]).toEqual([true, true]);
  ahead += 25 * HOUR_MS;
  await happens(newId());
  await told(2);
  expect([check(secret, 1), check(rotated.secret, 1)]).toEqual([false, true]);
});

it("tells once more of what happened, under the same ids, and of nothing that still waits", async () => {
  const { id, name } = await add();
  await happens(newId());
  await happens(newId());
  await told(2);
  await waitFor("all delivered", async () => (await states(id)).every(({ status }) => status === "delivered"));
  const [, last] = receiver.received.map(({ event }) => event.id);
  const replay = (from: { at: Date } | { eventId: string }) =>
    inside(async (scope) => replayEvents(scope, by, await lockEndpoint(scope, name), { from, to: null }, now()));
  expect(await replay({ eventId: last ?? "" })).toBe(1);
  await told(3);
  expect(receiver.received[2]?.event.id).toBe(last);
  await waitFor("all delivered", async () => (await states(id)).every(({ status }) => status === "delivered"));
  await inside(async (scope) => pauseEndpoint(scope, by, await lockEndpoint(scope, name), "person"));
  const since = { at: new Date(Date.now() - HOUR_MS) };
  const again = await replay(since);
  expect(again).toBeGreaterThanOrEqual(2);
  expect(await replay(since)).toBe(0);
});

it("brings more than five hundred once more, each once and in its order, and says in the trail how many", async () => {
  const { id, name } = await add();
  await inside(async (scope) => pauseEndpoint(scope, by, await lockEndpoint(scope, name), "person"));
  const customers = Array.from({ length: 520 }, () => newId());
  await inside(async (scope) => {
    for (const customerId of customers) await insertOutboxEvent(scope, "customer.created", customerId, { customerId });
  });
  const happened = await open.rows<{ id: string; customer: string }>(
    `SELECT id, resource_id AS customer FROM outbox_events WHERE created_at = (SELECT created_at FROM outbox_events
     WHERE resource_id = ?) ORDER BY transaction_id, seq`,
    [customers[0] ?? ""],
  );
  expect(happened.map(({ customer }) => customer)).toEqual(customers);
  // As after all of them were delivered, and the deliveries forgotten.
  await open.rows(
    `UPDATE webhook_endpoints SET (cursor_transaction, cursor_seq) =
       (SELECT transaction_id, seq FROM outbox_events WHERE id = ?) WHERE id = ?`,
    [happened.at(-1)?.id ?? "", id],
  );
  const from = { eventId: happened[0]?.id ?? "" };
  const replay = () =>
    inside(async (scope) => replayEvents(scope, by, await lockEndpoint(scope, name), { from, to: null }, now()));
  expect(await replay()).toBe(520);
  const waiting = await open.rows<{ event_id: string }>(
    "SELECT event_id FROM webhook_deliveries WHERE endpoint_id = ? AND status = 'pending' ORDER BY seq",
    [id],
  );
  expect(waiting.map(({ event_id }) => event_id)).toEqual(happened.map((event) => event.id));
  expect(await replay()).toBe(0);
  const trail = await open.rows<{ events: number }>(
    "SELECT (changes ->> 'events')::int AS events FROM audit_logs WHERE action = 'webhook.replay' AND resource_id = ? ORDER BY seq",
    [id],
  );
  expect(trail.map(({ events }) => events)).toEqual([520, 0]);
});

it("sends what customers write, as it reads now and without secrets, only where that was asked for", async () => {
  const [withText, without] = [await openWebhookReceiver(), await openWebhookReceiver()];
  try {
    await add({ url: withText.url, withText: true });
    await add({ url: without.url });
    const messageId = newId();
    const [channelId, customerId, conversationId] = [newId(), newId(), newId()];
    const { system } = open.product.db;
    const ours = { org_id: open.orgId, channel_id: channelId, customer_id: customerId };
    await system("channels").insert({
      id: channelId,
      org_id: open.orgId,
      platform: "telegram",
      name: newId(),
      status: "paused",
    });
    await system("customers").insert({
      id: customerId,
      org_id: open.orgId,
      customer_code: `CUST_${customerId}`,
      name: "Ann",
    });
    const chat = {
      id: conversationId,
      ...ours,
      number: 9_100,
      chat: "1",
      external_chat_id: "1",
      channel_type: "telegram",
    };
    await system("conversations").insert(chat);
    await open.product.ensureMonth(new Date());
    await system("messages").insert({
      ...{
        id: messageId,
        sent_at: new Date(),
        org_id: open.orgId,
        conversation_id: conversationId,
        customer_id: customerId,
      },
      ...{ sender_type: "customer", direction: "inbound", content: "My card is 4111 1111 1111 1111, call me" },
    });
    const says = (type: "message.received" | "message.edited" | "message.deleted") =>
      inside((scope) => insertOutboxEvent(scope, type, messageId, { customerId, conversationId }));
    const version = (number: number, kind: string, content: string | null) =>
      system("message_versions").insert({
        ...{
          id: newId(),
          org_id: open.orgId,
          message_id: messageId,
          message_sent_at: new Date(),
          version: number,
          kind,
        },
        ...{ content, changed_by: "1", changed_at: new Date() },
      });
    await says("message.received");
    await waitFor("the message", () => withText.received.length === 1 && without.received.length === 1);
    await version(1, "original", "My card is 4111 1111 1111 1111, call me");
    await version(2, "edited", "Call me");
    await says("message.edited");
    await waitFor("the edit", () => withText.received.length === 2 && without.received.length === 2);
    await version(3, "deleted", null);
    await says("message.deleted");
    await waitFor("the deletion", () => withText.received.length === 3 && without.received.length === 3);
    const [first, second, third] = withText.received.map(({ event }) => event.data["text"]);
    expect(first).toBe("My card is 4111 **** **** 1111, call me");
    expect([second, third]).toEqual(["Call me", null]);
    expect(without.received.some(({ body }) => body.includes("Call me") || body.includes("My card"))).toBe(false);
    expect(without.received.every(({ event }) => !("text" in event.data))).toBe(true);
  } finally {
    await withText.close();
    await without.close();
  }
});

it("forgets after thirty days what was delivered, and keeps what was given up or still waits", async () => {
  const { id, name } = await add();
  for (let count = 0; count < 4; count += 1) await happens(newId());
  await told(4);
  await waitFor("all delivered", async () => (await states(id)).every(({ status }) => status === "delivered"));
  const [old, recent, dead, waiting] = await open.rows<{ id: string }>(
    "SELECT id FROM webhook_deliveries WHERE endpoint_id = ? ORDER BY seq",
    [id],
  );
  const { system } = open.product.db;
  await inside(async (scope) => pauseEndpoint(scope, by, await lockEndpoint(scope, name), "person"));
  const daysAgo = (days: number) => new Date(now().getTime() - days * 24 * HOUR_MS);
  const change = (row: { id: string } | undefined, columns: object) =>
    system("webhook_deliveries")
      .where({ id: row?.id ?? "" })
      .update(columns);
  await change(old, { finished_at: daysAgo(30.1) });
  await change(recent, { finished_at: daysAgo(29.9) });
  await change(dead, { status: "dead", finished_at: daysAgo(400) });
  await change(waiting, { status: "pending", finished_at: null });
  await forgetDelivered(system, now());
  expect((await states(id)).map(({ status }) => status)).toEqual(["delivered", "dead", "pending"]);
});

it("goes on, a paused one too, where a restore has put its place behind what has not happened yet", async () => {
  const { id, name } = await add();
  await inside(async (scope) => pauseEndpoint(scope, by, await lockEndpoint(scope, name), "person"));
  const [early, taken, waiting, since, later] = [newId(), newId(), newId(), newId(), newId()];
  const AHEAD = 3_000;
  await inside(async ({ trx, orgId }) => {
    // As the server before counted its transactions.
    const happened = async (customerId: string, transaction: string) => {
      const { rows } = await trx.raw(
        `INSERT INTO outbox_events (id, org_id, type, resource_type, resource_id, payload, transaction_id)
         VALUES (?, ?, 'customer.created', 'customer', ?, ?, (${transaction})::text::xid8) RETURNING seq, transaction_id`,
        [newId(), orgId, customerId, JSON.stringify({ customerId })],
      );
      return [rows[0].transaction_id, rows[0].seq];
    };
    const next = "pg_current_xact_id()::text::bigint";
    await happened(early, `${next} + ${AHEAD - 500}`);
    const place = await happened(taken, `${next} + ${AHEAD}`);
    await happened(waiting, `${next} + ${AHEAD} + 1`);
    await trx.raw("UPDATE webhook_endpoints SET cursor_transaction = ?, cursor_seq = ? WHERE id = ?", [...place, id]);
  });
  await happens(since);
  const alert = await waitFor("managers to be told", async () => {
    const [row] = await open.rows("SELECT kind, title FROM alerts WHERE cause = ?", [`webhook_restored:${id}`]);
    return row;
  });
  expect(alert).toMatchObject({ kind: "webhook_failed", title: expect.stringContaining(name) });
  await inside(async (scope) => resumeEndpoint(scope, by, await lockEndpoint(scope, name), now()));
  await told(2);
  await inside(({ trx }) =>
    trx.raw(`DO $$ BEGIN
      CREATE TEMPORARY TABLE counted (n integer) ON COMMIT DROP;
      FOR n IN 1..${AHEAD + 100} LOOP BEGIN INSERT INTO counted VALUES (n); EXCEPTION WHEN unique_violation THEN NULL; END; END LOOP;
    END $$`),
  );
  await happens(later);
  await told(3);
  expect(customersTold().sort()).toEqual([waiting, since, later].sort());
  expect(customersTold().at(-1)).toBe(later);
});

it("does not connect to a private address that a public-looking name stands for", async () => {
  const { id } = await add();
  const byName = receiver.url.replace("127.0.0.1", "localhost");
  await open.product.db.system("webhook_endpoints").where({ id }).update({ url: byName, allow_private: false });
  await happens(newId());
  await waitFor("a refusal", async () => (await states(id))[0]?.error === "address_refused");
  expect(receiver.received).toEqual([]);
});
