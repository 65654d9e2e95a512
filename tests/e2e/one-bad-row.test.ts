import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { resolveIdle } from "../../bot/desk/resolve-idle.ts";
import { handOver, handOverWhatIsLeft } from "../../bot/people/hand-over.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openSlackDesk, type SlackDesk, slackDeskPlace } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;

beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());

it("an idle conversation that cannot be ended does not keep the next one from ending", async () => {
  await waiting("Ada");
  await waiting("Bea");
  await desk.rows(
    `UPDATE conversations SET last_message_at = '2026-01-01', handoff_at = '2026-01-01', handoff_reason = 'owner_away',
       waiting_since = NULL`,
  );
  await desk.rows("UPDATE conversations SET last_message_at = '2025-12-31' WHERE id = ?", [
    (await conversation("Ada")).id,
  ]);
  await withBad("Ada", "status <> 'resolved'", async () => {
    await expect(resolveIdle(desk.product)).rejects.toThrow("1 failed");
  });
  expect((await conversation("Ada")).status).toBe("pending");
  expect((await conversation("Bea")).status).toBe("resolved");
});

it("a conversation of who left that cannot be handed over keeps neither the next one, nor the customers, nor the telling", async () => {
  const ann = await person("Ann");
  const mia = await person("Mia", "manager");
  await waiting("Cleo");
  await waiting("Dora");
  await give(ann.userId, ["Cleo", "Dora"]);
  await desk.rows("UPDATE customers SET owner_id = ? WHERE name = 'Dora'", [ann.userId]);
  await desk.rows("UPDATE users SET status = 'suspended' WHERE id = ?", [ann.userId]);
  const left = { orgId: desk.orgId, userId: ann.userId, conversations: [] };
  await withBad("Cleo", "agent_id IS NOT NULL", async () => {
    await expect(handOver(desk.product, left)).rejects.toThrow("1 failed");
    expect((await conversation("Cleo")).agent_id).toBe(ann.userId);
    expect((await conversation("Dora")).agent_id).toBeNull();
    expect(await desk.rows("SELECT FROM customers WHERE owner_id = ?", [ann.userId])).toEqual([]);
    await waitFor("the manager to hear", () => departures(mia.id).length === 1);
    await expect(handOver(desk.product, left)).rejects.toThrow("1 failed");
  });
  await desk.settled();
  expect(departures(mia.id)).toHaveLength(1);
});

it("one of two who left whose conversation cannot be handed over does not keep the other's", async () => {
  const bad = await person("Eve");
  const good = await person("Fay");
  await waiting("Gina");
  await waiting("Hope");
  await give(bad.userId, ["Gina"]);
  await give(good.userId, ["Hope"]);
  await desk.rows("UPDATE users SET status = 'suspended' WHERE id IN (?, ?)", [bad.userId, good.userId]);
  await withBad("Gina", "agent_id IS NOT NULL", async () => {
    await expect(handOverWhatIsLeft(desk.product)).rejects.toThrow("1 failed");
  });
  expect((await conversation("Gina")).agent_id).toBe(bad.userId);
  expect((await conversation("Hope")).agent_id).toBeNull();
});

/** While this runs, the database refuses whatever would make this untrue of the customer's conversation. */
async function withBad(customer: string, mustHold: string, work: () => Promise<void>): Promise<void> {
  const { id } = await conversation(customer);
  const owner = new Client({ connectionString: desk.databaseUrl });
  await owner.connect();
  await owner.query(`ALTER TABLE conversations ADD CONSTRAINT bad CHECK (id <> '${id}' OR ${mustHold}) NOT VALID`);
  try {
    await work();
  } finally {
    await owner.query("ALTER TABLE conversations DROP CONSTRAINT bad");
    await owner.end();
  }
}

async function person(name: string, role: "agent" | "manager" = "agent") {
  const id = desk.newPerson(name);
  desk.slack.workspace.channels.get(slackDeskPlace)?.members.add(id);
  return { id, userId: await linkStaff(desk, { platform: "slack", personId: id, name, role }) };
}

async function waiting(name: string): Promise<void> {
  desk.slack.people.write({ user: desk.newPerson(name), text: "I want to talk to a human" });
  await waitFor("the conversation", async () => (await desk.rows(conversationOf, [name])).length === 1);
  await desk.settled();
}

async function give(userId: string, customers: string[]): Promise<void> {
  for (const name of customers) {
    const { id } = await conversation(name);
    await desk.rows("UPDATE conversations SET agent_id = ?, status = 'active', taken_at = now() WHERE id = ?", [
      userId,
      id,
    ]);
  }
}

const conversationOf =
  "SELECT v.id, v.status, v.agent_id FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?";

async function conversation(customer: string): Promise<{ id: string; status: string; agent_id: string | null }> {
  const [row] = await desk.rows<{ id: string; status: string; agent_id: string | null }>(conversationOf, [customer]);
  if (!row) throw new Error(`${customer} has no conversation`);
  return row;
}

function departures(manager: string): string[] {
  return desk.said(manager).filter((text) => text.includes("was suspended"));
}
