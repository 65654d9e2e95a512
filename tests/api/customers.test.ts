import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
});
afterAll(() => desk.close());

const put = (body: object) => api.call("PUT /customers", { body });

describe("PUT /customers", () => {
  it("makes a customer of a number that nobody has, and changes them the next time", async () => {
    const made = await put({ customer: "crm:1", name: "Ann Li", phone: "+86 138 0013 8000" });
    expect(made).toMatchObject({
      status: 201,
      body: { name: "Ann Li", refs: [{ system: "crm", ref: "1" }], sourceChannel: "crm", phone: "+8613800138000" },
    });
    const changed = await put({ customer: "crm:1", city: "Shanghai", phone: null });
    expect(changed).toMatchObject({
      status: 200,
      body: { code: made.body.code, city: "Shanghai", phone: null, name: "Ann Li" },
    });
    const trail = await desk.rows(
      `SELECT a.action, a.changes FROM audit_logs a JOIN customers c ON c.id = a.resource_id
       WHERE c.customer_code = ? AND a.actor = ? AND a.action = 'customer.change'`,
      [made.body.code, `key:${api.keyId}`],
    );
    expect(trail).toEqual([
      {
        action: "customer.change",
        changes: { city: { from: null, to: "Shanghai" }, phone: { from: "+8613800138000", to: null } },
      },
    ]);
  });

  it("stands in the trail each time that it gives a customer's data, also where it gives the first answer again", async () => {
    const named = { body: { customer: "crm:again", name: "Lou" }, headers: { "Idempotency-Key": "again" } };
    for (let time = 0; time < 2; time++) await api.call("PUT /customers", named);
    const trail = await desk.rows(
      `SELECT a.resource_type, a.changes FROM audit_logs a JOIN customers c ON c.id = a.resource_id
       WHERE c.name = 'Lou' AND a.action = 'api.putCustomer' ORDER BY a.seq`,
    );
    expect(trail).toEqual([
      { resource_type: "customer", changes: { status: 201 } },
      { resource_type: "customer", changes: { status: 201, isReplay: true } },
    ]);
  });

  it("gives who wrote on a platform the back office's number", async () => {
    const bea = await desk.customer("Bea");
    await put({ customer: bea.code, refs: ["crm:2", "erp:A-7"] });
    const answer = await api.call("GET /customers/erp:A-7");
    expect(answer.body).toMatchObject({ code: bea.code, name: "Bea", refs: [{ system: "crm" }, { system: "erp" }] });
  });

  it("changes nothing at all when a number is another customer's", async () => {
    await put({ customer: "crm:3", name: "Cem" });
    const dag = await put({ customer: "crm:4", name: "Dag" });
    const answer = await put({ customer: "crm:4", name: "Other", refs: ["crm:3"] });
    expect(answer).toMatchObject({ status: 409, body: { type: "urn:deskhand:problem:conflict" } });
    expect((await api.call(`GET /customers/${dag.body.code}`)).body.name).toBe("Dag");
  });

  it("makes one customer of a new number that ten requests report at once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => put({ customer: "crm:race", name: "Eva" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(await desk.rows("SELECT id FROM customers WHERE name = 'Eva'")).toHaveLength(1);
  });

  it.each([
    [{ customer: "CUST_99999", name: "X" }, 404],
    [{ customer: "crm:5", name: "X", tier: "S" }, 400],
    [{ customer: "crm:5", name: "two\nlines" }, 400],
    [{ customer: "crm:5", email: "nobody" }, 400],
    [{ customer: "crm:5", refs: ["CUST_00001"] }, 400],
    [{ customer: "crm:5", phone: "abc" }, 400],
    [{ customer: "crm:5", timezone: "Not/AZone" }, 400],
  ])("refuses %j", async (body, status) => {
    expect((await put(body)).status).toBe(status);
    expect((await api.call("GET /customers/crm:5")).status).toBe(404);
  });
});

