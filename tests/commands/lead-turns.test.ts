import { afterAll, beforeAll, expect, it } from "vitest";
import { assignRecordedLead } from "../../bot/leads/assign-new-lead.ts";
import { type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

// Whose turn it is for leads of people who have never written: Ann and Tess are of London, Bo of Shanghai has nothing to do.
let desk: CommandDesk;
let bo: string;

beforeAll(async () => {
  desk = await openCommandDesk();
  bo = await desk.addColleague("Bo", "Shanghai");
  await desk.set("routing.default_team", "London");
  await desk.online();
});
afterAll(() => desk.close());

const ownerOf = async (leadId: string) =>
  (await desk.rows<{ owner: string | null }>("SELECT assigned_to AS owner FROM leads WHERE id = ?", [leadId]))[0]
    ?.owner;
const recorded = async (about: Record<string, unknown>) => {
  const leadId = await desk.addLead(about);
  await desk.within((scope, deps) => assignRecordedLead(scope, deps, leadId, deps.clock.now()));
  return ownerOf(leadId);
};

it("leaves a lead of another system to nobody unless the organisation wants leads given away", async () => {
  expect(await recorded({ contact_name: "Zero" })).toBeNull();
});

it("gives leads of another system out within the default team, by load, and tells whose they are", async () => {
  await desk.set("leads.assign", "team");
  const owners = [await recorded({ contact_name: "One" }), await recorded({ contact_name: "Two" })];
  expect(owners).not.toContain(bo);
  expect(owners).not.toContain(null);
  const told = await desk.rows("SELECT title FROM notifications WHERE type = 'lead_assigned'");
  expect(told).toHaveLength(2);
  expect(JSON.stringify(told)).toContain("One");
});

it("gives a known customer's to their conversation's team", async () => {
  const { customerId } = await desk.addCustomerWithChat("Far", { team: "Shanghai" });
  expect(await recorded({ customer_id: customerId })).toBe(bo);
});

it("chooses within the lead's team with /lead assign next, also for who has never written", async () => {
  const leadId = await desk.addLead({ contact_name: "Next", number: 4711 });
  expect(await desk.says("mia", "/lead assign L4711 next")).toMatch(/Ann|Tess/);
  expect(await ownerOf(leadId)).not.toBe(bo);
});
