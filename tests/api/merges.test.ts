import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["customer.merge", "customer.read", "customer.change"] });
});
afterAll(() => desk.close());

let people = 0;

async function newCustomer(more: object = {}): Promise<{ ref: string; code: string }> {
  people += 1;
  const ref = `crm:${people}`;
  const { body } = await api.call("PUT /customers", { body: { customer: ref, name: `Person ${people}`, ...more } });
  return { ref, code: body.code };
}

const merge = (keep: string, other: string, client = api) =>
  client.call("POST /merges", { body: { keep, merge: other } });
const undo = (code: string) => api.call(`POST /merges/${code}/undo`);

interface Pair {
  customers: { code: string }[];
  evidence: { kind: string; isOnFile: boolean }[];
}
const codesOf = ({ customers }: Pair) => customers.map(({ code }) => code);

/** Every proposal of the organisation, so many customers at a time. */
async function everyProposal(limit: number): Promise<Pair[]> {
  const found: Pair[] = [];
  let cursor = "";
  do {
    const { body } = await api.call(`GET /merge-proposals?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    found.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor);
  return found;
}

describe("GET /merge-proposals", () => {
  it("gives who may be the same as a customer, and why", async () => {
    const [one, two] = [await newCustomer({ phone: "+86 138 0013 8000" }), await newCustomer({ phone: "13800138000" })];
    await newCustomer({ phone: "+86 138 0013 8001" });
    for (const { ref } of [one, two]) {
      const { body } = await api.call(`GET /merge-proposals?customer=${ref}`);
      expect(body).toMatchObject({ items: [{ evidence: [{ kind: "phone", isOnFile: true }] }], nextCursor: null });
      expect(codesOf(body.items[0])).toEqual([one.code, two.code]);
    }
    expect((await api.call("GET /merge-proposals?customer=crm:none")).status).toBe(404);
  });

  it("gives every pair of a number that more have than are read at a time", async () => {
    const codes: string[] = [];
    for (let index = 0; index < 30; index++) codes.push((await newCustomer({ phone: "+86 139 0013 9000" })).code);
    const pairs = (await everyProposal(100)).map(codesOf).filter(([code = ""]) => codes.includes(code));
    expect(new Set(pairs.map(String)).size).toBe((30 * 29) / 2);
    expect(pairs).toHaveLength((30 * 29) / 2);
  });

  it("gives each pair of the organisation once, however many customers a page looks at", async () => {
    const [one, two, three] = [
      await newCustomer({ email: "same@mail.test" }),
      await newCustomer(),
      await newCustomer({ email: "Same@mail.test" }),
    ];
    const gone = await newCustomer({ email: "same@mail.test" });
    expect((await merge(two.code, gone.code)).status).toBe(201);
    // What is on file of two is filled from who was merged.
    const expected = [
      [one.code, two.code],
      [one.code, three.code],
      [two.code, three.code],
    ];
    for (const limit of [1, 2, 100]) {
      const pairs = (await everyProposal(limit)).filter(({ evidence }) =>
        evidence.some(({ kind }) => kind === "email"),
      );
      expect(pairs.map(codesOf).sort(), String(limit)).toEqual(expected.sort());
    }
  });

  it.each(["limit=0", "limit=101", "cursor=x", "customer=Ann"])("refuses %s", async (query) => {
    expect((await api.call(`GET /merge-proposals?${query}`)).status).toBe(400);
  });
});

describe("POST /merges", () => {
  it("makes one customer of two, in the key's name, and two again", async () => {
    const [one, two] = [await newCustomer(), await newCustomer({ city: "Porto", email: "two@mail.test" })];
    await api.call(`PUT /customers/${two.ref}/tags/silver`);
    const done = await merge(one.ref, two.code);
    expect(done).toMatchObject({
      status: 201,
      body: { code: expect.stringMatching(/^M\d+$/), kept: one.code, merged: two.code },
    });
    expect(done.body.moved).toMatchObject({ customer_external_refs: 1, customer_tags: 1 });
    for (const name of [one.ref, two.ref, two.code]) {
      const { body } = await api.call(`GET /customers/${name}`);
      expect(body).toMatchObject({ code: one.code, city: "Porto", tags: ["silver"] });
    }
    const [row] = await desk.rows("SELECT merged_by, merged_by_key FROM customer_merges WHERE number = ?", [
      Number(done.body.code.slice(1)),
    ]);
    expect(row).toEqual({ merged_by: null, merged_by_key: api.keyId });
    const undone = await undo(done.body.code.toLowerCase());
    expect(undone).toMatchObject({ status: 200, body: { code: done.body.code, kept: one.code, merged: two.code } });
    expect((await api.call(`GET /customers/${two.ref}`)).body).toMatchObject({ code: two.code, tags: ["silver"] });
    expect((await api.call(`GET /customers/${one.code}`)).body).toMatchObject({ city: null, tags: [] });
    expect((await undo(done.body.code)).body).toMatchObject({ status: 409, rule: "merge.undone" });
    const trail = await desk.rows(
      "SELECT action FROM audit_logs WHERE actor = ? AND changes ->> 'merge' = ? ORDER BY seq",
      [`key:${api.keyId}`, done.body.code],
    );
    expect(trail).toEqual([{ action: "customer.merge" }, { action: "customer.merge_undo" }]);
    const events = await desk.rows("SELECT type FROM outbox_events WHERE payload ->> 'merge' = ? ORDER BY seq", [
      done.body.code,
    ]);
    expect(events).toEqual([{ type: "customer.merged" }, { type: "customer.unmerged" }]);
    const { body } = await api.call(`GET /customers/${one.code}/timeline?type=custom`);
    expect(body.items.map(({ by }: { by: string | null }) => by)).toEqual([null, null]);
  });

  it("merges a pair once where six ask at the same instant", async () => {
    const [one, two] = [await newCustomer(), await newCustomer()];
    const answers = await Promise.all(Array.from({ length: 6 }, () => merge(one.code, two.code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(5).fill(409)]);
    const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body.rule);
    for (const rule of refused) expect(["merge.same", "merge.merged"]).toContain(rule);
  });

  it("is answered under its name as the first time", async () => {
    const [one, two] = [await newCustomer(), await newCustomer()];
    const request = { body: { keep: one.code, merge: two.code }, headers: { "Idempotency-Key": "merge-1" } };
    const [first, again] = [await api.call("POST /merges", request), await api.call("POST /merges", request)];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  });

  it("is undone in its turn alone", async () => {
    const [one, two, three] = [await newCustomer(), await newCustomer(), await newCustomer()];
    const first = (await merge(two.code, one.code)).body.code;
    const second = (await merge(three.code, two.code)).body.code;
    expect((await undo(first)).body).toMatchObject({ status: 409, rule: "merge.merged_on" });
    expect((await undo(second)).status).toBe(200);
    expect((await undo(first)).status).toBe(200);
  });

  it("refuses one customer twice, who is not there, and what is no merge", async () => {
    const { ref, code } = await newCustomer();
    expect((await merge(ref, code)).body).toMatchObject({ status: 409, rule: "merge.same" });
    expect((await merge(ref, "crm:none")).status).toBe(404);
    expect((await merge(ref, "Ann")).status).toBe(400);
    expect((await undo("M999999")).status).toBe(404);
    expect((await undo("999")).status).toBe(400);
  });

  it("is not for a key that may only change customers, nor for another organisation's customers", async () => {
    const [one, two] = [await newCustomer(), await newCustomer()];
    const changer = await openApiClient(desk, { permissions: ["customer.change", "customer.read"] });
    expect((await merge(one.code, two.code, changer)).status).toBe(403);
    expect((await changer.call("GET /merge-proposals")).status).toBe(403);
    const orgId = await ensureOrganization(desk.product.db.system, "other", "Other");
    const stranger = await openApiClient(desk, { orgId });
    expect((await merge(one.code, two.code, stranger)).status).toBe(404);
    expect((await stranger.call("GET /merge-proposals")).body).toEqual({ items: [], nextCursor: null });
  });
});
