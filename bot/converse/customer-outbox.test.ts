import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Consent, Customer } from "../../domain/customers/customer.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { createClaimPolicy } from "../conduct/prohibited-claims.ts";
import { plainText } from "../ports/rich-text.ts";
import { type CustomerText, type GateRules, sendToCustomer } from "./customer-outbox.ts";

const rules: GateRules = { claims: createClaimPolicy(), wording: {}, openingNotice: {}, personSignature: {} };
let database: TestDatabase;
let db: Database;
let orgId: string;
let channel: LiveChannel;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  orgId = await findOrganization(db.system, "default");
  channel = {
    id: newId(),
    orgId,
    platform: "telegram",
    name: "test",
    adapter: { split: (content: unknown) => [content] },
  } as never;
  await db.system("channels").insert({ id: channel.id, org_id: orgId, platform: "telegram", name: "test" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe("to a customer who has opted out", () => {
  it.each(["marketing", "satisfaction"] as const)(
    "nothing goes out as %s, on any channel, until they opt in",
    async (purpose) => {
      await withCustomer(async (scope, conversation) => {
        await consent(scope, conversation, "withdrawn");
        await expect(send(scope, conversation, { purpose })).rejects.toMatchObject({ code: "rule.consent.withdrawn" });
        await consent(scope, conversation, "granted");
        expect(await send(scope, conversation, { purpose })).toMatchObject({ held: false });
      });
    },
  );

  it.each(["answer", "reply", "service"] as const)("a %s still goes out", async (purpose) => {
    await withCustomer(async (scope, conversation) => {
      await consent(scope, conversation, "withdrawn");
      expect(await send(scope, conversation, { purpose })).toMatchObject({ held: false });
    });
  });
});

describe("the gate", () => {
  it.each([
    ["the text", { content: plainText("This plan pays guaranteed returns of 20% a month.") }],
    ["a button", { buttons: [[{ id: "x", label: "稳赚不赔，立即入金" }]] }],
    ["an edit", { content: plainText("稳赚不赔"), edits: "its first wording" }],
    ["a disguise", { content: plainText("bao ben 理财, gu4ranteed") }],
    ["a suggestion an agent sends", { content: plainText("Risk free!"), sender: { type: "ai" as const } }],
    ["a script", { content: plainText("必赚"), act: { by: "user" as const, why: "/script SCR_001" } }],
    ["the interface", { content: plainText("insider tip"), act: { by: "job" as const, why: "POST /messages" } }],
    ["a campaign", { content: plainText("double your money"), purpose: "marketing" as const }],
    [
      "a picture's caption",
      {
        content: plainText("Guaranteed profit, see the chart"),
        files: [{ sha256: "00", name: "chart.png", mimeType: "image/png", kind: "image" as const }],
      },
    ],
    [
      "a link's text",
      {
        content: [
          {
            type: "paragraph" as const,
            children: [
              {
                type: "link" as const,
                url: "https://a.test",
                children: [{ type: "text" as const, text: "zero risk" }],
              },
            ],
          },
        ],
      },
    ],
    [
      "a file's name",
      { files: [{ sha256: "00", name: "保本保收益.pdf", mimeType: "application/pdf", kind: "file" as const }] },
    ],
  ])("holds a prohibited claim in %s, whoever wrote it", async (_, change) => {
    await withCustomer(async (scope, conversation) => {
      // What is edited must be there; the check comes before it is looked at.
      const original = "edits" in change ? await deliveryOf(scope, conversation) : null;
      const result = await send(scope, conversation, {
        purpose: "reply",
        ...change,
        ...(original ? { edits: original } : {}),
      });
      expect(result).toMatchObject({ held: true, approvalNumber: expect.any(Number) });
      const [delivery] = await scope.trx("deliveries").where({ message_id: result.message.id }).select("status");
      expect(delivery).toEqual({ status: "held" });
    });
  });
});

async function withCustomer(work: (scope: OrgScope, conversation: Conversation) => Promise<void>): Promise<void> {
  await inOrganization(db, orgId, async (scope) => {
    const customer = await Customer.query(scope.trx).insertAndFetch({ orgId, customerCode: newId(), name: "Ann" });
    const conversation = await Conversation.query(scope.trx).insertAndFetch({
      orgId,
      number: String(Math.floor(Math.random() * 1e12)),
      customerId: customer.id,
      channelId: channel.id,
      channelType: "telegram",
      externalChatId: "5",
      chat: "5",
    });
    await work(scope, conversation);
  });
}

async function consent({ trx }: OrgScope, { customerId }: Conversation, state: "withdrawn" | "granted"): Promise<void> {
  // Two words of one transaction have one time; the key, which is made in order, tells them apart.
  await Consent.query(trx).insert({ orgId, customerId, kind: "marketing", state });
}

async function deliveryOf(scope: OrgScope, conversation: Conversation): Promise<string> {
  const { message } = await send(scope, conversation, {});
  const row = await scope.trx("deliveries").where({ message_id: message.id }).first("id");
  return row.id;
}

function send(scope: OrgScope, conversation: Conversation, change: Partial<CustomerText>) {
  return sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: plainText("Our desk is open from nine to six."),
    language: "en",
    purpose: "reply",
    sender: { type: "system" },
    act: { by: "bot", why: "test" },
    at: new Date(),
    ...change,
  });
}
