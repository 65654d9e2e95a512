import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addActiveWorkflow } from "../support/workflow-rows.ts";

let desk: ApiDesk;
let api: ApiClient;

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk, { permissions: ["workflow.run", "customer.change"] });
  await api.call("PUT /customers", { body: { customer: "crm:1", name: "Ann" } });
  for (const [name, type] of [
    ["First deposit 入金", "webhook"],
    ["By hand", "manual"],
  ] as const) {
    await addActiveWorkflow(desk.product.db, { orgId: desk.orgId, name, trigger: { type } });
  }
});
afterAll(() => desk.close());

const path = (name: string) => `POST /workflows/${encodeURIComponent(name)}/runs`;
const body = { customer: "crm:1" };

it("lets a customer begin a workflow once, also when ten ask at once", async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => api.call(path("first deposit 入金"), { body })));
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
  expect(new Set(answers.map((one) => one.body.execution)).size).toBe(1);
  expect(answers[0]?.body).toMatchObject({ workflow: "First deposit 入金", customer: "crm:1", status: "running" });
  const rows = await desk.rows("SELECT target_type, status FROM workflow_executions");
  expect(rows).toEqual([{ target_type: "customer", status: "running" }]);
  const trail = await desk.rows("SELECT action FROM audit_logs WHERE actor = ? AND action = 'workflow.run'", [
    `key:${api.keyId}`,
  ]);
  expect(trail).toHaveLength(1);
});

it("answers the same request under its name as the first time, also after the workflow has ended", async () => {
  await desk.product.db.system("workflow_executions").update({ status: "completed", completed_at: new Date() });
  const headers = { "Idempotency-Key": "run-1" };
  const first = await api.call(path("First deposit 入金"), { body, headers });
  await desk.product.db.system("workflow_executions").update({ status: "completed", completed_at: new Date() });
  const again = await api.call(path("First deposit 入金"), { body, headers });
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect(await desk.rows("SELECT id FROM workflow_executions")).toHaveLength(2);
});

it("begins nothing that other systems may not begin, and nothing for who is not there", async () => {
  const byHand = await api.call(path("By hand"), { body });
  expect([byHand.status, byHand.body.rule]).toEqual([409, "workflow.trigger"]);
  expect((await api.call(path("No such"), { body })).status).toBe(404);
  expect((await api.call(path("First deposit 入金"), { body: { customer: "crm:none" } })).status).toBe(404);
  expect((await api.call(path("First deposit 入金"), { body: { customer: "Ann" } })).status).toBe(400);
  await desk.product.db.system("workflows").update({ is_active: false });
  const inactive = await api.call(path("First deposit 入金"), { body });
  expect([inactive.status, inactive.body.rule]).toEqual([409, "workflow.inactive"]);
  expect(await desk.rows("SELECT id FROM workflow_executions")).toHaveLength(2);
});
