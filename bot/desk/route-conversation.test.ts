import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { newId } from "../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { routeConversation } from "./route-conversation.ts";

const now = new Date("2026-11-23T10:00:00Z");
let desk: WaitingConversations;

beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.system("conversations").update({ status: "closed" });
  await desk.db.system("users").update({ presence: "away" });
  await desk.set("routing.mode", "offer");
});

describe("a conversation that waits for a person", () => {
  it("is offered to who is online and has least, and each in turn", async () => {
    const ann = await online("Ann");
    const ben = await online("Ben");
    await desk.addUser("Cat", { presence: "busy", presenceAt: now });
    const turns: (string | undefined)[] = [];
    for (let count = 0; count < 6; count++) turns.push((await route(await desk.addConversation()))?.userId);
    expect(turns.filter((user) => user === ann)).toHaveLength(3);
    expect(turns.filter((user) => user === ben)).toHaveLength(3);
    expect(await desk.rows("SELECT id FROM notifications WHERE user_id = ? AND type = 'offered'", [ann])).toHaveLength(
      3,
    );
  });

  it("is shared evenly also when many begin to wait at the same instant", async () => {
    const people = [await online("Dan"), await online("Eve"), await online("Fay")];
    const waiting = await Promise.all(Array.from({ length: 9 }, () => desk.addConversation()));
    const routed = await Promise.all(waiting.map((conversation) => route(conversation)));
    for (const person of people) expect(routed.filter((one) => one?.userId === person)).toHaveLength(3);
  });

  it("goes to the customer's own person first, whichever team they are in", async () => {
    const owner = await online("Own");
    await online("Oth");
    await desk.addConversation({ agentId: owner, status: "active" });
    expect(await route(await desk.addConversation({ ownerId: owner }))).toMatchObject({ userId: owner });
  });

  it("goes to whoever has another conversation of the same person also while they are busy, and is told to them once", async () => {
    const bea = await desk.addUser("Bea", { presence: "busy", presenceAt: now });
    await online("Free");
    const first = await desk.addConversation({ agentId: bea, status: "active" });
    const second = await desk.addConversation({ customerId: first.customerId });
    expect(await route(second)).toMatchObject({ userId: bea, isNew: true });
    expect(await route(second)).toMatchObject({ userId: bea, isNew: false });
    await desk.db.system("users").where({ id: bea }).update({ presence: "away" });
    expect((await route(second))?.userId).not.toBe(bea);
  });

  it("keeps to its team", async () => {
    await online("Out");
    const inside = await online("Ina");
    const teamId = await team("Inside");
    await desk.db.system("user_teams").insert({ user_id: inside, team_id: teamId, org_id: desk.orgId });
    await desk.addConversation({ agentId: inside, status: "active" });
    expect(await route(await desk.addConversation({ teamId }))).toMatchObject({ userId: inside });
  });

  it("is nobody's turn while nobody is on, who was not heard of all day included", async () => {
    await desk.addUser("Gus", { presence: "online", presenceAt: new Date("2026-11-22T21:59:00Z") });
    expect(await route(await desk.addConversation())).toBeNull();
  });

  it("is not told again to who has the turn, and goes on to the next when they leave", async () => {
    const hal = await online("Hal");
    const conversation = await desk.addConversation();
    expect(await route(conversation)).toMatchObject({ userId: hal, isNew: true });
    expect(await route(conversation)).toMatchObject({ userId: hal, isNew: false });
    const ida = await online("Ida");
    await desk.db.system("users").where({ id: hal }).update({ presence: "busy" });
    expect(await route(conversation)).toMatchObject({ userId: ida, isNew: true });
  });

  it("is given to them at once where the organisation says so, and left alone where it says that", async () => {
    const jan = await online("Jan");
    await desk.set("routing.mode", "assign");
    const given = await desk.addConversation();
    expect(await route(given)).toMatchObject({ kind: "assigned", userId: jan });
    expect(await fetched(given)).toMatchObject({ agentId: jan, status: "active", aiEnabled: false, offeredTo: null });
    await desk.set("routing.mode", "manual");
    expect(await route(await desk.addConversation())).toBeNull();
  });
});

function online(name: string): Promise<string> {
  return desk.addUser(name, { presence: "online", presenceAt: now });
}

async function team(name: string): Promise<string> {
  const id = newId();
  await desk.db.system("teams").insert({ id, org_id: desk.orgId, name });
  return id;
}

function fetched({ id }: Conversation): Promise<Conversation> {
  return desk.within(async ({ trx }) => Conversation.query(trx).findById(id).throwIfNotFound());
}

function route({ id }: Conversation) {
  return desk.within(async (scope) => {
    const conversation = await Conversation.query(scope.trx).findById(id).forUpdate().throwIfNotFound();
    const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
    // Nobody here has an account anywhere, so no channel is looked for.
    const deps = { clock: { now: () => now }, channels: null as never };
    return routeConversation(scope, deps, { conversation, customer, why: { en: "waits", zh: "在等待" } });
  });
}
