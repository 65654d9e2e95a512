import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
const definition = {
  name: "Welcome",
  description: "For those who are new",
  trigger: { type: "tag_change", tag: "new" },
  nodes: [
    { id: "hello", type: "send_message", content: { en: "Welcome!", zh: "欢迎！" } },
    { id: "wait", type: "wait", days: 1 },
    { id: "end", type: "end" },
  ],
  edges: [
    { from: "hello", to: "wait" },
    { from: "wait", to: "end" },
  ],
};

beforeAll(async () => {
  cli = await openDeskhandCli();
  await cli.json(["user", "add", "author@example.com", "--name", "x", "--role", "manager"]);
  await cli.json(["user", "add", "agent@example.com", "--name", "x", "--role", "agent"]);
  const { id } = await cli.db.system("organizations").where({ code: "default" }).first("id");
  await cli.db.system("customers").insert({ id: newId(), org_id: id, customer_code: "CUST_00001", name: "Ann" });
});
afterAll(() => cli.close());

const add = (file: string, author = "author@example.com") => ["workflow", "add", file, "--author", author];

it("adds a workflow that waits for somebody else, and does not activate it before", async () => {
  const file = await cli.file("welcome.json", JSON.stringify(definition));
  expect(await cli.json(add(file))).toEqual({
    ...{ name: "Welcome", trigger: "tag_change", steps: 3, approval: 1, claims: [] },
  });
  expect(await cli.json(["workflow", "list"])).toMatchObject([
    { name: "Welcome", trigger: { type: "tag_change", change: "added", tag: "new" }, state: "waits for approval" },
  ]);
  const refused = await cli.run(["workflow", "activate", "Welcome"]);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("“Welcome” is not approved")]);
  expect(await cli.run(add(file))).toMatchObject({ code: 1, stderr: expect.stringContaining("another name") });
});

it("activates, runs, shows, stops and deactivates one that is approved", async () => {
  await cli.db.system("workflows").where({ name: "Welcome" }).update({ approved_at: new Date() });
  expect(await cli.json(["workflow", "activate", "welcome"])).toEqual({
    name: "Welcome",
    isActive: true,
    isChanged: true,
  });
  const begun = { name: "Welcome", who: "CUST_00001" };
  expect(await cli.json(["workflow", "run", "Welcome", "CUST_00001"])).toMatchObject({ ...begun, isNew: true });
  expect(await cli.json(["workflow", "run", "Welcome", "CUST_00001"])).toMatchObject({ ...begun, isNew: false });
  expect(await cli.json(["workflow", "show", "Welcome"])).toMatchObject({
    ...{ isActive: true, executionCount: 1, description: "For those who are new" },
    executions: [{ status: "running", node: "hello", reason: null, count: 1 }],
  });
  expect(await cli.json(["workflow", "stop", "Welcome", "CUST_00001"])).toMatchObject({ stopped: 1 });
  expect(await cli.json(["workflow", "executions", "CUST_00001"])).toMatchObject([
    { workflow: "Welcome", status: "cancelled", target: "customer", log: [] },
  ]);
  expect(await cli.json(["workflow", "deactivate", "Welcome"])).toMatchObject({ isActive: false, isChanged: true });
  const acts = await cli.db.system("audit_logs").whereLike("action", "workflow.%").orderBy("seq").pluck("action");
  expect(acts).toEqual(["add", "activate", "run", "stop", "deactivate"].map((act) => `workflow.${act}`));
});

it.each([
  ["not JSON", "{", "author@example.com", "is not JSON"],
  ["an island", { ...definition, name: "x", edges: [] }, "author@example.com", "there must be one start"],
  [
    "a script that there is not",
    { ...definition, name: "x", nodes: [{ id: "a", type: "send_message", script: "SCR_999" }], edges: [] },
    "author@example.com",
    "node a: no approved script SCR_999",
  ],
  [
    "a team that there is not",
    { ...definition, name: "x", nodes: [{ id: "a", type: "assign", team: "Moon" }], edges: [] },
    "author@example.com",
    "There is no team “Moon”",
  ],
  ["an author who may not", { ...definition, name: "x" }, "agent@example.com", "may not write workflows"],
])("refuses %s and keeps nothing", async (_what, content, author, words) => {
  const before = await cli.db.system("workflows").count();
  const file = await cli.file("bad.json", typeof content === "string" ? content : JSON.stringify(content));
  const { code, stderr } = await cli.run(add(file, author));
  expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  expect(await cli.db.system("workflows").count()).toEqual(before);
});
