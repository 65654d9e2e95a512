import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adapters } from "../../adapters/registry.ts";
import { saveEnvironmentChannels } from "../../app/environment-channels.ts";
import { type Product, wire } from "../../app/wire.ts";
import type { CommandContext } from "../../bot/commands/command.ts";
import { findCommand } from "../../bot/commands/registry.ts";
import { addTeam } from "../../domain/organisation/add-team.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { DeskhandError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { createLog } from "../../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

const byTest = { actor: "cli" } as const;

/** Ann is of London, Tess leads it; Mia is a manager and Cleo of compliance. */
const people = {
  ann: { name: "Ann", role: "agent", team: "London" },
  tess: { name: "Tess", role: "team_lead", team: "London" },
  mia: { name: "Mia", role: "manager", team: null },
  cleo: { name: "Cleo", role: "compliance", team: null },
} as const satisfies Record<string, { name: string; role: Role; team: string | null }>;
export type Person = keyof typeof people;

export interface ChatOf {
  customerId: string;
  conversationId: string;
  /** Of the conversation: `C1042`. */
  code: string;
}

/** A broker with two teams, whose staff's commands run one by one with no platform around them. */
export interface CommandDesk {
  orgId: string;
  teams: Record<"London" | "Shanghai", string>;
  userIds: Record<Person, string>;
  /** An agent of a team. */
  addColleague(name: string, team: "London" | "Shanghai"): Promise<string>;
  set(key: string, value: unknown): Promise<void>;
  /** Everybody is. */
  online(): Promise<void>;
  within<T>(work: (scope: OrgScope, deps: Product) => Promise<T>): Promise<T>;
  addCustomer(name: string): Promise<{ id: string; code: string }>;
  addCustomerWithChat(name: string, about: { team: "London" | "Shanghai" }): Promise<ChatOf>;
  addReference(customerId: string, system: string, ref: string): Promise<void>;
  addLead(about: Record<string, unknown>): Promise<string>;
  /** What a person is answered to a line, in the thread of a conversation or outside; a refusal's words too. */
  says(person: Person, line: string, here?: ChatOf): Promise<string>;
  rows<Row = Record<string, unknown>>(sql: string, bindings?: (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openCommandDesk(): Promise<CommandDesk> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const environment = parseEnvironment({
    NODE_ENV: "test",
    PORT: "0",
    DESKHAND_DATA_DIR: await mkdtemp(join(tmpdir(), "deskhand-test-")),
    DATABASE_URL: database.url,
    DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    TELEGRAM_BOT_TOKEN: "700100300:AAHtesttesttesttesttest",
  });
  const db = connectDatabase(database.url, { app: 4, system: 4 });
  const product = await wire({ environment, db, log: createLog("silent") });
  await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
  const orgId = await findOrganization(db.system, "default");
  const channel = await product.channels.ofEnvironment("telegram");
  if (!channel) throw new Error("no channel");
  const teams = await inOrganization(db, orgId, async (scope) => ({
    London: (await addTeam(scope, byTest, { name: "London" })).id,
    Shanghai: (await addTeam(scope, byTest, { name: "Shanghai" })).id,
  }));
  const userIds = { ann: newId(), tess: newId(), mia: newId(), cleo: newId() };
  for (const [key, { name, role, team }] of Object.entries(people)) {
    const id = userIds[key as Person];
    const email = `${key}@example.com`;
    await db.system("users").insert({ id, org_id: orgId, employee_code: `EMP_${key}`, email, name, role });
    if (team) await db.system("user_teams").insert({ user_id: id, team_id: teams[team], org_id: orgId });
  }
  let count = 0;
  const addCustomer = async (name: string) => {
    count += 1;
    const customer = { id: newId(), code: `CUST_${String(count).padStart(5, "0")}` };
    await db.system("customers").insert({ id: customer.id, org_id: orgId, customer_code: customer.code, name });
    return customer;
  };
  return {
    orgId,
    teams,
    userIds,
    addColleague: async (name, team) => {
      const row = {
        id: newId(),
        org_id: orgId,
        employee_code: `EMP_${name}`,
        email: `${name.toLowerCase()}@example.com`,
        name,
      };
      await db.system("users").insert({ ...row, role: "agent" });
      await db.system("user_teams").insert({ user_id: row.id, team_id: teams[team], org_id: orgId });
      return row.id;
    },
    set: async (key, value) => {
      const row = { id: newId(), org_id: orgId, key, value: JSON.stringify(value), value_type: "json" };
      await db
        .system("settings")
        .insert({ ...row, category: "test" })
        .onConflict(["org_id", "key"])
        .merge(["value"]);
    },
    online: async () => {
      await db.system("users").update({ presence: "online", presence_at: product.clock.now() });
    },
    within: (work) => inOrganization(db, orgId, (scope) => work(scope, product)),
    addCustomer,
    addCustomerWithChat: async (name, { team }) => {
      const { id: customerId } = await addCustomer(name);
      const conversationId = newId();
      const chat = String(count);
      await db.system("conversations").insert({
        ...{ id: conversationId, org_id: orgId, number: 1000 + count, customer_id: customerId, team_id: teams[team] },
        ...{ channel_id: channel.id, channel_type: "telegram", external_chat_id: chat, chat },
      });
      return { customerId, conversationId, code: `C${1000 + count}` };
    },
    addReference: async (customer_id, system, external_ref) => {
      const row = { id: newId(), org_id: orgId, customer_id, system, external_ref };
      await db.system("customer_external_refs").insert(row);
    },
    addLead: async (about) => {
      const id = newId();
      await db.system("leads").insert({ id, org_id: orgId, ...about });
      return id;
    },
    says: async (person, line, here) => {
      const [, word = "", args = ""] = /^\/(\S+)\s*([\s\S]*)$/u.exec(line) ?? [];
      const command = findCommand(word);
      if (!command) throw new Error(`no command ${word}`);
      const { name, role } = people[person];
      const setting = {
        deps: product,
        channel,
        staff: { userId: userIds[person], name, role, language: "en" as const },
        language: "en" as const,
        chat: { key: "1", id: "1", kind: "private" as const },
        personId: "1",
        receipt: newId(),
      };
      try {
        const run = "run" in command ? command.run : await command.plan(setting, args);
        const answer = await inOrganization(db, orgId, (scope) => {
          const place = { conversationId: here?.conversationId ?? null, isInThread: here !== undefined };
          const context: CommandContext = { ...setting, scope, ...place };
          return run(context, args);
        });
        return textOf(answer);
      } catch (error) {
        if (!(error instanceof DeskhandError)) throw error;
        return (error.details["words"] as { en: string } | undefined)?.en ?? error.message;
      }
    },
    rows: async <Row>(sql: string, bindings: (string | number)[] = []) =>
      (await db.system.raw(sql, bindings)).rows as Row[],
    close: async () => {
      await db.close();
      await database.drop();
    },
  };
}

/** Every text of an answer, one after the other. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join("");
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([key, inner]) => (key === "text" && typeof inner === "string" ? inner : textOf(inner)))
    .join("");
}
