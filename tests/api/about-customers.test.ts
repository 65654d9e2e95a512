import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

// What is kept of a customer besides their own row: tags, stages, notes, contacts, and the timeline that says so.
let desk: ApiDesk;
let api: ApiClient;
let reader: ApiClient;
let ann: { code: string; id: string };

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["customer.read", "customer.change", "conversation.note"] });
  reader = await openApiClient(desk, { permissions: ["customer.read"] });
  ann = await desk.customer("Ann");
  await api.call("PUT /customers", { body: { customer: ann.code, refs: ["crm:1"] } });
});
afterAll(() => desk.close());

/** What the timeline and the trail say of one kind of change, by this key. */
async function kept(action: string, type: string) {
  const trail = await desk.rows<{ changes: object }>(
    "SELECT changes FROM audit_logs WHERE action = ? AND actor = ? AND resource_id = ? ORDER BY seq",
    [action, `key:${api.keyId}`, ann.id],
  );
  const { body } = await api.call(`GET /customers/${ann.code}/timeline?type=${type}`);
  return {
    trail: trail.map(({ changes }) => changes),
    titles: body.items.map(({ title }: { title: string }) => title),
  };
}

describe("tags", () => {
  it("are put on and taken off once, each kept in the timeline and the trail", async () => {
    for (let time = 0; time < 2; time++) {
      const { body } = await api.call("PUT /customers/crm:1/tags/large%20client");
      expect(body.items).toEqual([
        expect.objectContaining({ name: "large client", isAuto: false, isSystem: false, taggedBy: null }),
      ]);
    }
    expect((await api.call(`GET /customers/${ann.code}`)).body.tags).toEqual(["large client"]);
    expect((await reader.call(`GET /customers/${ann.code}/tags`)).body.items).toHaveLength(1);
    for (let time = 0; time < 2; time++) {
      expect((await api.call("DELETE /customers/crm:1/tags/large%20client")).body).toEqual({ items: [] });
    }
    expect(await kept("customer.tag", "tag_change")).toEqual({
      trail: [{ tag: "+large client" }, { tag: "-large client" }],
      titles: ["-large client", "+large client"],
    });
  });

  it("of the system are nobody's to put on or take off", async () => {
    const made = await api.call(`PUT /customers/${ann.code}/tags/from%20us`);
    expect(made.status).toBe(200);
    await desk.rows("UPDATE tags SET is_system = true WHERE name = 'from us'");
    for (const method of ["PUT", "DELETE"]) {
      const refused = await api.call(`${method} /customers/${ann.code}/tags/from%20us`);
      expect(refused.body).toMatchObject({ status: 409, rule: "tag.system" });
    }
    expect((await api.call(`GET /customers/${ann.code}/tags`)).body.items).toHaveLength(1);
  });

  it("are answered under their name as the first time", async () => {
    const headers = { "Idempotency-Key": "tag-1" };
    const first = await api.call(`PUT /customers/${ann.code}/tags/once`, { headers });
    await api.call(`DELETE /customers/${ann.code}/tags/once`);
    const again = await api.call(`PUT /customers/${ann.code}/tags/once`, { headers });
    expect([again.headers.get("idempotency-replayed"), again.body]).toEqual(["true", first.body]);
    const now = (await api.call(`GET /customers/${ann.code}`)).body.tags;
    expect(now).not.toContain("once");
  });

  it.each([
    ["PUT /customers/crm:none/tags/vip", 404],
    ["PUT /customers/crm:1/tags/%20", 400],
    [`PUT /customers/crm:1/tags/${"x".repeat(61)}`, 400],
    ["DELETE /customers/Ann/tags/vip", 400],
  ])("%s is refused", async (what, status) => {
    expect((await api.call(what)).status).toBe(status);
    expect((await reader.call(what.replace("none", "1"))).status).toBe(403);
  });
});

