import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase, connectOwner, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { Role } from "../organisation/values.ts";
import { type SearchedFor, searchMessages } from "./search-messages.ts";

let database: TestDatabase;
let owner: Knex;
let db: Database;
const orgId = newId();
const otherOrgId = newId();
const [lead, manager, agent] = [newId(), newId(), newId()];
const [londonTeam, parisTeam] = [newId(), newId()];
const since = new Date("2026-11-01T00:00:00Z");
const now = new Date("2026-11-08T00:00:00Z");
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  owner = connectOwner(database.url);
  db = connectDatabase(database.url, { app: 2, system: 1 });
  for (const id of [orgId, otherOrgId]) await owner("organizations").insert({ id, code: id, name: "ACME" });
  for (const month of ["2026-10-15", "2026-11-15"])
    await owner.raw("SELECT ensure_message_partition(?::timestamptz)", [month]);
  const user = (id: string, role: Role) => ({
    id,
    org_id: orgId,
    employee_code: id.slice(-6),
    username: id,
    email: `${id}@example.com`,
    name: role,
    role,
  });
  await owner("users").insert([user(lead, "team_lead"), user(manager, "manager"), user(agent, "agent")]);
  await owner("teams").insert([
    { id: londonTeam, org_id: orgId, name: "London", leader_id: lead },
    { id: parisTeam, org_id: orgId, name: "Paris" },
  ]);
  await said("2026-11-02", "Guaranteed RETURNS of 100%", { team: londonTeam });
  await said("2026-11-03", "保证收益，绝不亏损", { team: londonTeam });
  await said("2026-11-04", "returns are guaranteed in Paris", { team: parisTeam });
  await said("2026-10-30", "guaranteed returns long ago", { team: londonTeam });
  await said("2026-11-05", "guaranteed returns elsewhere", { org: otherOrgId });
  const edited = await said("2026-11-06", "good morning", { team: londonTeam });
  const version = {
    org_id: orgId,
    message_id: edited,
    message_sent_at: new Date("2026-11-06"),
    changed_at: new Date("2026-11-07"),
  };
  await owner("message_versions").insert([
    { ...version, id: newId(), version: 1, kind: "original", content: "good morning" },
    { ...version, id: newId(), version: 2, kind: "edited", content: "good morning, guaranteed returns" },
  ]);
});
afterAll(async () => {
  await db.close();
  await owner.destroy();
  await database.drop();
});

async function said(
  day: string,
  content: string,
  { team, org = orgId }: { team?: string; org?: string },
): Promise<string> {
  made += 1;
  const [customerId, conversationId, id] = [newId(), newId(), newId()];
  await owner("customers").insert({ id: customerId, org_id: org, customer_code: `CUST_${made}`, name: `Wang ${made}` });
  await owner("conversations").insert({
    id: conversationId,
    org_id: org,
    number: made,
    customer_id: customerId,
    chat: "c",
    team_id: team,
  });
  const message = { id, org_id: org, conversation_id: conversationId, customer_id: customerId, sent_at: new Date(day) };
  await owner("messages").insert({ ...message, direction: "inbound", sender_type: "customer", content });
  return id;
}

async function finds(terms: string[], more: Partial<SearchedFor> = {}): Promise<string[]> {
  const search: SearchedFor = { terms, since, now, limit: 20, reader: { userId: manager, role: "manager" }, ...more };
  const found = await inOrganization(db, orgId, (scope) => searchMessages(scope, search));
  return found.map(({ content }) => content);
}

it("finds all words in any case, the newest first, also in a later wording, in the time asked for and no other organisation", async () => {
  expect(await finds(["guaranteed", "returns"])).toEqual([
    "good morning, guaranteed returns",
    "returns are guaranteed in Paris",
    "Guaranteed RETURNS of 100%",
  ]);
  expect(await finds(["guaranteed returns"], { limit: 1 })).toEqual(["good morning, guaranteed returns"]);
  expect(await finds(["long ago"], { since: new Date("2026-10-01") })).toEqual(["guaranteed returns long ago"]);
});

it("puts what was written first behind what is newer, however lately it was edited, and finds it in the end", async () => {
  const now = new Date("2026-11-20T00:00:00Z");
  const old = await said("2026-11-01", "edited later", { team: londonTeam });
  const sentAt = new Date("2026-11-01");
  await owner("message_versions").insert({
    ...{ id: newId(), org_id: orgId, message_id: old, message_sent_at: sentAt, changed_at: new Date("2026-11-19") },
    ...{ version: 2, kind: "edited", content: "edited later: lobster" },
  });
  for (const day of ["2026-11-12", "2026-11-15", "2026-11-21"])
    await said(day, `lobster of ${day}`, { team: londonTeam });
  const newest = ["lobster of 2026-11-21", "lobster of 2026-11-15", "lobster of 2026-11-12"];
  expect(await finds(["lobster"], { now, limit: 2 })).toEqual(newest.slice(0, 2));
  expect(await finds(["lobster"], { now, limit: 3 })).toEqual(newest);
  expect(await finds(["lobster"], { now })).toEqual([...newest, "edited later: lobster"]);
});

it("finds two Chinese characters, and takes signs of patterns for themselves", async () => {
  expect(await finds(["收益"])).toEqual(["保证收益，绝不亏损"]);
  expect(await finds(["100%"])).toEqual(["Guaranteed RETURNS of 100%"]);
  expect(await finds(["g%d"])).toEqual([]);
  expect(await finds(["retur_s"])).toEqual([]);
  expect(await finds(["\\"])).toEqual([]);
});

it("shows a team lead the customers of their team alone, and an agent none of others'", async () => {
  const terms = ["guaranteed"];
  expect(await finds(terms, { reader: { userId: lead, role: "team_lead" } })).toEqual([
    "good morning, guaranteed returns",
    "Guaranteed RETURNS of 100%",
  ]);
  expect(await finds(terms, { reader: { userId: agent, role: "agent" } })).toEqual([]);
});

it("leaves the bound of the transaction's statements as it was", async () => {
  await inOrganization(db, orgId, async (scope) => {
    await searchMessages(scope, { terms: ["xx"], since, now, limit: 1, reader: { userId: manager, role: "manager" } });
    const { rows } = await scope.trx.raw("SELECT current_setting('statement_timeout') AS bound");
    expect(rows).toEqual([{ bound: "30s" }]);
  });
});
