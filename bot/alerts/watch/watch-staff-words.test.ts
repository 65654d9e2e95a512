import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../../infra/db/connect.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { newId } from "../../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/test-database.ts";
import type { ChannelDirectory } from "../../channels/channel-directory.ts";
import { recordReply } from "../../signals/record-reply.ts";
import { watchStaffWords } from "./watch-staff-words.ts";

let database: TestDatabase;
let db: Database;
let orgId: string;
let numbers = 8000;

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

describe("what a colleague should not have said", () => {
  it("is told to compliance once, with who it is about and the words", async () => {
    const talk = await newTalk("Leo");
    await reply(talk, "This one is a sure thing. 加我微信聊");
    await watch();
    expect(await alertsOf(talk)).toEqual([
      expect.objectContaining({
        kind: "staff_conduct",
        severity: "high",
        subject_user_id: talk.userId,
        title: "Leo to a customer: a promise of profit, moving the talk off the record",
        occurrences: 1,
        details: expect.objectContaining({ words: ["sure thing", "加我微信"] }),
      }),
    ]);
    await watch();
    expect(await alertsOf(talk)).toMatchObject([{ occurrences: 1 }]);
    expect(
      await db.system("conversation_events").where({ conversation_id: talk.id, event_type: "risk_signal" }),
    ).toEqual([]);
  });

  it("adds to the alert of the same person in the same conversation", async () => {
    const talk = await newTalk("Ben");
    await reply(talk, "稳赚，放心");
    await watch();
    await reply(talk, "why are you hesitating?");
    await watch();
    expect(await alertsOf(talk)).toMatchObject([
      { occurrences: 2, details: { words: ["稳赚", "why are you hesitating"] } },
    ]);
  });

  it.each([
    ["is nothing where the words are allowed", "Trading carries risk. We never guarantee profits.", false],
    ["is told where it was held by its approval alone", "guaranteed profit", true],
  ])("%s", async (_, text, isHeld) => {
    const talk = await newTalk("Ann");
    await reply(talk, text, isHeld);
    await watch();
    expect(await alertsOf(talk)).toEqual([]);
  });

  it("counts an organisation's own words of the kind", async () => {
    const value = JSON.stringify([{ kind: "staff_pressure", severity: "high", words: ["金牌通道"] }]);
    const row = {
      id: newId(),
      org_id: orgId,
      key: "signals.risk_words",
      value,
      value_type: "json",
      category: "signals",
    };
    await db.system("settings").insert(row);
    const talk = await newTalk("Kim");
    await reply(talk, "给你开了金牌通道");
    await watch();
    expect(await alertsOf(talk)).toMatchObject([{ title: "Kim to a customer: pressure on the customer" }]);
  });
});

interface Talk {
  id: string;
  customerId: string;
  userId: string;
}

async function newTalk(name: string): Promise<Talk> {
  const [id, customerId, userId] = [newId(), newId(), newId()];
  const number = ++numbers;
  const user = { id: userId, org_id: orgId, employee_code: `EMP_${number}`, email: `${number}@desk.test`, name };
  await db.system("users").insert({ ...user, role: "agent" });
  await db.system("customers").insert({ id: customerId, org_id: orgId, customer_code: `CUST_${number}`, name: "Wang" });
  await db.system("conversations").insert({ id, org_id: orgId, customer_id: customerId, number, chat: id });
  return { id, customerId, userId };
}

/** A message of the colleague and what is kept of it, as the gate does it. */
async function reply(talk: Talk, text: string, isHeld = false): Promise<void> {
  const message = { id: newId(), sentAt: new Date() };
  await inOrganization(db, orgId, async (scope) => {
    await scope.trx("messages").insert({
      id: message.id,
      sent_at: message.sentAt,
      org_id: orgId,
      conversation_id: talk.id,
      customer_id: talk.customerId,
      user_id: talk.userId,
      platform: "slack",
      direction: "outbound",
      sender_type: "agent",
      content_type: "text",
      content: text,
      status: isHeld ? "held" : "sent",
      received_at: message.sentAt,
    });
    const conversation = { id: talk.id, customerId: talk.customerId, language: null };
    await recordReply(scope, { message, conversation, userId: talk.userId, text, isHeld });
  });
}

async function watch(): Promise<void> {
  const deps = { db, channels: nowhere, clock: { now: () => new Date() } };
  await watchStaffWords(deps, orgId);
}

async function alertsOf({ id }: Talk): Promise<unknown[]> {
  return db.system("alerts").where({ conversation_id: id }).orderBy("number");
}
