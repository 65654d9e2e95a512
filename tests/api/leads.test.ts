import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addStaff } from "../support/staff.ts";

let desk: ApiDesk;
let api: ApiClient;
const staff: Record<string, string> = {};

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, {
    permissions: ["lead.record", "lead.read", "lead.change", "lead.assign", "customer.change", "customer.read"],
  });
  for (const role of ["agent", "sales", "trainer"] as const) {
    await addStaff(desk, { email: `${role}@desk.test`, role });
    const [row] = await desk.rows<{ code: string }>("SELECT employee_code AS code FROM users WHERE email = ?", [
      `${role}@desk.test`,
    ]);
    staff[role] = row?.code ?? "";
  }
  await api.call("PUT /customers", { body: { customer: "crm:1", name: "Ann" } });
});
afterAll(() => desk.close());

async function newLead(more: object = {}): Promise<{ id: string; code: string }> {
  const { status, body } = await api.call("POST /leads", { body: { name: "Hal", source: "website", ...more } });
  expect(status).toBe(201);
  return body;
}

const move = (code: string, body: object, headers = {}) => api.call(`PATCH /leads/${code}`, { body, headers });
const give = (code: string, body: object) => api.call(`PUT /leads/${code}/owner`, { body });
const acts = (id: string) =>
  desk.rows<{ action: string; changes: object }>(
    "SELECT action, changes FROM audit_logs WHERE resource_id = ? AND actor = ? AND action LIKE 'lead.%' ORDER BY seq",
    [id, `key:${api.keyId}`],
  );

describe("GET /leads", () => {
  it("gives them page by page, the newest first, each once", async () => {
    const made: string[] = [];
    for (let one = 0; one < 5; one++) made.unshift((await newLead({ customer: "crm:1" })).code);
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await api.call(`GET /leads?customer=crm:1&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.items.map(({ code }: { code: string }) => code));
      cursor = body.nextCursor;
    } while (cursor);
    expect(seen).toEqual(made);
  });

  it("gives those of a status and of an owner, and those of nobody", async () => {
    const [mine, nobodys] = [await newLead(), await newLead()];
    await give(mine.code, { owner: staff["sales"] });
    await move(mine.code, { status: "qualified" });
    const codes = async (query: string) =>
      (await api.call(`GET /leads?limit=200&${query}`)).body.items.map(({ code }: { code: string }) => code);
    expect(await codes("owner=sales@desk.test")).toEqual([mine.code]);
    expect(await codes(`owner=${staff["sales"]}&status=qualified`)).toEqual([mine.code]);
    expect(await codes("owner=sales@desk.test&status=new")).toEqual([]);
    expect(await codes("status=new")).toContain(nobodys.code);
    expect(await codes("owner=none")).toContain(nobodys.code);
    expect(await codes("owner=none")).not.toContain(mine.code);
  });

  it.each([
    ["owner=nobody@desk.test", 404],
    ["customer=crm:none", 404],
    ["status=sleeping", 400],
    ["limit=0", 400],
    ["cursor=x", 400],
  ])("refuses %s", async (query, status) => {
    expect((await api.call(`GET /leads?${query}`)).status).toBe(status);
  });
});

describe("GET /leads/{code}", () => {
  it("says why the score is what it is: each dated activity, and what of it still counts", async () => {
    const { id, code } = await newLead({ phone: "+1 555 0100", detail: "my card is 4111 1111 1111 1111" });
    const owner = connectOwner(desk.databaseUrl);
    await owner.raw("UPDATE lead_activities SET created_at = now() - interval '14 days' WHERE lead_id = ?", [id]);
    await owner.destroy();
    const { body } = await api.call(`GET /leads/${code.toLowerCase()}`);
    expect(body).toMatchObject({ id, code, status: "new", phone: "+1 555 0100", customer: null, score: 10 });
    expect(body.scoring).toMatchObject({
      halfLifeDays: 14,
      reasons: [{ type: "form_submit", count: 1, points: 10 }],
      activities: [{ type: "form_submit", points: 20, worth: 10 }],
    });
    expect(JSON.stringify(body)).not.toContain("4111 1111");
    expect((await api.call(`GET /leads/${id}`)).body.code).toBe(code);
    // Reading it changes nothing: what is kept falls at night.
    expect(await desk.rows("SELECT score FROM leads WHERE id = ?", [id])).toEqual([{ score: 20 }]);
  });

  it("has everything that was done with it among its activities, page by page", async () => {
    const { code } = await newLead();
    await give(code, { owner: staff["agent"] });
    await move(code, { status: "qualified" });
    const first = await api.call(`GET /leads/${code}/activities?limit=2`);
    expect(first.body.items.map(({ type }: { type: string }) => type)).toEqual(["status_change", "assigned"]);
    const rest = await api.call(`GET /leads/${code}/activities?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ type: "form_submit", points: 20 }], nextCursor: null });
  });

  it.each(["L999999", "l1", "00000000-0000-4000-8000-000000000000"])("knows no lead %s", async (name) => {
    expect((await api.call(`GET /leads/${name}`)).status).toBe(404);
    expect((await api.call(`GET /leads/${name}/activities`)).status).toBe(404);
  });

  it("takes no other word for a lead", async () => {
    expect((await api.call("GET /leads/Hal")).status).toBe(400);
  });
});

