import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { insertOutboxEvent } from "../domain/control/outbox-event.ts";
import { addOrganization } from "../domain/organisation/add-organization.ts";
import { addEndpoint, type NewEndpoint } from "../domain/outgoing/add-endpoint.ts";
import { pauseEndpoint, resumeEndpoint, rotateEndpointSecret } from "../domain/outgoing/change-endpoint.ts";
import { lockEndpoint } from "../domain/outgoing/endpoint.ts";
import { replayEvents } from "../domain/outgoing/replay-events.ts";
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

it("does not connect to a private address that a public-looking name stands for", async () => {
  const { id } = await add();
  const byName = receiver.url.replace("127.0.0.1", "localhost");
  await open.product.db.system("webhook_endpoints").where({ id }).update({ url: byName, allow_private: false });
  await happens(newId());
  await waitFor("a refusal", async () => (await states(id))[0]?.error === "address_refused");
  expect(receiver.received).toEqual([]);
});
