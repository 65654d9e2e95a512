import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { importFiles } from "../../knowledge/ingest/import-files.ts";
import { findUnverified } from "../../tests/support/find-unverified.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { type SeedDeps, seedDemo } from "./seed-demo.ts";

let database: TestDatabase;
let db: Database;
const clock = { now: () => new Date("2026-11-23T08:00:00Z") };

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 4, system: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const deps = (changes: Partial<SeedDeps> = {}): SeedDeps => ({
  db,
  clock,
  knowledge: { importFiles: (request) => importFiles({ db, clock: systemClock }, request) },
  ...changes,
});

const count = async (table: string, orgId: string): Promise<number> =>
  Number((await db.system(table).where({ org_id: orgId }).count())[0]?.["count"]);

it("is finished by the next start when the first one is killed in the middle", async () => {
  const killed = { importFiles: () => Promise.reject(new Error("killed")) };
  await expect(seedDemo(deps({ knowledge: killed }))).rejects.toThrow("killed");
  expect((await seedDemo(deps())).steps).toEqual(["knowledge"]);
});

it("writes nothing a second time", async () => {
  const { orgId, steps } = await seedDemo(deps());
  expect(steps).toEqual([]);
  expect(await count("users", orgId)).toBe(4);
  expect(await count("scripts", orgId)).toBe(10);
  expect(await count("materials", orgId)).toBe(3);
  expect(await count("training_courses", orgId)).toBe(2);
  const audits = await db.system("audit_logs").where({ org_id: orgId, action: "demo.seed" });
  expect(audits).toHaveLength(1);
});

it("adds customers with what happened with them where a size is asked for, and nobody is told of them", async () => {
  const seeded = await seedDemo(deps(), { history: { size: "small" } });
  expect(seeded.steps).toEqual(["history"]);
  expect(await count("customers", seeded.orgId)).toBe(40);
  expect(await count("deliveries", seeded.orgId)).toBe(0);
  expect((await seedDemo(deps(), { history: { size: "large" } })).steps).toEqual([]);
});

it("gives the demo nothing that does not hold, but for deadlines that no running product has told of yet", async () => {
  const found = await findUnverified(db);
  expect(found.filter((line) => !line.includes("its deadline has passed"))).toEqual([]);
});

it("writes everything once when two processes start at the same time", async () => {
  await db.system("organizations").insert({ id: "01977a10-0000-7000-8000-0000000000d2", code: "twice", name: "Twice" });
  const [left, right] = await Promise.all([seedDemo(deps(), { org: "twice" }), seedDemo(deps(), { org: "twice" })]);
  expect([...left.steps, ...right.steps].sort()).toEqual([
    "courses",
    "knowledge",
    "materials",
    "scripts",
    "settings",
    "staff",
  ]);
  expect(await count("users", left.orgId)).toBe(4);
  expect(await count("faqs", left.orgId)).toBe(64);
});

it("gives the demo its staff, in one team led by the team lead", async () => {
  const { orgId } = await seedDemo(deps());
  const people = await db.system("users").where({ org_id: orgId }).orderBy("employee_code").select("email", "role");
  expect(people).toEqual([
    { email: "agent@demo.test", role: "agent" },
    { email: "lead@demo.test", role: "team_lead" },
    { email: "manager@demo.test", role: "manager" },
    { email: "compliance@demo.test", role: "compliance" },
  ]);
  const members = await db
    .system("user_teams as m")
    .join("users as u", "u.id", "m.user_id")
    .where({ "m.org_id": orgId })
    .orderBy("u.email")
    .select("u.email", "m.role");
  expect(members).toEqual([
    { email: "agent@demo.test", role: "member" },
    { email: "lead@demo.test", role: "lead" },
  ]);
});

it("brings as many questions in Chinese as in English, and the withdrawal policy in both", async () => {
  const { orgId } = await seedDemo(deps());
  const faqs = await db
    .system("faqs")
    .where({ org_id: orgId })
    .groupBy("language")
    .orderBy("language")
    .select("language")
    .count();
  expect(faqs).toEqual([
    { language: "en", count: "32" },
    { language: "zh", count: "32" },
  ]);
  const documents = await db.system("documents").where({ org_id: orgId }).orderBy("title").select("title", "language");
  expect(documents).toEqual([
    { title: "Withdrawal policy", language: "en" },
    { title: "出金政策", language: "zh" },
  ]);
});

it("fills the default organisation when asked to, and keeps what it has set itself", async () => {
  const { id: orgId } = await db.system("organizations").where({ code: "default" }).first("id");
  await db.system("settings").insert({
    id: "01977a10-0000-7000-8000-0000000000d3",
    org_id: orgId,
    key: "organization.timezone",
    value: JSON.stringify("Europe/Zurich"),
    value_type: "string",
    category: "organization",
  });
  expect((await seedDemo(deps(), { org: "default" })).steps).toEqual([
    "settings",
    "staff",
    "scripts",
    "materials",
    "courses",
    "knowledge",
  ]);
  const settings = await db
    .system("settings")
    .where({ org_id: orgId, category: "organization" })
    .orderBy("key")
    .select("key", "value");
  expect(settings).toEqual([
    { key: "organization.language", value: "zh" },
    { key: "organization.timezone", value: "Europe/Zurich" },
  ]);
});

it("refuses an organisation that does not exist, naming those that do", async () => {
  await expect(seedDemo(deps(), { org: "nobody" })).rejects.toThrow('There is no organisation "nobody"');
});
