import type { LiveChannel } from "../../bot/channels/channel-directory.ts";
import { createClaimPolicy } from "../../bot/conduct/prohibited-claims.ts";
import {
  type CustomerText,
  type GateResult,
  type GateRules,
  sendToCustomer,
} from "../../bot/converse/customer-outbox.ts";
import { plainText, toPlainText } from "../../bot/ports/rich-text.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

export interface TestDesk {
  db: Database;
  ownerUrl: string;
  orgId: string;
  channel: LiveChannel;
  /** Two agents and a manager. Ann has a public name and a licence. */
  ann: string;
  bob: string;
  mia: string;
  /** A new customer's conversation, committed. */
  converse(): Promise<Conversation>;
  /** A text through the gate, committed. */
  send(conversation: Conversation, text: string, change?: Partial<CustomerText>): Promise<GateResult>;
  /** In one transaction with a new conversation, rolled back at the end; `say` returns what its deliveries say. */
  withConversation(work: (inside: Inside) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface Inside {
  scope: OrgScope;
  conversation: Conversation;
  say(text: string, change?: Partial<CustomerText>, rules?: Partial<GateRules>): Promise<string>;
}

const standard: GateRules = { claims: createClaimPolicy(), wording: {}, openingNotice: {}, personSignature: {} };

/** An organisation with a channel and staff on a database of its own, and the gate to its customers. */
export async function openDesk(): Promise<TestDesk> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const db = connectDatabase(database.url);
  const orgId = await findOrganization(db.system, "default");
  const channel = {
    id: newId(),
    orgId,
    platform: "telegram",
    name: "test",
    adapter: { split: (content: unknown) => [content] },
    // Only what the gate asks of a channel.
  } as unknown as LiveChannel;
  await db.system("channels").insert({ id: channel.id, org_id: orgId, platform: "telegram", name: "test" });
  const addUser = async (name: string, role: string, settings: Record<string, unknown> = {}) => {
    const id = newId();
    const email = `${name.toLowerCase()}@desk.test`;
    await db.system("users").insert({ id, org_id: orgId, employee_code: name, email, name, role, settings });
    return id;
  };
  const converse = async (scope: OrgScope): Promise<Conversation> => {
    const customer = await Customer.query(scope.trx).insertAndFetch({ orgId, customerCode: newId(), name: "Carl" });
    return Conversation.query(scope.trx).insertAndFetch({
      orgId,
      number: String(Number.parseInt(newId().slice(-10), 16)),
      customerId: customer.id,
      channelId: channel.id,
      channelType: "telegram",
      externalChatId: customer.id,
      chat: customer.id,
    });
  };
  const send = (scope: OrgScope, conversation: Conversation, text: string, change: Partial<CustomerText>, rules = {}) =>
    sendToCustomer(
      scope,
      { ...standard, ...rules },
      {
        channel,
        conversation,
        content: plainText(text),
        language: "en",
        purpose: "reply",
        sender: { type: "system" },
        act: { by: "bot", why: "test" },
        at: new Date(),
        ...change,
      },
    );
  return {
    db,
    ownerUrl: database.url,
    orgId,
    channel,
    ann: await addUser("Ann", "agent", { public_name: "Ann Public", licence: "L-1" }),
    bob: await addUser("Bob", "agent"),
    mia: await addUser("Mia", "manager"),
    converse: () => inOrganization(db, orgId, converse),
    send: (conversation, text, change = {}) =>
      inOrganization(db, orgId, (scope) => send(scope, conversation, text, change)),
    withConversation: async (work) => {
      const undone = new Error("rolled back");
      await inOrganization(db, orgId, async (scope) => {
        const conversation = await converse(scope);
        const say: Inside["say"] = async (text, change = {}, rules = {}) => {
          const { message } = await send(scope, conversation, text, change, rules);
          const row = await scope.trx("deliveries").where({ message_id: message.id }).first("content");
          return toPlainText(row.content);
        };
        await work({ scope, conversation, say });
        throw undone;
      }).catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    },
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}
