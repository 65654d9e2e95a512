import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Presence, Role } from "../../domain/organisation/values.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

/** A database with people and conversations, for the rules of routing and deadlines. */
export interface WaitingConversations {
  db: Database;
  orgId: string;
  within<T>(work: (scope: OrgScope) => Promise<T>): Promise<T>;
  set(key: string, value: unknown): Promise<void>;
  addUser(name: string, about?: { role?: Role; presence?: Presence; presenceAt?: Date }): Promise<string>;
  addConversation(
    about?: Partial<Pick<Conversation, "priority" | "customerId" | "agentId" | "status" | "teamId">> & {
      ownerId?: string;
    },
  ): Promise<Conversation>;
  rows<Row = Record<string, unknown>>(sql: string, bindings?: (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openWaitingConversations(): Promise<WaitingConversations> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const db = connectDatabase(database.url);
  const orgId = await findOrganization(db.system, "default");
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "telegram", name: "test" });
  const within = <T>(work: (scope: OrgScope) => Promise<T>) => inOrganization(db, orgId, work);
  let count = 0;
  return {
    db,
    orgId,
    within,
    set: async (key, value) => {
      const row = {
        id: newId(),
        org_id: orgId,
        key,
        value: JSON.stringify(value),
        value_type: "json",
        category: "test",
      };
      await db.system("settings").insert(row).onConflict(["org_id", "key"]).merge(["value"]);
    },
    addUser: async (name, { role = "agent", presence, presenceAt } = {}) => {
      const id = newId();
      count += 1;
      await db.system("users").insert({
        id,
        org_id: orgId,
        employee_code: `EMP_${count}`,
        email: `${name.toLowerCase()}${count}@example.com`,
        name,
        role,
        presence: presence ?? null,
        presence_at: presenceAt ?? null,
      });
      return id;
    },
    addConversation: ({ ownerId, ...about } = {}) => {
      count += 1;
      const number = String(count);
      return within(async ({ trx }) => {
        const customer = await Customer.query(trx).insertAndFetch({
          orgId,
          customerCode: `CUST_${number}`,
          name: `Customer ${number}`,
          ...(ownerId ? { ownerId } : {}),
        });
        return Conversation.query(trx).insertAndFetch({
          orgId,
          number,
          customerId: customer.id,
          channelId,
          channelType: "telegram",
          externalChatId: number,
          chat: number,
          ...about,
        });
      });
    },
    rows: async <Row>(sql: string, bindings: (string | number)[] = []) =>
      (await db.system.raw(sql, bindings)).rows as Row[],
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}
