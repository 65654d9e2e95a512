import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideWorkflow } from "../../../domain/growth/workflow/decide-workflow.ts";
import { stopExecutions } from "../../../domain/growth/workflow/execution.ts";
import { activateWorkflow, deactivateWorkflow } from "../../../domain/growth/workflow/move-workflow.ts";
import { findWorkflow, listWorkflows } from "../../../domain/growth/workflow/workflow.ts";
import { ensureOrganization } from "../../../domain/organisation/ensure-organization.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { noon } from "../../../tests/support/campaign-desk.ts";
import { openWorkflowDesk, type WorkflowDesk } from "../../../tests/support/workflow-desk.ts";
import { runWorkflows } from "./run-workflows.ts";

let desk: WorkflowDesk;
beforeAll(async () => {
  desk = await openWorkflowDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.system("workflows").update({ is_active: false });
  desk.setTime(noon);
  await desk.deliver();
  desk.taken.length = 0;
});

const HOUR_MS = 3_600_000;
const later = (hours: number) => desk.setTime(new Date(noon.getTime() + hours * HOUR_MS));
const cli = { by: { actor: "cli" as const }, at: noon };
const say = (id: string, text: string) => ({ id, type: "send_message", content: { en: text } });
/** Says hello, waits a day for an answer, tags who answered and reminds who did not. */
const greeting = {
  nodes: [
    say("hello", "Hello."),
    { id: "answer", type: "wait_reply", days: 1 },
    { id: "warm", type: "add_tag", tag: "warm" },
    say("remind", "Are you there?"),
  ],
  edges: [
    { from: "hello", to: "answer" },
    { from: "answer", to: "warm", on: "replied" },
    { from: "answer", to: "remind", on: "timeout" },
  ],
};
const tagsOf = (customer: string) =>
  desk.db
    .system("customer_tags as m")
    .join("tags as t", "t.id", "m.tag_id")
    .where({ "m.customer_id": customer })
    .pluck("t.name");

