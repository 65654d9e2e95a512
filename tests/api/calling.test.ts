import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiRoutes } from "../../app/http/api/api-routes.ts";
import { createHttpApp, listenOn } from "../../app/http/server.ts";
import { addKey, demoOrganization, revokeKey } from "../../domain/organisation/add-key.ts";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

let desk: ApiDesk;
let api: ApiClient;
let ann: { code: string; id: string };

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
  ann = await desk.customer("Ann");
});
afterAll(() => desk.close());

describe("who calls", () => {
  it.each([
    ["no key", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["a key that nobody made", { authorization: `Bearer dh_${"A".repeat(43)}` }],
    ["what is no key", { authorization: "Bearer ' OR true --" }],
  ])("is not known with %s: 401, as a problem", async (_what, headers) => {
    const response = await fetch(`${desk.url}/api/v1/customers/${ann.code}`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.json()).toMatchObject({ type: "urn:deskhand:problem:unauthorized", status: 401 });
  });

  it("is not known any more once the key is revoked", async () => {
    const gone = await openApiClient(desk);
    expect((await gone.call(`GET /customers/${ann.code}`)).status).toBe(200);
    const [row] = await desk.rows<{ name: string }>("SELECT name FROM api_keys WHERE id = ?", [gone.keyId]);
    await inOrganization(desk.product.db, desk.orgId, (scope) =>
      revokeKey(scope, { actor: "cli" }, row?.name ?? "", new Date()),
    );
    expect((await gone.call(`GET /customers/${ann.code}`)).status).toBe(401);
  });

  it("may do what the key was given and nothing else, and the attempt is in the trail", async () => {
    const reader = await openApiClient(desk, { permissions: ["customer.read"] });
    expect((await reader.call(`GET /customers/${ann.code}`)).status).toBe(200);
    const refused = await reader.call("GET /conversations");
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("conversation.read") } });
    const trail = await desk.rows("SELECT action, changes FROM audit_logs WHERE actor = ? ORDER BY seq", [
      `key:${reader.keyId}`,
    ]);
    expect(trail).toEqual([
      { action: "api.getCustomer", changes: { status: 200 } },
      { action: "api.listConversations.refused", changes: { reason: "forbidden" } },
    ]);
  });

  it("is in the trail with the address that a proxy of ours names, and not with one that a stranger names", async () => {
    const reader = await openApiClient(desk, { permissions: ["customer.read"] });
    const headers = {
      authorization: `Bearer ${reader.key}`,
      "user-agent": "back-office/2",
      "x-forwarded-for": "8.8.8.8, 203.0.113.7",
    };
    expect((await fetch(`${desk.url}/api/v1/customers/${ann.code}`, { headers })).status).toBe(200);
    expect((await fetch(`${desk.url}/api/v1/conversations`, { headers })).status).toBe(403);
    const trail = await desk.rows("SELECT host(ip_address) AS ip, user_agent FROM audit_logs WHERE actor = ?", [
      `key:${reader.keyId}`,
    ]);
    const from = { ip: "203.0.113.7", user_agent: "back-office/2" };
    expect(trail).toEqual([from, from]);
  });

  it("with a test key reaches the demo organisation alone", async () => {
    const { db } = desk.product;
    const demo = await ensureOrganization(db.system, demoOrganization, "Demo");
    const make = (orgId: string) =>
      inOrganization(db, orgId, (scope) =>
        addKey(scope, { actor: "cli" }, { name: "trying", permissions: ["*"], isTest: true }),
      );
    await expect(make(desk.orgId)).rejects.toThrow('reaches the organisation "demo" alone');
    const { key } = await make(demo);
    expect(key).toMatch(/^dh_test_/);
    const list = () => fetch(`${desk.url}/api/v1/conversations`, { headers: { authorization: `Bearer ${key}` } });
    expect(await (await list()).json()).toEqual({ items: [], nextCursor: null });
    // However it came into another organisation, there it opens nothing.
    await desk.rows("UPDATE api_keys SET org_id = ? WHERE is_test", [desk.orgId]);
    expect((await list()).status).toBe(401);
  });

  it("is noted on the key, to the minute", async () => {
    await api.call(`GET /customers/${ann.code}`);
    const [row] = await desk.rows<{ last_used_at: Date | null }>("SELECT last_used_at FROM api_keys WHERE id = ?", [
      api.keyId,
    ]);
    expect(row?.last_used_at).toBeInstanceOf(Date);
  });
});

describe("a request that cannot be served", () => {
  it("names each place that does not fit, and changes nothing", async () => {
    const answer = await api.call("POST /messages", { body: { customer: "nobody", purpose: "spam", text: " " } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect(answer.body.errors.every((error: { in: string }) => error.in === "body")).toBe(true);
    const query = await api.call("GET /conversations?limit=0&status=lost");
    expect(query).toMatchObject({ status: 400, body: { errors: [{ pointer: "/status" }, { pointer: "/limit" }] } });
  });

  it("is not JSON, too large, compressed, or in another encoding", async () => {
    const post = (raw: string | Uint8Array<ArrayBuffer>, headers = {}) => api.call("POST /messages", { raw, headers });
    expect((await post("{")).status).toBe(400);
    expect((await post("x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await post("{}", { "content-encoding": "gzip" })).status).toBe(415);
    const large = JSON.stringify({ customer: ann.code, purpose: "service", text: "x".repeat(110_000) });
    expect((await post(large)).status).toBe(413);
    const gbk = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xd5, 0xc5]), Buffer.from('"}')]);
    const answer = await post(new Uint8Array(gbk));
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining("UTF-8") } });
  });

  it("is for an address or method that is not there", async () => {
    expect((await api.call("GET /nothing")).body).toMatchObject({ status: 404 });
    const wrong = await api.call("DELETE /messages");
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("POST");
  });

  it.each(["CUST_99999", "crm:unknown", "crm%3A%00", "%FF", "'; DROP TABLE customers --"])(
    "names the customer %s",
    async (name) => {
      const answer = await api.call(`GET /customers/${encodeURI(name).replaceAll("%25", "%")}`);
      expect([400, 404]).toContain(answer.status);
    },
  );

  it("is told in Chinese to who asks for it", async () => {
    const answer = await api.call("GET /customers/CUST_99999", { headers: { "accept-language": "zh-CN" } });
    expect(answer.body.title).toBe("不存在");
  });
});

describe("too many requests", () => {
  it("are answered 429 with when to come again, each key by itself", async () => {
    const app = createHttpApp([apiRoutes(desk.product, { perMinute: 3 })], desk.product.log);
    const server = await listenOn(app, "127.0.0.1", 0);
    const busy = { ...desk, url: `http://127.0.0.1:${server.port}` };
    try {
      const [one, other] = [await openApiClient(busy), await openApiClient(busy)];
      for (let call = 0; call < 3; call++) expect((await one.call("GET /conversations")).status).toBe(200);
      const last = await one.call("GET /conversations");
      expect(last.status).toBe(429);
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await other.call("GET /conversations")).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