describe("POST /accounts", () => {
  it("writes an account down once, by which the customer is known from then on", async () => {
    const { body: fin } = await put({ customer: "crm:fin", name: "Fin" });
    const report = { customer: "crm:fin", platform: "mt5", number: "900 1", openedAt: "2026-01-02T03:04:05+08:00" };
    const statuses = [];
    for (let time = 0; time < 2; time++) statuses.push((await api.call("POST /accounts", { body: report })).status);
    expect(statuses).toEqual([201, 200]);
    const answer = await api.call(`GET /customers/${encodeURIComponent("mt5:900 1")}`);
    expect(answer.body).toMatchObject({ code: fin.code, tradingPlatform: "mt5" });
    const timeline = await desk.rows(
      `SELECT a.type, a.title, a.metadata FROM customer_activities a JOIN customers c ON c.id = a.customer_id WHERE c.customer_code = ?
       ORDER BY a.type`,
      [fin.code],
    );
    expect(timeline).toEqual([
      { type: "account_opened", title: "mt5", metadata: { platform: "mt5", openedAt: "2026-01-01T19:04:05.000Z" } },
      {
        type: "stage_change",
        title: "awareness → action",
        metadata: expect.objectContaining({ trigger: "account_opened" }),
      },
    ]);
    const again = await api.call("POST /accounts", { body: { ...report, openedAt: undefined } });
    expect(again).toMatchObject({ status: 200, body: { openedAt: "2026-01-01T19:04:05.000Z" } });
    await put({ customer: "crm:gil", name: "Gil" });
    expect((await api.call("POST /accounts", { body: { ...report, customer: "crm:gil" } })).status).toBe(409);
    expect((await api.call("POST /accounts", { body: { ...report, openedAt: "2999-01-01T00:00:00Z" } })).status).toBe(
      400,
    );
  });

  it("writes two accounts of one customer down at the same time, without a deadlock", async () => {
    await put({ customer: "crm:kim", name: "Kim" });
    const numbers = Array.from({ length: 8 }, (_, index) => `77${index}`);
    const statuses = await Promise.all(
      numbers.map(async (number) => {
        const { status } = await api.call("POST /accounts", { body: { customer: "crm:kim", platform: "mt5", number } });
        return status;
      }),
    );
    expect(statuses).toEqual(numbers.map(() => 201));
  });
});

describe("POST /recommendations", () => {
  it("answers the same again with what is written down, not with what was sent", async () => {
    await put({ customer: "crm:kim", name: "Kim" });
    const named = { customer: "crm:kim", ref: "rec-9" };
    const first = { ...named, title: "Gold, long", followedAt: "2026-01-02T03:04:05.000Z" };
    expect(await api.call("POST /recommendations", { body: first })).toMatchObject({ status: 201, body: first });
    expect(await api.call("POST /recommendations", { body: named })).toMatchObject({ status: 200, body: first });
    const untitled = { ...named, ref: "rec-10" };
    for (let time = 0; time < 2; time++) {
      expect((await api.call("POST /recommendations", { body: untitled })).body.title).toBeNull();
    }
  });
});

describe("POST /leads", () => {
  it("writes a lead down with its source and the form that brought it", async () => {
    const answer = await api.call("POST /leads", {
      body: { name: "Hal", phone: "+1 555 0100", source: "website", utm: { campaign: "spring" } },
    });
    expect(answer).toMatchObject({ status: 201, body: { status: "new", customer: null } });
    const [lead] = await desk.rows(
      `SELECT l.contact_name, l.contact_phone, l.source_platform, l.utm_campaign, l.customer_id, l.score, a.type, a.score_impact
       FROM leads l JOIN lead_activities a ON a.lead_id = l.id WHERE l.id = ?`,
      [answer.body.id],
    );
    expect(lead).toEqual({
      contact_name: "Hal",
      contact_phone: "+1 555 0100",
      source_platform: "website",
      utm_campaign: "spring",
      customer_id: null,
      score: 20,
      type: "form_submit",
      score_impact: 20,
    });
  });

  it("refuses who is nobody, and a customer that there is not", async () => {
    expect((await api.call("POST /leads", { body: { source: "website" } })).status).toBe(400);
    expect((await api.call("POST /leads", { body: { source: "website", customer: "crm:nobody" } })).status).toBe(404);
  });
});

describe("the code of a customer who was merged", () => {
  it("leads to who they turned out to be, also over two merges", async () => {
    const codes = [];
    for (const name of ["Jan", "Jan K.", "Jan Kowalski"]) {
      codes.push((await put({ customer: `crm:${name.replaceAll(/\W/g, "")}`, name })).body.code);
    }
    const [first = "", second = "", third = ""] = codes;
    for (const [merged, kept] of [
      [first, second],
      [second, third],
    ]) {
      await desk.rows(
        `UPDATE customers SET merged_into = (SELECT id FROM customers WHERE customer_code = ?) WHERE customer_code = ?`,
        [kept ?? "", merged ?? ""],
      );
    }
    expect((await api.call(`GET /customers/${first}`)).body.code).toBe(third);
    await put({ customer: first, city: "Gdańsk" });
    const cities = await desk.rows("SELECT customer_code AS code FROM customers WHERE city = 'Gdańsk'");
    expect(cities).toEqual([{ code: third }]);
  });
});
