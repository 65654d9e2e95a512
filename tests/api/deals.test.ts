import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addStaff } from "../support/staff.ts";

let desk: ApiDesk;
let api: ApiClient;
let reader: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["customer.read", "customer.change", "deal.change"] });
  reader = await openApiClient(desk, { permissions: ["customer.read"] });
  await addStaff(desk, { email: "ben@desk.test", role: "sales" });
  for (const name of ["Ann", "Bo"]) {
    await api.call("PUT /customers", { body: { customer: `crm:${name.toLowerCase()}`, name } });
  }
});
afterAll(() => desk.close());

async function newDeal(more: object = {}): Promise<{ id: string; number: number; customer: string }> {
  const { status, body } = await api.call("POST /deals", {
    body: { customer: "crm:ann", title: "Gold account", ...more },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

const patch = (id: string, body: object, headers = {}) => api.call(`PATCH /deals/${id}`, { body, headers });
const trailOf = (id: string) =>
  desk.rows<{ action: string; changes: object }>(
    "SELECT action, changes FROM audit_logs WHERE actor = ? AND action LIKE 'deal.%' AND changes ->> 'dealId' = ? ORDER BY seq",
    [`key:${api.keyId}`, id],
  );

describe("POST /deals", () => {
  it("opens one to the last digit, by the same rows as the command", async () => {
    const deal = await newDeal({ amount: "50000.123", currency: "USDT", owner: "ben@desk.test" });
    expect(deal).toMatchObject({
      ...{ title: "Gold account", amount: "50000.123", currency: "USDT", stage: "initial", probability: 20 },
      ...{
        lossReason: null,
        products: [],
        owner: expect.stringMatching(/^EMP_/),
        customer: expect.stringMatching(/^CUST_/),
      },
    });
    expect(await trailOf(deal.id)).toEqual([
      {
        action: "deal.add",
        changes: {
          ...{ dealId: deal.id, title: "Gold account", amount: "50000.123", currency: "USDT", probability: 20 },
        },
      },
    ]);
    const { body } = await api.call("GET /customers/crm:ann/timeline?type=deal_created");
    expect(body.items[0].title).toBe("Gold account · 50000.123 USDT");
  });

  it("opens one where it is sent twice under a name", async () => {
    const request = {
      body: { customer: "crm:bo", title: "Once", probability: 5 },
      headers: { "Idempotency-Key": "deal-1" },
    };
    const [first, again] = [await api.call("POST /deals", request), await api.call("POST /deals", request)];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect((await api.call("GET /deals?customer=crm:bo")).body.items).toHaveLength(1);
  });

  it.each([
    [{ customer: "crm:none" }, 404],
    [{ owner: "gone@desk.test" }, 404],
    [{ amount: "50000" }, 400],
    [{ currency: "USD" }, 400],
    [{ amount: 50000, currency: "USD" }, 400],
    [{ amount: "-1", currency: "USD" }, 400],
    [{ amount: "1", currency: "usd" }, 400],
    [{ probability: 101 }, 400],
    [{ title: "two\nlines" }, 400],
    [{ stage: "won" }, 400],
  ])("refuses %j", async (more, status) => {
    const body = { customer: "crm:ann", title: "Wrong", ...more };
    expect((await api.call("POST /deals", { body })).status).toBe(status);
    expect((await reader.call("POST /deals", { body })).status).toBe(403);
    expect(await desk.rows("SELECT id FROM deals WHERE title = 'Wrong'")).toEqual([]);
  });
});

describe("GET /deals", () => {
  it("gives them page by page, the newest first, by customer, stage and owner", async () => {
    await api.call("PUT /customers", { body: { customer: "crm:cy", name: "Cy" } });
    const made: string[] = [];
    for (let one = 0; one < 5; one++) {
      made.unshift((await newDeal({ customer: "crm:cy", ...(one === 2 ? { owner: "ben@desk.test" } : {}) })).id);
    }
    const seen: { id: string; number: number }[] = [];
    let cursor = "";
    do {
      const { body } = await reader.call(`GET /deals?customer=crm:cy&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items);
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen.map(({ id }) => id)).toEqual(made);
    expect(seen.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
    await patch(made[4] ?? "", { stage: "proposal" });
    const ids = async (query: string) =>
      (await api.call(`GET /deals?customer=crm:cy&${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids("stage=proposal")).toEqual([made[4]]);
    expect(await ids("owner=ben@desk.test")).toEqual([made[2]]);
    expect(await ids("owner=ben@desk.test&stage=proposal")).toEqual([]);
  });

  it.each([
    ["GET /deals?customer=crm:none", 404],
    ["GET /deals?stage=closed", 400],
    ["GET /deals?cursor=abc", 400],
    ["GET /deals/12", 400],
    ["GET /deals/00000000-0000-4000-8000-000000000000", 404],
  ])("%s is refused", async (what, status) => {
    expect((await api.call(what)).status).toBe(status);
  });
});

describe("PATCH /deals/{id}", () => {
  it("moves a deal to any open stage and ends it, and then it stays", async () => {
    const { id } = await newDeal();
    expect((await patch(id, { stage: "negotiation" })).body).toMatchObject({ stage: "negotiation", probability: 80 });
    expect((await patch(id, { stage: "proposal", probability: 33 })).body).toMatchObject({ probability: 33 });
    const lost = await patch(id, { stage: "lost", lossReason: "another broker, card 4111 1111 1111 1111" });
    expect(lost.body).toMatchObject({
      ...{
        stage: "lost",
        probability: 0,
        lossReason: expect.stringMatching(/^another broker, card 4111 \*+ \*+ 1111$/),
      },
      actualCloseDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect((await patch(id, { stage: "won" })).body).toMatchObject({ status: 409, rule: "deal.stage" });
    expect((await trailOf(id)).map(({ action }) => action)).toEqual(["deal.add", ...Array(3).fill("deal.move")]);
  });

  it("writes details, and what is so already nowhere", async () => {
    const { id } = await newDeal();
    const details = {
      ...{ products: ["gold", "silver, bars"], competitors: ["Other Ltd"], notes: "Calls\non Mondays" },
      expectedCloseDate: "2027-01-31",
    };
    for (let time = 0; time < 2; time++) expect((await patch(id, details)).body).toMatchObject(details);
    expect((await trailOf(id)).filter(({ action }) => action === "deal.set")).toHaveLength(4);
    const emptied = await patch(id, { products: null, notes: null, expectedCloseDate: null });
    expect(emptied.body).toMatchObject({
      products: [],
      notes: null,
      expectedCloseDate: null,
      competitors: ["Other Ltd"],
    });
    expect((await patch(id, { products: [] })).body.products).toEqual([]);
    expect((await trailOf(id)).filter(({ action }) => action === "deal.set")).toHaveLength(7);
  });

  it("is won once where six say so at the same instant", async () => {
    const { id } = await newDeal();
    const answers = await Promise.all(Array.from({ length: 6 }, () => patch(id, { stage: "won" })));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await trailOf(id)).filter(({ action }) => action === "deal.move")).toHaveLength(1);
  });

  it("is answered under its name as the first time", async () => {
    const { id } = await newDeal();
    const headers = { "Idempotency-Key": "deal-move-1" };
    const first = await patch(id, { stage: "proposal" }, headers);
    await patch(id, { stage: "won" });
    expect(await patch(id, { stage: "proposal" }, headers)).toMatchObject({ status: 200, body: first.body });
  });

  it.each([
    {},
    { stage: "lost" },
    { lossReason: "why" },
    { stage: "won", lossReason: "why" },
    { probability: 50 },
    { stage: "proposal", probability: 101 },
    { expectedCloseDate: "2027-02-30" },
    { products: ["x".repeat(101)] },
    { notes: "x".repeat(1001) },
    { amount: "5" },
  ])("refuses %j", async (body) => {
    const { id } = await newDeal();
    expect((await patch(id, body)).status).toBe(400);
  });

  it("is not for who may only read, nor of what is not there", async () => {
    const { id } = await newDeal();
    expect((await reader.call(`PATCH /deals/${id}`, { body: { stage: "won" } })).status).toBe(403);
    expect((await patch("00000000-0000-4000-8000-000000000000", { stage: "won" })).status).toBe(404);
    expect((await reader.call(`GET /deals/${id}`)).body.stage).toBe("initial");
  });
});