describe("stages", () => {
  const put = (body: object) => api.call(`PUT /customers/${ann.code}/stage`, { body });

  it("of the journey are moved one at a time, and say how long they were in each", async () => {
    const days = 24 * 60 * 60_000;
    const owner = connectOwner(desk.databaseUrl);
    await owner.raw("DELETE FROM customer_journey WHERE customer_id = ?", [ann.id]);
    await owner.destroy();
    await desk.rows(
      "UPDATE customers SET journey_stage = 'attention', created_at = now() - interval '9 days 1 hour' WHERE id = ?",
      [ann.id],
    );
    const before = await reader.call(`GET /customers/${ann.code}/stage`);
    expect(before.body.journey).toMatchObject({ stage: "attention", days: 9, moves: ["awareness", "trust"] });
    expect(new Date(before.body.journey.since).getTime()).toBeLessThan(Date.now() - 9 * days);
    const refused = await put({ stage: "engage" });
    expect(refused.body).toMatchObject({ status: 409, rule: "stage.move", detail: expect.stringContaining("trust") });
    const moved = await put({ stage: "trust", reason: "came by, card 4111 1111 1111 1111" });
    expect(moved.body.journey).toMatchObject({ stage: "trust", days: 0, moves: ["attention", "engage"] });
    await put({ stage: "trust" });
    const { body } = await api.call(`GET /customers/${ann.code}/journey`);
    expect(body.items).toEqual([
      {
        ...{ from: "attention", to: "trust", days: 9, trigger: "api" },
        notes: expect.stringMatching(/^came by, card 4111 \*+ \*+ 1111$/),
        at: expect.any(String),
      },
    ]);
  });

  it("of sales are moved to any other, with a row of the timeline and of the trail", async () => {
    expect((await put({ stage: "closed" })).body.sales).toMatchObject({ stage: "closed", days: 0 });
    const { trail, titles } = await kept("customer.stage", "stage_change");
    expect(titles[0]).toBe("potential → closed");
    expect(trail.at(-1)).toEqual({ column: "stage", before: "potential", after: "closed", trigger: "api" });
  });

  it("are told apart from other words, and from who may only read", async () => {
    expect((await put({ stage: "成交" })).status).toBe(400);
    expect((await put({ stage: "closed", tier: "S" })).status).toBe(400);
    expect((await api.call("PUT /customers/crm:none/stage", { body: { stage: "closed" } })).status).toBe(404);
    const forbidden = await reader.call(`PUT /customers/${ann.code}/stage`, { body: { stage: "repeat" } });
    expect(forbidden.status).toBe(403);
  });
});

describe("notes", () => {
  it("stand in the customer's conversation and in the timeline, and the customer is told nothing", async () => {
    const text = `${"Likes gold. ".repeat(30)}Card 4111 1111 1111 1111.`;
    const { status, body } = await api.call("POST /customers/crm:1/notes", { body: { text } });
    expect([status, body.customer, body.text]).toEqual([201, ann.code, text]);
    const rows = await desk.rows(
      "SELECT m.content, m.sender_id FROM messages m JOIN conversations v ON v.id = m.conversation_id WHERE m.direction = 'internal' AND v.number = ?",
      [Number(body.conversation.slice(1))],
    );
    expect(rows).toEqual([{ content: text, sender_id: `key:${api.keyId}` }]);
    const { titles } = await kept("customer.note", "note_added");
    expect(titles).toEqual([expect.stringMatching(/^Likes gold\..{1,188}…$/)]);
    const said = await desk.rows(
      "SELECT id FROM deliveries WHERE audience = 'customer' AND content::text LIKE '%gold%'",
    );
    expect(said).toEqual([]);
  });

  it("of who has no conversation stand in the timeline, where 200 characters are", async () => {
    await api.call("PUT /customers", { body: { customer: "crm:silent", name: "Sid" } });
    const note = (text: string) => api.call("POST /customers/crm:silent/notes", { body: { text } });
    expect((await note("x".repeat(201))).body).toMatchObject({ status: 409, rule: "note.long" });
    expect((await note("x".repeat(200))).body).toMatchObject({ conversation: null, text: "x".repeat(200) });
    expect((await note(" \n")).status).toBe(400);
    const { body } = await api.call("GET /customers/crm:silent/timeline");
    expect(body).toMatchObject({ items: [{ type: "note_added", title: "x".repeat(200), by: null }], nextCursor: null });
  });

  it("are written once where one is sent twice under a name, and by no key that may not", async () => {
    const request = { body: { text: "Called back" }, headers: { "Idempotency-Key": "note-1" } };
    for (let time = 0; time < 2; time++)
      expect((await api.call("POST /customers/crm:1/notes", request)).status).toBe(201);
    expect(await desk.rows("SELECT id FROM messages WHERE content = 'Called back'")).toHaveLength(1);
    expect((await reader.call("POST /customers/crm:1/notes", { body: { text: "x" } })).status).toBe(403);
    expect((await api.call("POST /customers/crm:none/notes", { body: { text: "x" } })).status).toBe(404);
  });
});