describe("PATCH /leads/{code}", () => {
  it("moves a lead as the command does: its activity, the trail and the event once, also when it is said twice", async () => {
    const { id, code } = await newLead();
    for (let time = 0; time < 2; time++) {
      expect(await move(code, { status: "qualified" })).toMatchObject({ status: 200, body: { status: "qualified" } });
    }
    expect((await acts(id)).slice(1)).toEqual([
      { action: "lead.status", changes: { before: "new", after: "qualified", reason: null } },
    ]);
    expect(
      await desk.rows("SELECT metadata FROM lead_activities WHERE lead_id = ? AND type = 'status_change'", [id]),
    ).toEqual([{ metadata: { before: "new", after: "qualified", reason: null, by: `key:${api.keyId}` } }]);
    const events = await desk.rows("SELECT type FROM outbox_events WHERE resource_id = ? ORDER BY seq", [id]);
    expect(events).toEqual([{ type: "lead.created" }, { type: "lead.status_changed" }]);
  });

  it("makes the customer of a lead that nobody wrote for, whom its owner looks after", async () => {
    const { code } = await newLead({ name: "Ida", email: "ida@mail.test" });
    await give(code, { owner: staff["agent"] });
    const { body } = await move(code, { status: "converted" });
    expect(body).toMatchObject({ status: "converted", customer: expect.stringMatching(/^CUST_\d+$/) });
    expect((await api.call(`GET /customers/${body.customer}`)).body).toMatchObject({
      name: "Ida",
      email: "ida@mail.test",
      owner: staff["agent"],
    });
    expect(await move(code, { status: "lost", reason: "changed their mind" })).toMatchObject({
      status: 409,
      body: { rule: "lead.status" },
    });
  });

  it("converts once where eight ask at the same instant", async () => {
    const { id, code } = await newLead({ name: "Jon Race" });
    const answers = await Promise.all(Array.from({ length: 8 }, () => move(code, { status: "converted" })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(answers.map(({ body }) => body.customer)).size).toBe(1);
    expect(await desk.rows("SELECT id FROM customers WHERE name = 'Jon Race'")).toHaveLength(1);
    expect((await acts(id)).filter(({ action }) => action === "lead.status")).toHaveLength(1);
  });

  it("loses one for a reason alone, and takes it up again for another", async () => {
    const { code } = await newLead();
    expect((await move(code, { status: "lost" })).status).toBe(400);
    expect((await move(code, { status: "lost", reason: " " })).status).toBe(400);
    const lost = await move(code, { status: "lost", reason: "no budget, card 4111 1111 1111 1111" });
    expect(lost.body.statusReason).toMatch(/^no budget, card /);
    expect(lost.body.statusReason).not.toContain("4111 1111");
    expect((await move(code, { status: "qualified" })).body).toMatchObject({ status: 409, rule: "lead.status" });
    const again = await move(code, { status: "contacted", reason: "wrote again" });
    expect(again.body).toMatchObject({ status: "contacted", statusReason: "wrote again" });
  });

  it("is answered under its name as the first time, also when the lead has moved on", async () => {
    const { code } = await newLead();
    const headers = { "Idempotency-Key": "qualify-1" };
    const first = await move(code, { status: "qualified" }, headers);
    await move(code, { status: "lost", reason: "no answer" });
    const again = await move(code, { status: "qualified" }, headers);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect((await api.call(`GET /leads/${code}`)).body.status).toBe("lost");
  });

  it.each([
    ["L999999", { status: "qualified" }, 404],
    ["L999999", { status: "new" }, 400],
    ["L999999", { status: "qualified", reason: "x", score: 100 }, 400],
  ])("refuses %s %j", async (code, body, status) => {
    expect((await move(code, body)).status).toBe(status);
  });
});

describe("PUT /leads/{code}/owner", () => {
  it("gives a lead to somebody who works on leads, who is told; to the same again it changes nothing", async () => {
    const { id, code } = await newLead();
    for (let time = 0; time < 2; time++) {
      expect((await give(code, { owner: "AGENT@desk.test" })).body).toMatchObject({ owner: staff["agent"] });
    }
    expect((await acts(id)).filter(({ action }) => action === "lead.assign")).toHaveLength(1);
    const told = await desk.rows("SELECT title FROM notifications WHERE resource_id = ?", [id]);
    expect(told).toEqual([{ title: expect.stringContaining(`gave you the lead ${code}: Hal`) }]);
  });

  it("gives it to nobody whose role has none, and to nobody while nobody is on", async () => {
    const { id, code } = await newLead();
    expect((await give(code, { owner: staff["trainer"] })).body).toMatchObject({ status: 409, rule: "lead.receiver" });
    expect((await give(code, { next: true })).body).toMatchObject({ status: 409, rule: "lead.nobody_on" });
    expect((await give(code, { owner: "gone@desk.test" })).status).toBe(404);
    expect((await give(code, { owner: staff["agent"], next: true })).status).toBe(400);
    expect(await desk.rows("SELECT assigned_to FROM leads WHERE id = ?", [id])).toEqual([{ assigned_to: null }]);
  });

  it("gives it to whose turn it is", async () => {
    const { code } = await newLead();
    await desk.rows("UPDATE users SET presence = 'online', presence_at = now() WHERE employee_code = ?", [
      staff["sales"] ?? "",
    ]);
    expect((await give(code, { next: true })).body.owner).toBe(staff["sales"]);
  });

  it("is not for a key that may only move leads", async () => {
    const { code } = await newLead();
    const mover = await openApiClient(desk, { permissions: ["lead.read", "lead.change"] });
    const refused = await mover.call(`PUT /leads/${code}/owner`, { body: { owner: staff["agent"] } });
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("lead.assign") } });
    const reader = await openApiClient(desk, { permissions: ["lead.read"] });
    expect((await reader.call(`PATCH /leads/${code}`, { body: { status: "qualified" } })).status).toBe(403);
    expect((await reader.call(`GET /leads/${code}`)).body).toMatchObject({ status: "new", owner: null });
  });
});

describe("the analysis of a lead", () => {
  const messageId = "0192f0c0-0000-7000-8000-000000000001";

  it("is null while nobody has written, or nothing was looked at", async () => {
    const { code } = await newLead();
    expect((await api.call(`GET /leads/${code}`)).body.analysis).toBeNull();
  });

  it("says what is best done next, and names no message that does not stand any more", async () => {
    const { id, code } = await newLead({ customer: "crm:1" });
    const at = new Date().toISOString();
    const topics = [{ intent: "deposit", messageId, version: 0, at }];
    const kept = { at, model: null, topics, concerns: [], points: [] };
    await desk.rows("UPDATE leads SET ai_analysis = ?::jsonb WHERE id = ?", [JSON.stringify(kept), id]);
    const { status, body } = await api.call(`GET /leads/${code}`);
    expect(status).toBe(200);
    expect(body.analysis).toEqual({ at, model: null, topics: [], concerns: [], points: [], nextStep: "ask_contact" });
    await move(code, { status: "lost", reason: "went elsewhere" });
    expect((await api.call(`GET /leads/${code}`)).body.analysis).toBeNull();
  });
});
