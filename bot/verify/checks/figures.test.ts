import type { Knex } from "knex";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import type { PlantedTalk } from "../../../tests/support/planted-talk.ts";
import { plantTalk } from "../../../tests/support/planted-talk.ts";
import { ago, openVerifyDesk, type VerifyDesk } from "../../../tests/support/verify-desk.ts";
import { firstIdOf } from "../find-rows.ts";

let desk: VerifyDesk;
let owner: Knex;

beforeAll(async () => {
  desk = await openVerifyDesk();
  owner = desk.owner;
});
afterAll(() => desk.close());

/** Worked out a minute ago. */
const DAY = ago(2 * 24 * 60)
  .toISOString()
  .slice(0, 10);
const noon = new Date(`${DAY}T12:00:00Z`);

/** Somebody's day, as it says, beside one answer to a customer who waited. */
async function staffDay(talk: PlantedTalk, figures: Record<string, number>, answerId: string): Promise<string> {
  const { orgId, conversationId } = talk;
  const userId = await desk.addUser(talk);
  await owner("kpi_days").insert({ org_id: orgId, date: DAY, computed_at: ago(1) });
  const row = { id: newId(), org_id: orgId, user_id: userId, date: DAY, currency: "USD" };
  const nothing = { bofu_deposit_amount: 0, bofu_withdrawal_amount: 0 };
  await owner("employee_kpis").insert({ ...row, ...nothing, ...figures });
  await owner("sla_results").insert({
    ...{ id: answerId, org_id: orgId, conversation_id: conversationId, user_id: userId, kind: "first_response" },
    ...{ priority: "medium", outcome: "answered", is_met: true, waiting_since: noon, deadline: noon, ended_at: noon },
  });
  return userId;
}

const right = { first_responses: 1, first_response_median_seconds: 0, waits: 1, sla_promises: 1, sla_met: 1 };
/** Of a row that was there when the day was worked out, and of one that came afterwards. */
const oldId = () => `${firstIdOf(noon).slice(0, 14)}${newId().slice(14)}`;

it("names whose day says something else than is on record", async () => {
  const talk = await plantTalk(owner);
  await staffDay(talk, right, oldId());
  expect(await desk.wrongIn(talk)).toEqual([]);
  for (const wrong of [{ first_responses: 2 }, { sla_met: 0 }, { conversations_handled: 1 }, { tofu_contacts: 3 }]) {
    await desk.expectNamed("staff_days", (planted) => staffDay(planted, { ...right, ...wrong }, oldId()));
  }
});

it("names who did something and has no row", async () => {
  await desk.expectNamed("staff_days", async (talk) => {
    const userId = await staffDay(talk, right, oldId());
    await owner("employee_kpis").where({ org_id: talk.orgId }).del();
    return userId;
  });
});

it("does not name a day of which something came later, nor one that is not over", async () => {
  const late = await plantTalk(owner);
  await staffDay(late, {}, newId());
  expect(await desk.wrongIn(late)).toEqual([]);
  const today = await plantTalk(owner);
  await staffDay(today, { first_responses: 7 }, oldId());
  await owner("kpi_days").where({ org_id: today.orgId }).update({ computed_at: noon });
  expect(await desk.wrongIn(today)).toEqual([]);
});

it("names a workflow that counts others than began it", async () => {
  const workflow = async ({ orgId, customerId }: PlantedTalk, count: number) => {
    const id = newId();
    await owner("workflows").insert({ id, org_id: orgId, name: "Welcome", execution_count: count });
    await owner("workflow_executions").insert({
      ...{ id: newId(), org_id: orgId, workflow_id: id, target_type: "customer", target_id: customerId },
      ...{ status: "completed", started_at: ago(60), completed_at: ago(59) },
    });
    return id;
  };
  const talk = await plantTalk(owner);
  await workflow(talk, 1);
  expect(await desk.wrongIn(talk)).toEqual([]);
  for (const count of [0, 2]) await desk.expectNamed("workflow_counters", (planted) => workflow(planted, count));
});

const figures = { sent: 1, delivered: 1, opened: 0, clicked: 1, replied: 0, converted: 0 };

async function campaign(talk: PlantedTalk, stats: Record<string, number>, clickedAt: Date): Promise<string> {
  const { orgId, customerId } = talk;
  const id = newId();
  const times = { started_at: ago(300), completed_at: ago(120) };
  const about = { name: "News", campaign_code: "NEWS", status: "completed" };
  await owner("campaigns").insert({ id, org_id: orgId, ...about, ...times, stats: JSON.stringify(stats) });
  await owner("campaign_executions").insert({
    ...{ id: newId(), org_id: orgId, campaign_id: id, customer_id: customerId, status: "clicked" },
    ...{ sent_at: ago(200), delivered_at: ago(199), clicked_at: clickedAt, created_at: ago(201) },
  });
  return id;
}

it("names a campaign whose figures are not those of its customers", async () => {
  const talk = await plantTalk(owner);
  await campaign(talk, figures, ago(150));
  expect(await desk.wrongIn(talk)).toEqual([]);
  for (const wrong of [{ sent: 2 }, { delivered: 0 }, { clicked: 0 }, { replied: 1 }]) {
    await desk.expectNamed("campaign_counters", (planted) => campaign(planted, { ...figures, ...wrong }, ago(150)));
  }
});

it("names a campaign whose customer has paid and does not count, once nothing of that moves", async () => {
  const paid = async (talk: PlantedTalk, converted: number, updatedAt: Date) => {
    const id = await campaign(talk, { ...figures, converted }, ago(150));
    await owner("customers")
      .where({ id: talk.customerId })
      .update({ updated_at: ago(300) });
    await owner("deposits").insert({
      ...{ id: newId(), org_id: talk.orgId, customer_id: talk.customerId, deposit_code: "DEP_1", external_ref: "1" },
      ...{ amount: 5, currency: "USD", deposit_type: "first", status: "confirmed" },
      ...{ deposited_at: ago(180), confirmed_at: ago(180), created_at: ago(180), updated_at: updatedAt },
    });
    return id;
  };
  const counts = async (converted: number, updatedAt: Date) => {
    const talk = await plantTalk(owner);
    await paid(talk, converted, updatedAt);
    // The deposit changes the funnel, which is another check's.
    return (await desk.wrongIn(talk)).filter((line) => line.startsWith("campaign_counters"));
  };
  expect(await counts(1, ago(180))).toEqual([]);
  expect(await counts(0, ago(180))).toHaveLength(1);
  expect(await counts(0, ago(1))).toEqual([]);
});

it("does not name a campaign of which somebody has just followed a link", async () => {
  const talk = await plantTalk(owner);
  await campaign(talk, { ...figures, clicked: 0 }, ago(5));
  expect(await desk.wrongIn(talk)).toEqual([]);
});
