import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockCustomer } from "../../../domain/customers/lock-customer.ts";
import { addTag, removeTag } from "../../../domain/customers/tag-customer.ts";
import type { Workflow } from "../../../domain/growth/workflow/workflow.ts";
import { newId } from "../../../infra/ids.ts";
import { openWorkflowDesk, type WorkflowDesk } from "../../../tests/support/workflow-desk.ts";

// What happens carries the database's own time, so here the clock is the database's.
let desk: WorkflowDesk;
let start: number;
beforeAll(async () => {
  desk = await openWorkflowDesk();
  await desk.db.system.raw(
    "SELECT ensure_message_partition(now()), ensure_message_partition(now() + interval '31 days')",
  );
  await desk.set("campaigns.quiet_hours", "off");
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.system("workflows").update({ is_active: false });
  start = Date.now();
  desk.setTime(new Date(start));
});

const minutes = (count: number) => desk.setTime(new Date(start + count * 60_000));
const days = (count: number) => minutes(count * 1440);
const wait = { nodes: [{ id: "wait", type: "wait", minutes: 1 }] };
const tag = async (customer: string, name: string, by: Parameters<typeof addTag>[3] = desk.author) =>
  desk.inside(async (scope) => addTag(scope, await lockCustomer(scope, customer), name, by));
const targets = async (workflow: Workflow) => (await desk.executions(workflow)).map(({ target_id }) => target_id);

describe("a workflow that a tag begins", () => {
  it("begins for who gets it afterwards, once for each time, and not for who has it already", async () => {
    const [before, after] = [await desk.addReachable(), await desk.addReachable()];
    await tag(before, "VIP");
    desk.setTime(new Date());
    const workflow = await desk.activate({ trigger: { type: "tag_change", tag: "VIP" }, ...wait });
    await tag(after, "VIP");
    for (const minute of [1, 2, 3, 4]) {
      minutes(minute);
      await desk.run();
    }
    expect(await targets(workflow)).toEqual([after]);
    expect((await desk.executions(workflow))[0]).toMatchObject({ status: "completed" });
  });

  it("does not begin because of what a workflow did, so that two cannot go round", async () => {
    const customer = await desk.addReachable();
    const [there, back] = [
      await desk.activate({
        trigger: { type: "tag_change", tag: "ping" },
        nodes: [{ id: "on", type: "add_tag", tag: "pong" }],
      }),
      await desk.activate({
        trigger: { type: "tag_change", tag: "pong" },
        nodes: [{ id: "on", type: "remove_tag", tag: "ping" }],
      }),
    ];
    await tag(customer, "ping");
    for (const minute of [1, 2, 3]) {
      minutes(minute);
      await desk.run();
    }
    expect([await targets(there), await targets(back)]).toEqual([[customer], []]);
    await tag(customer, "other");
    await tag(customer, "pong", { workflow: "another" });
    minutes(4);
    await desk.run();
    expect(await targets(back)).toEqual([]);
  });

  it("begins when it is taken off where that is what it says, for those of its segment alone", async () => {
    const [inside, outside] = [
      await desk.addReachable({ customer: { stage: "closed" } }),
      await desk.addReachable({ customer: { stage: "potential" } }),
    ];
    const trigger = { type: "tag_change", change: "removed", tag: "cold", segment: { stage: ["closed"] } };
    const workflow = await desk.activate({ trigger, ...wait });
    for (const customer of [inside, outside]) {
      await tag(customer, "cold");
      await desk.inside(async (scope) => removeTag(scope, await lockCustomer(scope, customer), "cold", desk.author));
    }
    minutes(1);
    await desk.run();
    expect(await targets(workflow)).toEqual([inside]);
  });
});

describe("a workflow that a lead begins", () => {
  it("goes through its steps for a lead without a customer: nothing can be sent, and somebody gets it", async () => {
    const agent = await desk.addUser("Lena");
    await desk.db.system("users").where({ id: agent }).update({ role: "agent" });
    const { email } = await desk.db.system("users").where({ id: agent }).first("email");
    const workflow = await desk.activate({
      trigger: { type: "new_lead" },
      nodes: [
        { id: "hello", type: "send_message", content: { en: "Hello" } },
        { id: "whose", type: "assign", owner: email },
        { id: "tell", type: "notify", to: "owner", text: { en: "A new lead.", zh: "新线索。" } },
      ],
      edges: [
        { from: "hello", to: "whose", on: "refused" },
        { from: "whose", to: "tell" },
      ],
    });
    const lead = newId();
    await desk.db.system("leads").insert({ id: lead, org_id: desk.orgId, contact_name: "Ben", created_at: new Date() });
    for (const minute of [1, 2]) {
      minutes(minute);
      await desk.run();
    }
    expect(await desk.log(workflow)).toEqual(["hello refused no_customer", "whose next", "tell next"]);
    expect(await desk.db.system("leads").where({ id: lead }).first("assigned_to")).toEqual({ assigned_to: agent });
    expect((await desk.executions(workflow))[0]).toMatchObject({ target_type: "lead", target_id: lead, event: lead });
  });
});

describe("a workflow that a stage begins", () => {
  it("begins for who comes into one of its stages", async () => {
    const customer = await desk.addReachable({ customer: { stage: "opportunity" } });
    const workflow = await desk.activate({ trigger: { type: "stage_change", to: ["closed"] }, ...wait });
    await desk.db.system("customer_activities").insert(
      ["closed", "lost"].map((after) => ({
        ...{ id: newId(), org_id: desk.orgId, customer_id: customer, type: "stage_change" },
        metadata: JSON.stringify({ before: "opportunity", after }),
      })),
    );
    minutes(1);
    await desk.run();
    expect(await targets(workflow)).toEqual([customer]);
  });
});

describe("a workflow by schedule", () => {
  it("begins for everybody of its segment once a run, but not for who is in it still", async () => {
    const customers = [await desk.addReachable(), await desk.addReachable()];
    const segment = await desk.segmentOf(...customers);
    const trigger = { type: "schedule", every_days: 1, at: "00:00", segment };
    const workflow = await desk.activate({ trigger, nodes: [{ id: "wait", type: "wait", days: 2 }] });
    expect(await desk.run()).toBe(0);
    const begun: number[] = [];
    for (const day of [1, 1.01, 2, 3, 4]) {
      days(day);
      await desk.run();
      begun.push((await desk.executions(workflow)).length);
    }
    expect(begun.slice(0, 3)).toEqual([2, 2, 2]);
    expect(begun.at(-1)).toBe(4);
  });
});