describe("an execution", () => {
  it("waits for an answer, and goes on as one comes", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.run();
    await desk.deliver();
    expect(desk.taken.map(({ text }) => text.includes("Hello."))).toEqual([true]);
    const [execution] = await desk.executions(workflow);
    expect(execution).toMatchObject({ status: "waiting", current_node_id: "answer", completed_at: null });
    expect(execution?.wait_until).toEqual(new Date(noon.getTime() + 24 * HOUR_MS));
    later(2);
    await desk.run();
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "waiting" });
    const answered = new Date(noon.getTime() + HOUR_MS);
    await desk.db
      .system("conversations")
      .where({ customer_id: customer })
      .update({ last_customer_message_at: answered });
    await desk.run();
    expect(await desk.log(workflow)).toEqual(["hello next", "answer waits", "answer replied", "warm next"]);
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "completed", error_message: null });
    expect(await tagsOf(customer)).toEqual(["warm"]);
  });

  it("goes the other way when nobody answers in time, also where no process ran meanwhile", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.run();
    later(25);
    await runWorkflows({ ...desk.deps });
    await desk.deliver();
    expect(await desk.log(workflow)).toEqual(["hello next", "answer waits", "answer timeout", "remind next"]);
    expect(desk.taken.map(({ chat }) => chat)).toEqual([customer, customer]);
  });

  it("does no step twice when processes go on with it at once, again and again", async () => {
    const nodes = ["a", "b", "c"].map((id) => say(id, `Text ${id}.`));
    const edges = [
      { from: "a", to: "b" },
      { from: "b", to: "c" },
    ];
    const workflow = await desk.activate({ nodes, edges });
    const customers = [await desk.addReachable(), await desk.addReachable(), await desk.addReachable()];
    for (const customer of customers) await desk.start(workflow, customer);
    await Promise.all([desk.run(), desk.run(), desk.run(), desk.run()]);
    await desk.run();
    await desk.deliver();
    for (const customer of customers) {
      const texts = desk.taken.filter(({ chat }) => chat === customer).map(({ text }) => /Text \w/.exec(text)?.[0]);
      expect(texts).toEqual(["Text a", "Text b", "Text c"]);
    }
    const logs = (await desk.executions(workflow)).map(({ execution_log }) => execution_log.map(({ node }) => node));
    expect(logs).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
  });

  it("leaves nothing of a step in which the process dies, and does it once afterwards", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate({ nodes: [say("a", "Once.")] });
    await desk.start(workflow, customer);
    const dying = { ...desk.deps.channels, byId: async () => Promise.reject(new TypeError("the process ends")) };
    await expect(runWorkflows({ ...desk.deps, channels: dying })).rejects.toThrow("the process ends");
    expect((await desk.executions(workflow))[0]).toMatchObject({
      ...{ status: "waiting", execution_log: [], error_message: "TypeError" },
      wait_until: new Date(noon.getTime() + 60_000),
    });
    await desk.run();
    expect(await desk.log(workflow)).toEqual([]);
    later(1);
    await desk.run();
    await desk.deliver();
    expect(desk.taken).toHaveLength(1);
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "completed", error_message: null });
  });

  it("has failed when a step breaks for the sixth time, and says how", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate({ nodes: [say("a", "Never.")] });
    await desk.start(workflow, customer);
    const broken = { ...desk.deps.channels, byId: async () => Promise.reject(new TypeError("broken")) };
    for (let hour = 1; hour <= 6; hour += 1) {
      later(hour);
      await expect(runWorkflows({ ...desk.deps, channels: broken })).rejects.toThrow("broken");
    }
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "failed", error_message: "TypeError" });
    later(8);
    expect(await desk.run()).toBe(0);
  });

  it("cannot write the delivery of a step a second time, whatever its row says", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate({ nodes: [say("a", "Once.")] });
    await desk.start(workflow, customer);
    await desk.run();
    const undone = { status: "running", execution_log: "[]", completed_at: null };
    await desk.db.system("workflow_executions").where({ workflow_id: workflow.id }).update(undone);
    await expect(desk.run()).rejects.toThrow("deliveries_pkey");
    await desk.deliver();
    expect(desk.taken).toHaveLength(1);
  });

  it("waits through the customer's quiet hours and for the channel's rate, in its place", async () => {
    const asleep = await desk.addReachable({ customer: { timezone: "Asia/Tokyo" } });
    const workflow = await desk.activate({ nodes: [say("a", "Morning.")] });
    await desk.start(workflow, asleep);
    await desk.run();
    expect(await desk.log(workflow)).toEqual([]);
    expect((await desk.executions(workflow))[0]).toMatchObject({
      ...{ status: "waiting", current_node_id: "a" },
      wait_until: new Date("2026-03-11T00:00:00Z"),
    });
    later(12);
    await desk.set("campaigns.per_minute", 1);
    const awake = await desk.addReachable({ customer: { timezone: "Asia/Tokyo" } });
    await desk.start(workflow, awake);
    await desk.run();
    const statuses = async () => (await desk.executions(workflow)).map(({ status }) => status).sort();
    expect(await statuses()).toEqual(["completed", "running"]);
    await desk.run();
    expect(await statuses()).toEqual(["completed", "completed"]);
    await desk.set("campaigns.per_minute", 1000);
  });

  it("changes the customer and gives them to somebody, each in their trail as the workflow's doing", async () => {
    const owner = await desk.addUser("Olga");
    await desk.db.system("users").where({ id: owner }).update({ role: "agent" });
    const { email } = await desk.db.system("users").where({ id: owner }).first("email");
    const customer = await desk.addReachable({ customer: { stage: "interested" } });
    const workflow = await desk.activate({
      nodes: [
        { id: "is", type: "condition", segment: { stage: ["interested"] } },
        { id: "stage", type: "set_stage", stage: "opportunity" },
        { id: "far", type: "set_stage", stage: "advocate" },
        { id: "whose", type: "assign", owner: email },
        { id: "tell", type: "notify", to: "owner", text: { en: "Please call." } },
        { id: "end", type: "end" },
      ],
      edges: [
        { from: "is", to: "stage", on: "yes" },
        { from: "is", to: "end", on: "no" },
        { from: "stage", to: "far" },
        { from: "far", to: "whose", on: "refused" },
        { from: "whose", to: "tell" },
      ],
    });
    await desk.start(workflow, customer);
    await desk.run();
    expect(await desk.log(workflow)).toEqual([
      ...["is yes", "stage next", "far refused stage_move", "whose next", "tell next"],
    ]);
    const row = await desk.db.system("customers").where({ id: customer }).first("stage", "owner_id");
    expect(row).toEqual({ stage: "opportunity", owner_id: owner });
    const trail = await desk.db
      .system("audit_logs")
      .where({ resource_id: customer, actor: "job" })
      .orderBy("seq")
      .select("action", desk.db.system.raw("changes->>'workflow' AS workflow"));
    expect(trail).toEqual(["customer.stage", "customer.owner"].map((action) => ({ action, workflow: workflow.name })));
    const told = await desk.db.system("notifications").where({ user_id: owner }).pluck("title");
    expect(told.filter((title) => title.includes("Please call."))).toHaveLength(1);
  });

  it("is stopped by a person, with the trail saying who, and goes no further", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.run();
    const by = { userId: desk.approver };
    expect(await desk.inside((scope) => stopExecutions(scope, workflow, [customer], { by, at: noon }))).toBe(1);
    expect(await desk.inside((scope) => stopExecutions(scope, workflow, [customer], { by, at: noon }))).toBe(0);
    later(48);
    await desk.run();
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "cancelled", completed_at: noon });
    const [entry] = await desk.db.system("audit_logs").where({ action: "workflow.stop" });
    expect(entry).toMatchObject({ user_id: desk.approver, resource_type: "workflow_execution" });
  });

  it("ends where the customer turned out to be somebody who is in the workflow already", async () => {
    const [first, second] = [await desk.addReachable(), await desk.addReachable()];
    const workflow = await desk.activate(greeting);
    for (const customer of [first, second]) await desk.start(workflow, customer);
    await desk.run();
    await desk.db.system("customers").where({ id: first }).update({ merged_into: second });
    later(25);
    await desk.run();
    await desk.deliver();
    const ends = (await desk.executions(workflow)).map(({ target_id, status }) => [target_id, status]);
    expect(Object.fromEntries(ends)).toEqual({ [first]: "cancelled", [second]: "completed" });
    expect(desk.taken.filter(({ text }) => text.includes("Are you there?")).map(({ chat }) => chat)).toEqual([second]);
  });
});

