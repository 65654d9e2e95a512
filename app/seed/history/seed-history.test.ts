import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkClaims, createClaimPolicy } from "../../../bot/conduct/prohibited-claims.ts";
import { afterEvent } from "../../../domain/customers/journey.ts";
import { keepDepositTypes } from "../../../domain/funds/keep-deposit-types.ts";
import { rebuildFunnel } from "../../../domain/funds/rebuild-funnel.ts";
import { keepScore } from "../../../domain/leads/keep-score.ts";
import { scorePolicyOf } from "../../../domain/leads/score-policy.ts";
import { recountStaff } from "../../../domain/organisation/recount-staff.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { computeKpis } from "../../../domain/performance/compute-kpis.ts";
import { connectDatabase, type Database } from "../../../infra/db/connect.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import { MIGRATED_TEMPLATE } from "../../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../../tests/support/test-database.ts";
import { readStaff } from "../seed-data.ts";
import { seedStaff } from "../seed-staff.ts";
import { createSeedSteps } from "../seed-steps.ts";
import { planHistory, seedHistory } from "./seed-history.ts";
import { talks } from "./talks.ts";
import { DAY_MS } from "./working-day.ts";

const now = new Date("2026-11-25T07:00:00Z");
let database: TestDatabase;
let db: Database;
const orgs = { first: "01977a10-0000-7000-8000-0000000000e1", second: "01977a10-0000-7000-8000-0000000000e2" };

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 4, system: 2 });
  for (const [code, id] of Object.entries(orgs)) {
    await db.system("organizations").insert({ id, code, name: code });
    expect(await seed(id)).toBe(true);
  }
}, 240_000);
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function seed(orgId: string): Promise<boolean> {
  const steps = createSeedSteps(db, { now: () => now }, orgId);
  const staff = await readStaff();
  await steps.once("staff", (scope) => seedStaff(scope, staff));
  return seedHistory(db, steps, { orgId, size: "small", now });
}

const rows = async (sql: string, orgId = orgs.first) => (await db.system.raw(sql, [orgId])).rows;

describe("the demo's history", () => {
  it("is the same in two organisations, whatever the ids are, and is written once", async () => {
    const told = [
      "SELECT customer_code, name, country, language, journey_stage, tier, score, created_at, last_contact_at FROM customers WHERE org_id = ? ORDER BY customer_code",
      "SELECT v.number::int - min(v.number) OVER () AS place, v.status, v.satisfaction_score, v.ai_sentiment, v.message_count FROM conversations v WHERE org_id = ? ORDER BY v.number",
      "SELECT content, sender_type, sent_at FROM messages WHERE org_id = ? ORDER BY sent_at, content",
      "SELECT deposit_code, amount::text, currency, status FROM deposits WHERE org_id = ? ORDER BY deposit_code",
      "SELECT l.contact_name, l.score, l.utm_campaign, l.status FROM leads l WHERE org_id = ? ORDER BY l.created_at, l.contact_name",
      "SELECT date::text, overall_score::text, bofu_deposit_amount::text FROM employee_kpis WHERE org_id = ? ORDER BY date, overall_score, bofu_deposit_amount",
    ];
    for (const sql of told) {
      const [first, second] = [await rows(sql, orgs.first), await rows(sql, orgs.second)];
      expect(first.length).toBeGreaterThan(5);
      expect(second).toEqual(first);
    }
    expect(await seed(orgs.first)).toBe(false);
  });

  it("is as the product would have worked it out: doing so again changes nothing", async () => {
    expect((await rebuildFunnel(db, orgs.first)).changed).toBe(0);
    expect(await recountStaff(db)).toBe(0);
    for (let days = 1; days < 15; days += 1) {
      const day = new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
      expect(await inOrganization(db, orgs.first, (scope) => computeKpis(scope, { day, now }))).toBe(0);
    }
    const types = "SELECT id, deposit_type FROM deposits WHERE org_id = ? ORDER BY id";
    const before = await rows(types);
    const customers = await rows("SELECT id FROM customers WHERE org_id = ?");
    await inOrganization(db, orgs.first, async (scope) => {
      for (const { id } of customers) await keepDepositTypes(scope, id);
    });
    expect(await rows(types)).toEqual(before);
  });

  it("keeps the scores of leads as the product keeps them", async () => {
    const scores = "SELECT id, score, score_details FROM leads WHERE org_id = ? ORDER BY id";
    const before = await rows(scores);
    await inOrganization(db, orgs.first, async (scope) => {
      const policy = scorePolicyOf(await loadSettings(scope));
      for (const { id, score_details } of before) await keepScore(scope, id, policy, new Date(score_details.at));
    });
    expect(before.some((lead: { score: number }) => lead.score > 0)).toBe(true);
    expect(await rows(scores)).toEqual(before);
  });

  it("moves customers along the journey as its events do, each from where the last move left them", async () => {
    const moves = await rows(
      `SELECT j.customer_id, j.from_stage, j.to_stage, j.trigger_event, c.journey_stage FROM customer_journey j
       JOIN customers c ON c.id = j.customer_id WHERE j.org_id = ? ORDER BY j.customer_id, j.created_at, j.id`,
    );
    expect(moves.length).toBeGreaterThan(40);
    const stands = new Map<string, string>();
    for (const { customer_id, from_stage, to_stage, trigger_event } of moves) {
      expect(from_stage).toBe(stands.get(customer_id) ?? "awareness");
      expect(afterEvent(from_stage, trigger_event)).toBe(to_stage);
      stands.set(customer_id, to_stage);
    }
    for (const { customer_id, journey_stage } of moves) expect(stands.get(customer_id)).toBe(journey_stage);
  });

  it("keeps what was promised and missed, ratings that fit, waiting customers and money in several currencies", async () => {
    const met = await rows("SELECT DISTINCT is_met FROM sla_results WHERE org_id = ? ORDER BY is_met");
    expect(met).toEqual([{ is_met: false }, { is_met: true }]);
    const [{ open, rated }] = await rows(
      `SELECT count(*) FILTER (WHERE waiting_since IS NOT NULL)::int AS open, count(satisfaction_score)::int AS rated
       FROM conversations WHERE org_id = ?`,
    );
    expect(open).toBeGreaterThan(0);
    expect(rated).toBeGreaterThan(5);
    const currencies = await rows("SELECT DISTINCT currency FROM deposits WHERE org_id = ?");
    expect(currencies.length).toBeGreaterThan(2);
  });
});

it("never lets more go out than came in, and tells nothing that has not happened yet", () => {
  const stories = planHistory({ customers: 600, days: 365 }, now);
  const cents = (amount: string) => Number(amount.replace(".", ""));
  for (const { deposits, withdrawals, talks: told, journey } of stories) {
    const sum = (list: typeof deposits, all: boolean) =>
      list.reduce((total, { amount, status }) => total + (all || status === "confirmed" ? cents(amount) : 0), 0);
    expect(sum(withdrawals, true)).toBeLessThanOrEqual(sum(deposits, false));
    const instants = [...deposits, ...withdrawals, ...journey, ...told.flatMap(({ lines }) => lines)];
    for (const { at } of instants) expect(at.getTime()).toBeLessThanOrEqual(now.getTime());
  }
});

it("says nothing to customers that the gate would hold", () => {
  const policy = createClaimPolicy();
  const said = talks.flatMap(({ lines }) => [...lines.zh, ...lines.en]).filter(([speaker]) => speaker !== "customer");
  expect(said.length).toBeGreaterThan(30);
  expect(said.filter(([, text]) => !checkClaims(text, policy).ok)).toEqual([]);
});
