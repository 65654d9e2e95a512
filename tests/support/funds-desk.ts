import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

/** A database in which customers pay in and take out. */
export interface FundsDesk {
  db: Database;
  orgId: string;
  inside<T>(work: (scope: OrgScope) => Promise<T>): Promise<T>;
  addUser(name: string): Promise<string>;
  addCustomer(createdAt?: Date, ownerId?: string | null): Promise<string>;
  set(key: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Opens one. `connections`: how many transactions may run at once. */
export async function openFundsDesk(connections = 4): Promise<FundsDesk> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const db = connectDatabase(database.url, { app: connections, system: 2 });
  const orgId = await findOrganization(db.system, "default");
  let count = 0;
  return {
    db,
    orgId,
    inside: (work) => inOrganization(db, orgId, work),
    addUser: async (name) => {
      const id = newId();
      count += 1;
      await db.system("users").insert({
        id,
        org_id: orgId,
        employee_code: `EMP_${count}`,
        email: `${name.toLowerCase()}${count}@example.com`,
        name,
      });
      return id;
    },
    addCustomer: async (createdAt = new Date("2026-03-01T00:00:00Z"), ownerId = null) => {
      const id = newId();
      count += 1;
      await db.system("customers").insert({
        id,
        org_id: orgId,
        customer_code: `CUST_${count}`,
        name: `Customer ${count}`,
        owner_id: ownerId,
        created_at: createdAt,
      });
      return id;
    },
    set: async (key, value) => {
      await db
        .system("settings")
        .insert({
          id: newId(),
          org_id: orgId,
          key,
          value: JSON.stringify(value),
          value_type: "json",
          category: "funds",
        })
        .onConflict(["org_id", "key"])
        .merge(["value"]);
    },
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}