describe("a text of a workflow", () => {
  it.each([
    ["opted out", "opted_out", { consent: "withdrawn" }],
    ["never agreed", "no_consent", { consent: null }],
    ["is on the blacklist", "blacklisted", { customer: { status: "blacklist" } }],
    ["has no chat that works", "unreachable", { identity: { unreachable_at: noon } }],
    ["reads another language", "other_language", { customer: { language: "zh" } }],
  ])("does not go to who %s: the log says why, and the edge that is named is taken", async (_who, rule, change) => {
    const customer = await desk.addReachable(change);
    const nodes = [say("a", "News."), { id: "cold", type: "add_tag", tag: "not reached" }];
    const workflow = await desk.activate({ nodes, edges: [{ from: "a", to: "cold", on: "refused" }] });
    await desk.start(workflow, customer);
    await desk.run();
    await desk.deliver();
    expect(await desk.log(workflow)).toEqual([`a refused ${rule}`, "cold next"]);
    expect([desk.taken, await tagsOf(customer)]).toEqual([[], ["not reached"]]);
  });

  it("does not go to whose withdrawal waits, and ends the workflow where no edge says how it goes on", async () => {
    const customer = await desk.addReachable();
    const { amount, currency } = { amount: 10, currency: "USD" };
    const at = { requested_at: noon };
    const base = { id: crypto.randomUUID(), org_id: desk.orgId, withdrawal_code: "WDR_1", customer_id: customer };
    await desk.db.system("withdrawals").insert({ ...base, amount, currency, status: "pending", ...at });
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.run();
    expect((await desk.executions(workflow))[0]).toMatchObject({
      ...{ status: "failed", error_message: "withdrawal_waiting", completed_at: noon },
    });
    expect(await desk.log(workflow)).toEqual(["hello refused withdrawal_waiting"]);
  });

  it("says that it is automated and how to end such texts", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate({ nodes: [say("a", "News.")] });
    await desk.start(workflow, customer);
    await desk.run();
    await desk.deliver();
    expect(desk.taken[0]?.text).toMatch(/automated[\s\S]*News\.\n\nReply STOP/);
    const [row] = await desk.db.system("deliveries").where({ chat: customer });
    expect(row).toMatchObject({ purpose: "marketing", audience: "customer" });
    expect(row.act.why).toBe(`workflow: ${workflow.name} (a)`);
  });
});

