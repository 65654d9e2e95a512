import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
  await api.call("PUT /customers", { body: { customer: "crm:1", name: "Ann" } });
});
afterAll(() => desk.close());

const report = (ref: string, more: object = {}) => ({
  customer: "crm:1",
  amount: "1250.50",
  currency: "USD",
  ref,
  ...more,
});

describe.each(["deposits", "withdrawals"])("POST /%s", (path) => {
  it("records one number once, to the cent, also when ten report it at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.call(`POST /${path}`, { body: report("one") })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.code)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ amount: "1250.50", currency: "USD", ref: "one", status: "pending" });
  });

  it("refuses other money under the same number, and amounts that are none", async () => {
    expect((await api.call(`POST /${path}`, { body: report("one", { amount: "1250.51" }) })).status).toBe(409);
    for (const amount of ["1.005", "-5", "0", "1e3", "12,50", ""]) {
      expect((await api.call(`POST /${path}`, { body: report("two", { amount }) })).status, amount).toBe(400);
    }
    expect((await api.call(`POST /${path}`, { body: report("two", { amount: 5 }) })).status).toBe(400);
    expect((await api.call(`POST /${path}`, { body: report("two", { currency: "XYZ" }) })).status).toBe(400);
    expect((await api.call(`POST /${path}`, { body: report("two", { customer: "crm:none" }) })).status).toBe(404);
  });

  it("moves forward only, and tells other systems of each step once", async () => {
    const { body } = await api.call(`POST /${path}`, { body: report("three") });
    const move = (status: string) => api.call(`PATCH /${path}/${body.code}`, { body: { status } });
    expect((await move("confirmed")).body.status).toBe("confirmed");
    expect((await move("confirmed")).status).toBe(200);
    expect((await move("failed")).status).toBe(409);
    expect((await move("pending")).status).toBe(400);
    const what = path.slice(0, -1);
    const events = await desk.rows(
      `SELECT e.type FROM outbox_events e JOIN ${path} d ON d.id = e.resource_id WHERE d.external_ref = 'three' ORDER BY e.seq`,
    );
    expect(events).toEqual([{ type: `${what}.recorded` }, { type: `${what}.moved` }]);
    const trail = await desk.rows(
      "SELECT DISTINCT action FROM audit_logs WHERE actor = ? AND action LIKE ? ORDER BY 1",
      [`key:${api.keyId}`, `${what}.%`],
    );
    expect(trail).toEqual([{ action: `${what}.move` }, { action: `${what}.record` }]);
  });

  it("takes from a key that may only record no word on where the money stands, neither at first nor again", async () => {
    const what = path.slice(0, -1);
    const recorder = await openApiClient(desk, { permissions: [`${what}.record`] });
    const post = (ref: string, more: object = {}) => recorder.call(`POST /${path}`, { body: report(ref, more) });
    expect(await post("four")).toMatchObject({ status: 201, body: { status: "pending" } });
    expect(await post("four", { status: "pending" })).toMatchObject({ status: 200, body: { status: "pending" } });
    for (const status of ["confirmed", "failed"]) {
      for (const ref of ["four", `at first ${status}`]) {
        const answer = await post(ref, { status });
        expect(answer).toMatchObject({ status: 403, body: { type: "urn:deskhand:problem:forbidden" } });
        expect(answer.body.detail).toContain(`${what}.settle`);
      }
    }
    const said = await recorder.call(`POST /${path}`, {
      body: report("four", { status: "failed" }),
      headers: { "accept-language": "zh" },
    });
    expect(said.body.detail).toMatch(new RegExp(`密钥.*${what}\\.settle`));
    expect(await desk.rows(`SELECT status FROM ${path} WHERE external_ref IN ('four', 'at first failed')`)).toEqual([
      { status: "pending" },
    ]);
    const refused = await desk.rows("SELECT changes FROM audit_logs WHERE actor = ? AND action LIKE '%.refused'", [
      `key:${recorder.keyId}`,
    ]);
    expect(refused).toEqual(Array(5).fill({ changes: { reason: "forbidden" } }));
  });

  it("takes where the money stands from a key that may settle too, at first and again", async () => {
    const what = path.slice(0, -1);
    const office = await openApiClient(desk, { permissions: [`${what}.record`, `${what}.settle`] });
    const post = (ref: string, status: string) => office.call(`POST /${path}`, { body: report(ref, { status }) });
    expect(await post("five", "confirmed")).toMatchObject({ status: 201, body: { status: "confirmed" } });
    expect(await post("six", "pending")).toMatchObject({ status: 201, body: { status: "pending" } });
    expect(await post("six", "failed")).toMatchObject({ status: 200, body: { status: "failed" } });
  });
});