describe("contacts", () => {
  const post = (body: object) => api.call("POST /customers/crm:1/contacts", { body });

  it("are added, changed and taken off again", async () => {
    const added = await post({ kind: "phone", value: "+44 20 7946 0018", name: "Eva Lind", role: "decision_maker" });
    expect(added).toMatchObject({
      status: 201,
      body: { name: "Eva Lind", phone: "+442079460018", role: "decision_maker", isPrimary: true },
    });
    const more = await post({ kind: "email", value: "Eva@Mail.test", name: "EVA LIND" });
    expect(more).toMatchObject({
      status: 200,
      body: { id: added.body.id, phone: "+442079460018", email: "eva@mail.test" },
    });
    expect((await post({ kind: "wechat", value: "ann_wx" })).body).toMatchObject({ name: "Ann", wechat: "ann_wx" });
    const { body } = await reader.call("GET /customers/crm:1/contacts");
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(["Eva Lind", "Ann"]);
    const path = `/customers/crm:1/contacts/${added.body.id}`;
    expect((await reader.call(`DELETE ${path}`)).status).toBe(403);
    expect((await api.call(`DELETE ${path}`)).body.items).toHaveLength(1);
    expect((await api.call(`DELETE ${path}`)).status).toBe(404);
    const { trail } = await kept("customer.contact_removed", "contact_change");
    expect(trail).toEqual([{ name: "Eva Lind", phone: "+442079460018", email: "eva@mail.test", wechat: null }]);
  });

  it("of another customer are none of theirs", async () => {
    await api.call("PUT /customers", { body: { customer: "crm:other", name: "Other" } });
    const { body } = await api.call("POST /customers/crm:other/contacts", { body: { kind: "phone", value: "12345" } });
    expect((await api.call(`DELETE /customers/crm:1/contacts/${body.id}`)).status).toBe(404);
    expect((await api.call("GET /customers/crm:other/contacts")).body.items).toHaveLength(1);
  });

  it("are at most twenty", async () => {
    await api.call("PUT /customers", { body: { customer: "crm:many", name: "Many" } });
    const add = (name: string) =>
      api.call("POST /customers/crm:many/contacts", { body: { kind: "phone", value: "12345", name } });
    for (let place = 1; place <= 20; place++) expect((await add(`Person ${place}`)).status).toBe(201);
    expect((await add("One more")).body).toMatchObject({ status: 409, rule: "contact.full" });
  });

  it.each([
    { kind: "fax", value: "12345" },
    { kind: "phone", value: "call me" },
    { kind: "email", value: "eva" },
    { kind: "phone", value: "12345", name: "two\nlines" },
    { kind: "phone", value: "12345", role: "boss" },
  ])("refuses %j", async (body) => {
    expect((await post(body)).status).toBe(400);
  });
});

describe("the timeline", () => {
  it("gives everything once, page by page, the newest first", async () => {
    const whole = (await reader.call(`GET /customers/${ann.code}/timeline?limit=200`)).body;
    expect(whole.nextCursor).toBeNull();
    const ids: string[] = [];
    let cursor = "";
    do {
      const { body } = await reader.call(`GET /customers/${ann.code}/timeline?limit=3${cursor && `&cursor=${cursor}`}`);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(ids).toEqual(whole.items.map(({ id }: { id: string }) => id));
    const times = whole.items.map(({ at }: { at: string }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it.each([
    [`GET /customers/crm:none/timeline`, 404],
    ["GET /customers/crm:1/timeline?type=gossip", 400],
    ["GET /customers/crm:1/timeline?cursor=WyJ4IiwieSJd", 400],
  ])("%s is refused", async (what, status) => {
    expect((await reader.call(what)).status).toBe(status);
  });
});
