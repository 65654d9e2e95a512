import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { noon } from "../../../tests/support/campaign-desk.ts";
import { openWorkflowDesk, type WorkflowDesk } from "../../../tests/support/workflow-desk.ts";

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

async function addAgent(name: string, change: object = {}): Promise<{ id: string; email: string; code: string }> {
  const id = await desk.addUser(name);
  const about = { role: "agent", presence: "online", presence_at: noon, ...change };
  await desk.db.system("users").where({ id }).update(about);
  const { email, employee_code: code } = await desk.db.system("users").where({ id }).first("email", "employee_code");
  return { id, email, code };
}

const ownerOf = async (customer: string) =>
  (await desk.db.system("customers").where({ id: customer }).first("owner_id")).owner_id;

describe("a step that gives the customer to a team", () => {
  it("gives them to the member whose turn it is, tells them, and goes the other way while nobody is on", async () => {
    const [on, away] = [await addAgent("Olga"), await addAgent("Adam", { presence: "away", away_since: noon })];
    await addAgent("Stranger");
    const team = newId();
    await desk.db.system("teams").insert({ id: team, org_id: desk.orgId, name: "Sales" });
    const joins = (id: string) =>
      desk.db.system("user_teams").insert({ user_id: id, team_id: team, org_id: desk.orgId });
    await joins(away.id);
    const definition = {
      nodes: [
        { id: "whose", type: "assign", team: "Sales" },
        { id: "end", type: "end" },
      ],
      edges: [{ from: "whose", to: "end", on: "refused" }],
    };
    const [late, early] = [await desk.addReachable(), await desk.addReachable()];
    const first = await desk.activate(definition);
    await desk.start(first, early);
    await desk.run();
    expect(await desk.log(first)).toEqual(["whose refused nobody_on", "end next"]);
    expect(await ownerOf(early)).toBeNull();

    await joins(on.id);
    const second = await desk.activate(definition);
    await desk.start(second, late);
    await desk.run();
    expect(await desk.log(second)).toEqual(["whose next"]);
    expect(await ownerOf(late)).toBe(on.id);
    const told = await desk.db.system("notifications").where({ user_id: on.id }).pluck("title");
    expect(told).toEqual([expect.stringContaining(`is yours now, by the workflow “${second.name}”`)]);
    expect(await desk.db.system("notifications").whereNot({ user_id: on.id })).toEqual([]);
  });
});

describe("a step that tells staff", () => {
  const telling = (to: unknown) => ({
    nodes: [
      { id: "tell", type: "notify", to, text: { en: "Please call.", zh: "请致电。" } },
      { id: "end", type: "end" },
    ],
    edges: [{ from: "tell", to: "end", on: "refused" }],
  });
  const toldTo = (id: string) => desk.db.system("notifications").where({ user_id: id }).pluck("title");

  it("tells the people that it names, each in their language, and nobody else", async () => {
    const [ann, bo] = [await addAgent("Ann"), await addAgent("Bo", { language: "zh" })];
    const other = await addAgent("Other");
    const customer = await desk.addReachable();
    const workflow = await desk.activate(telling([ann.email, bo.email]));
    await desk.start(workflow, customer);
    await desk.run();
    expect(await toldTo(ann.id)).toEqual([expect.stringContaining("Please call.")]);
    expect(await toldTo(bo.id)).toEqual([expect.stringContaining("请致电。")]);
    expect(await toldTo(other.id)).toEqual([]);
  });

  it("tells managers where they are alerted", async () => {
    const [channel] = await desk.deps.channels.ofOrganisation(desk.orgId);
    Object.assign(channel ?? {}, { settings: { alert_chat_id: "-100" }, teamPlaces: [], movedChats: new Map() });
    const workflow = await desk.activate(telling("managers"));
    await desk.start(workflow, await desk.addReachable());
    await desk.run();
    expect(await desk.log(workflow)).toEqual(["tell next"]);
    const [told] = await desk.db.system("deliveries").where({ chat: "-100", audience: "staff" });
    expect(JSON.stringify(told?.content)).toContain(`⚙ ${workflow.name}`);
    expect(JSON.stringify(told?.content)).toContain("Please call.");
  });

  it("goes the other way where nobody is there to be told", async () => {
    const workflow = await desk.activate(telling("owner"));
    await desk.start(workflow, await desk.addReachable());
    await desk.run();
    expect(await desk.log(workflow)).toEqual(["tell refused nobody_to_tell", "end next"]);
  });
});

describe("a step that sends a script", () => {
  it("sends it as it is in force then, and goes the other way once it is in force no more", async () => {
    const script = (version: number, content: string) => ({
      ...{ id: newId(), org_id: desk.orgId, script_code: "SCR_014", category: "greeting", version },
      ...{ content_en: content, content_cn: null, status: "approved" },
    });
    const old = script(1, "The old words.");
    await desk.db.system("scripts").insert(old);
    const workflow = await desk.activate({
      nodes: [
        { id: "first", type: "wait", days: 1 },
        { id: "say", type: "send_message", script: "SCR_014" },
        { id: "end", type: "end" },
      ],
      edges: [
        { from: "first", to: "say" },
        { from: "say", to: "end", on: "refused" },
      ],
    });
    const [customer, later] = [await desk.addReachable(), await desk.addReachable()];
    await desk.start(workflow, customer);
    await desk.run();
    await desk.db.system("scripts").where({ id: old.id }).update({ status: "retired" });
    await desk.db.system("scripts").insert(script(2, "The new words."));
    desk.setTime(new Date(noon.getTime() + 25 * 3_600_000));
    await desk.run();
    await desk.deliver();
    expect(desk.taken.map(({ text }) => text)).toEqual([expect.stringContaining("The new words.")]);
    expect((await desk.executions(workflow))[0]?.execution_log).toContainEqual(
      expect.objectContaining({ node: "say", outcome: "next", detail: "SCR_014 v2" }),
    );

    await desk.start(workflow, later);
    await desk.run();
    await desk.db.system("scripts").where({ script_code: "SCR_014" }).update({ status: "retired" });
    desk.setTime(new Date(noon.getTime() + 50 * 3_600_000));
    await desk.run();
    await desk.deliver();
    expect(desk.taken).toHaveLength(1);
    const [, ended] = await desk.executions(workflow);
    expect(ended?.execution_log).toContainEqual(
      expect.objectContaining({ node: "say", outcome: "refused", detail: "script_not_in_force" }),
    );
  });
});
