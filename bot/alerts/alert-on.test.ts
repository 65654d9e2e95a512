import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { alertOn } from "./alert-on.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let numbers = 7000;

const nowhere = { ofOrganisation: async () => [] } as unknown as ChannelDirectory; // only asked where to show cards

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 4, system: 4 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

interface Event {
  type: string;
  data: Record<string, unknown>;
}
const risk = (kind: string, severity = "high"): Event => ({
  type: "risk_signal",
  data: { kind, severity, words: [{ text: "words", start: 0, end: 5 }] },
});

describe("a message's events", () => {
  it.each([
    ["distress", [risk("distress", "critical")], [["distress", "critical"]]],
    [
      "a threat and anger",
      [risk("threat"), risk("anger")],
      [
        ["angry_customer", "high"],
        ["risk_word", "high"],
      ],
    ],
    ["a risk below the threshold", [risk("abuse", "low")], []],
    ["a withdrawal", [{ type: "intent_signal", data: { intent: "withdrawal" } }], [["withdrawal_question", "info"]]],
    ["nothing", [], []],
  ])("of %s raise what the rules say", async (_what, events, expected) => {
    const conversation = await newConversation();
    await turn(conversation, events);
    expect(await alertsOf(conversation)).toEqual(expected);
  });

  it("of another message raise nothing", async () => {
    const conversation = await newConversation();
    await turn(conversation, [risk("distress")], newId());
    expect(await alertsOf(conversation)).toEqual([]);
  });

  it("of one cause are one alert, with the words of all", async () => {
    const conversation = await newConversation();
    await turn(conversation, [risk("anger")], undefined, "first words");
    await turn(conversation, [risk("anger")], undefined, "other words");
    const rows = await db
      .system("alerts")
      .where({ conversation_id: conversation.id })
      .select("occurrences", "details", "number");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ occurrences: 2, details: { words: ["first words", "other words"] } });
  });

  it("raise nothing within the cool-down after the alert was resolved, and again after it", async () => {
    const conversation = await newConversation();
    const at = new Date();
    await turn(conversation, [risk("anger")], undefined, "words", at);
    await db.system("alerts").where({ conversation_id: conversation.id }).update({ status: "resolved" });
    await turn(conversation, [risk("anger")], undefined, "words", new Date(at.getTime() + 59 * 60_000));
    expect(await alertsOf(conversation)).toHaveLength(1);
    await turn(conversation, [risk("anger")], undefined, "words", new Date(at.getTime() + 61 * 60_000));
    expect(await alertsOf(conversation)).toHaveLength(2);
  });

  it("wait for the threshold that the organisation set, and for nothing when the rule is off", async () => {
    await rules({ angry_customer: { threshold: 2 }, distress: { enabled: false } });
    const conversation = await newConversation();
    await turn(conversation, [risk("anger"), risk("distress")]);
    expect(await alertsOf(conversation)).toEqual([]);
    await turn(conversation, [risk("anger")]);
    expect(await alertsOf(conversation)).toEqual([["angry_customer", "high"]]);
    await rules({});
  });

  it("of many conversations at the same instant get a number each and stop nobody", async () => {
    const conversations = await Promise.all(Array.from({ length: 12 }, newConversation));
    await Promise.all(conversations.map((conversation) => turn(conversation, [risk("threat"), risk("anger")])));
    for (const conversation of conversations) expect(await alertsOf(conversation)).toHaveLength(2);
    const counted = await db.system("alerts").countDistinct("number as distinct").count("* as all").first();
    expect(counted?.["distinct"]).toBe(counted?.["all"]);
  });
});

interface Where {
  id: string;
  customerId: string;
}

async function newConversation(): Promise<Where> {
  const [id, customerId] = [newId(), newId()];
  const number = ++numbers;
  await db.system("customers").insert({ id: customerId, org_id: orgId, customer_code: `CUST_${number}`, name: "Wang" });
  await db.system("conversations").insert({ id, org_id: orgId, customer_id: customerId, number, chat: id });
  return { id, customerId };
}

/** What a turn does after it has written its events: in one transaction that holds the conversation. */
async function turn(where: Where, events: Event[], of?: string, text = "words", at = new Date()): Promise<void> {
  const messageId = newId();
  await inOrganization(db, orgId, async (scope) => {
    await scope.trx("conversations").where({ id: where.id }).forUpdate().first("id");
    const rows = events.map(({ type, data }) => ({
      id: newId(),
      org_id: orgId,
      conversation_id: where.id,
      message_id: of ?? messageId,
      event_type: type,
      event_data: JSON.stringify(data),
    }));
    if (rows.length > 0) await scope.trx("conversation_events").insert(rows);
    const conversation = { id: where.id, agentId: null, teamId: null, handoffAt: null };
    const customer = { id: where.customerId };
    await alertOn(scope, { channels: nowhere, conversation, customer, message: { id: messageId }, text, at });
  });
}

async function alertsOf({ id }: Where): Promise<[string, string][]> {
  const rows = await db.system("alerts").where({ conversation_id: id }).orderBy(["kind", "number"]);
  return rows.map(({ kind, severity }) => [kind, severity]);
}

async function rules(value: unknown): Promise<void> {
  const row = { value: JSON.stringify(value), value_type: "json", category: "alerts" };
  await db
    .system("settings")
    .insert({ id: newId(), org_id: orgId, key: "alerts.rules", ...row })
    .onConflict(["org_id", "key"])
    .merge(row);
}
