import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { computeKpis } from "../../domain/performance/compute-kpis.ts";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { computeDueKpis } from "./compute-due-kpis.ts";

let desk: FundsDesk;
let ann: string;
let customer: string;

beforeAll(async () => {
  desk = await openFundsDesk();
  await desk.set("organization.timezone", "Asia/Shanghai");
  ann = await desk.addUser("Ann");
  customer = await desk.addCustomer();
});
afterAll(() => desk.close());
beforeEach(async () => {
  const owner = desk.db.system;
  await owner("deposits").update({ status: "failed" });
  await desk.inside((scope) => computeKpis(scope, { day: "2026-03-01", now: new Date("2026-03-02T00:00:00Z") }));
});

const night = (at: string) => computeDueKpis({ db: desk.db, clock: { now: () => new Date(at) } });

async function pays(amount: string, at: string, status: "pending" | "confirmed" = "confirmed", currency = "USD") {
  const id = newId();
  await desk.db.system("deposits").insert({
    id,
    org_id: desk.orgId,
    deposit_code: id,
    customer_id: customer,
    user_id: ann,
    amount,
    currency,
    deposit_type: "repeat",
    status,
    deposited_at: at,
    confirmed_at: status === "confirmed" ? at : null,
  });
  return id;
}

async function dayOf(day: string) {
  return desk.db
    .system("employee_kpis")
    .where({ user_id: ann, date: day })
    .first("bofu_deposits_count", "bofu_deposit_amount", "currencies_without_rate", "overall_score");
}

it("does yesterday and the six days before it once a night, from the organisation's own midnight on", async () => {
  await pays("100", "2026-03-10T12:00:00Z");
  // Half past eleven in the evening, and half past midnight, in Shanghai.
  await night("2026-03-10T15:30:00Z");
  expect(await dayOf("2026-03-10")).toBeUndefined();
  expect(await night("2026-03-10T16:30:00Z")).toBe(7);
  expect(await dayOf("2026-03-10")).toMatchObject({ bofu_deposits_count: 1, bofu_deposit_amount: "100.00" });
  expect(await night("2026-03-10T16:45:00Z")).toBe(0);
});

it("takes in what is confirmed within a week", async () => {
  const id = await pays("250", "2026-03-14T02:00:00Z", "pending");
  await night("2026-03-14T17:00:00Z");
  expect(await dayOf("2026-03-14")).toBeUndefined();
  await desk.db.system("deposits").where({ id }).update({ status: "confirmed", confirmed_at: new Date() });
  expect(await night("2026-03-18T17:00:00Z")).toBe(7);
  expect(await dayOf("2026-03-14")).toMatchObject({ bofu_deposits_count: 1, bofu_deposit_amount: "250.00" });
});

it("leaves a row of zeros, without a score, where what was counted turns out not to be so", async () => {
  const id = await pays("70", "2026-03-20T02:00:00Z");
  await night("2026-03-20T17:00:00Z");
  expect(await dayOf("2026-03-20")).toMatchObject({ bofu_deposits_count: 1 });
  await desk.db.system("deposits").where({ id }).update({ status: "failed" });
  await night("2026-03-21T17:00:00Z");
  expect(await dayOf("2026-03-20")).toMatchObject({
    bofu_deposits_count: 0,
    bofu_deposit_amount: "0",
    overall_score: null,
  });
});

it("says which rate is missing instead of a sum, and fills it in when it is there", async () => {
  await pays("1000", "2026-03-24T02:00:00Z", "confirmed", "EUR");
  await night("2026-03-24T17:00:00Z");
  expect(await dayOf("2026-03-24")).toMatchObject({ bofu_deposit_amount: null, currencies_without_rate: ["EUR"] });
  await desk.db.system("currency_rates").insert({
    org_id: desk.orgId,
    base_currency: "USD",
    currency: "EUR",
    day: "2026-03-23",
    rate: "1.1",
  });
  await night("2026-03-25T17:00:00Z");
  expect(await dayOf("2026-03-24")).toMatchObject({ bofu_deposit_amount: "1100.00", currencies_without_rate: [] });
});

it("catches up after nights in which nothing ran, the days longer ago than a week too", async () => {
  await night("2026-03-31T17:00:00Z");
  await pays("40", "2026-04-05T02:00:00Z");
  // Twenty days later: the 1st to the 20th of April.
  expect(await night("2026-04-20T17:00:00Z")).toBe(20);
  expect(await dayOf("2026-04-05")).toMatchObject({ bofu_deposits_count: 1 });
});
