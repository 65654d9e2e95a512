import { afterAll, beforeAll, expect, it } from "vitest";
import { Customer, Lead } from "../../domain/customers/customer.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { assignNewLead } from "./assign-new-lead.ts";

const now = new Date("2026-11-23T10:00:00Z");
let desk: WaitingConversations;
let people: string[];

beforeAll(async () => {
  desk = await openWaitingConversations();
  people = [];
  for (const name of ["Ann", "Ben", "Cat"]) {
    people.push(await desk.addUser(name, { presence: "online", presenceAt: now }));
  }
});
afterAll(() => desk.close());

// Nobody here has an account on a platform, so that no channel is asked for.
const channels = {} as ChannelDirectory;

async function arrives(): Promise<string | null> {
  const conversation = await desk.addConversation();
  await desk.within(async (scope) => {
    await Lead.query(scope.trx).insert({ orgId: scope.orgId, customerId: conversation.customerId });
    const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
    await assignNewLead(scope, { channels }, { conversation, customer }, now);
  });
  const [row] = await desk.rows<{ owner: string | null }>(
    "SELECT assigned_to AS owner FROM leads WHERE customer_id = ?",
    [conversation.customerId],
  );
  return row?.owner ?? null;
}

it("leaves new leads to nobody unless the organisation wants them given away", async () => {
  expect(await arrives()).toBeNull();
});

it("gives new leads to each in turn, also when they come at the same instant, and tells them", async () => {
  await desk.set("leads.assign", "team");
  const owners = await Promise.all(Array.from({ length: 9 }, arrives));
  for (const person of people) expect(owners.filter((owner) => owner === person)).toHaveLength(3);
  const told = await desk.rows("SELECT id FROM notifications WHERE type = 'lead_assigned'");
  expect(told).toHaveLength(9);
});

it("leaves them to nobody while nobody is online", async () => {
  await desk.db.system("users").update({ presence: "away" });
  expect(await arrives()).toBeNull();
});