describe("a workflow", () => {
  it("begins for nobody before somebody other than its author has approved it", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.write(greeting);
    const own = { decision: "approve" as const, userId: desk.author, at: noon };
    await expect(
      desk.lockedWorkflow(workflow.id, (scope, one) => decideWorkflow(scope, one, own)),
    ).rejects.toMatchObject({ code: "rule.approval.own" });
    await expect(
      desk.lockedWorkflow(workflow.id, (scope, one) => activateWorkflow(scope, one, { ...cli, zone: "UTC" })),
    ).rejects.toMatchObject({ code: "rule.workflow.unapproved" });
    await expect(desk.start(workflow, customer)).rejects.toMatchObject({ code: "rule.workflow.inactive" });
  });

  it("has whoever is in it stay where they are while it is not active", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.run();
    await desk.lockedWorkflow(workflow.id, (scope, one) => deactivateWorkflow(scope, one, cli));
    later(30);
    await desk.run();
    expect(await desk.log(workflow)).toEqual(["hello next", "answer waits"]);
    await desk.lockedWorkflow(workflow.id, (scope, one) => activateWorkflow(scope, one, { ...cli, zone: "UTC" }));
    await desk.run();
    expect(await desk.log(workflow)).toEqual(["hello next", "answer waits", "answer timeout", "remind next"]);
  });

  it("takes back what waits to go out as it is deactivated, of its own alone, and never sends it afterwards", async () => {
    const [customer, other] = [await desk.addReachable(), await desk.addReachable()];
    const workflow = await desk.activate({ ...greeting, name: "Greeting" });
    const namesake = await desk.activate({ ...greeting, name: "Greeting (hello)" });
    await desk.start(workflow, customer);
    await desk.start(namesake, other);
    await desk.run();
    const told = () => desk.db.system("conversations").where({ customer_id: customer }).first("automation_told_at");
    expect((await told()).automation_told_at).not.toBeNull();
    await desk.lockedWorkflow(workflow.id, (scope, one) => deactivateWorkflow(scope, one, cli));
    // The next text says again that it is automated.
    expect((await told()).automation_told_at).toBeNull();
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat)).toEqual([other]);
    const rows = () => desk.db.system("messages").where({ customer_id: customer }).pluck("status");
    expect(await rows()).toEqual(["cancelled"]);
    await desk.lockedWorkflow(workflow.id, (scope, one) => activateWorkflow(scope, one, { ...cli, zone: "UTC" }));
    await desk.run();
    await desk.deliver();
    expect([desk.taken.length, await rows()]).toEqual([1, ["cancelled"]]);
  });

  it("takes back what waits for one customer as it is stopped for them, and for nobody else", async () => {
    const [customer, other] = [await desk.addReachable(), await desk.addReachable()];
    const workflow = await desk.activate(greeting);
    await desk.start(workflow, customer);
    await desk.start(workflow, other);
    await desk.run();
    expect(await desk.inside((scope) => stopExecutions(scope, workflow, [customer], cli))).toBe(1);
    await desk.deliver();
    expect(desk.taken.map(({ chat }) => chat)).toEqual([other]);
  });

  it("has a customer in it once at a time, and counts who began", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    const begun = await Promise.all([desk.start(workflow, customer), desk.start(workflow, customer)]);
    expect(begun.filter((one) => one !== null)).toHaveLength(1);
    expect(await desk.db.system("workflows").where({ id: workflow.id }).first()).toMatchObject({
      execution_count: 1,
      last_executed_at: noon,
    });
  });

  it("of another organisation is neither seen nor gone on with in ours", async () => {
    const customer = await desk.addReachable();
    const workflow = await desk.activate(greeting);
    const other = await ensureOrganization(desk.db.system, "other", "Other");
    const seen = await inOrganization(desk.db, other, async (scope) => [
      await findWorkflow(scope, workflow.name),
      await listWorkflows(scope, 10),
      await stopExecutions(scope, workflow, [customer], cli),
    ]);
    expect(seen).toEqual([null, [], 0]);
    await desk.start(workflow, customer);
    // An execution of theirs that names our customer reads nothing of ours.
    await desk.db.system("workflow_executions").where({ workflow_id: workflow.id }).update({ org_id: other });
    await desk.db.system("workflows").where({ id: workflow.id }).update({ org_id: other, created_by: null });
    await desk.run();
    const [execution] = await desk.executions(workflow);
    expect(execution).toMatchObject({ status: "failed", error_message: "target_gone" });
  });
});
