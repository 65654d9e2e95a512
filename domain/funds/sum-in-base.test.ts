import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { setRate } from "./currency-rates.ts";
import { readFunnel } from "./funnel-figures.ts";
import { recordDeposit } from "./record-deposit.ts";
import { recordWithdrawal } from "./record-withdrawal.ts";
import { sumInBase } from "./sum-in-base.ts";

let desk: FundsDesk;
let teamId: string;

const by = { actor: "cli" as const };
const reporter = { by, at: new Date("2026-04-01T00:00:00Z") };
const period = (team: string | null = null) => ({
  from: new Date("2026-03-01T00:00:00+08:00"),
  to: new Date("2026-04-01T00:00:00+08:00"),
  days: { first: "2026-03-01", last: "2026-03-31" },
  teamId: team,
});
const zone = { baseCurrency: "USD", timezone: "Asia/Shanghai" };

beforeAll(async () => {
  desk = await openFundsDesk();
  const ann = await desk.addUser("Ann");
  teamId = newId();
  await desk.db.system("teams").insert({ id: teamId, org_id: desk.orgId, name: "Sales" });
  await desk.db.system("user_teams").insert({ org_id: desk.orgId, user_id: ann, team_id: teamId });
  const mine = await desk.addCustomer(new Date("2026-03-02T00:00:00Z"), ann);
  const nobodys = await desk.addCustomer(new Date("2026-03-02T00:00:00Z"));
  const money = (customerId: string, amount: string, currency: string, when: string) => ({
    ...{ customerId, amount, currency, externalRef: newId(), happenedAt: new Date(when), status: "confirmed" as const },
    settledAt: new Date(when),
  });
  await desk.inside(async (scope) => {
    // Before the rate of that day in Shanghai, and on it, though it is the day before in UTC.
    await recordDeposit(scope, money(mine, "100", "EUR", "2026-03-09T15:59:59Z"), reporter);
    await recordDeposit(scope, money(mine, "100", "EUR", "2026-03-09T16:00:00Z"), reporter);
    await recordDeposit(scope, money(nobodys, "0.10", "USD", "2026-03-05T00:00:00Z"), reporter);
    await recordDeposit(scope, money(nobodys, "0.20", "USD", "2026-03-06T00:00:00Z"), reporter);
    await recordWithdrawal(scope, money(nobodys, "1000", "JPY", "2026-03-20T00:00:00Z"), reporter);
    await recordDeposit(scope, { ...money(mine, "5000", "USD", "2026-03-07T00:00:00Z"), status: "pending" }, reporter);
    await recordDeposit(scope, money(mine, "7000", "USD", "2026-02-28T15:59:59Z"), reporter);
    for (const [rate, day] of [
      ["1.10", "2026-03-01"],
      ["1.2", "2026-03-10"],
      ["9", "2026-03-11"],
    ] as const) {
      await setRate(scope, "USD", { currency: "EUR", rate, day }, by);
    }
  });
});
afterAll(() => desk.close());

it("takes each amount at the rate of its own day, exactly, and names what has no rate instead of guessing", async () => {
  expect(await desk.inside((scope) => sumInBase(scope, period(), zone))).toEqual({
    ...{ paidIn: "230.30", paidOut: "0.00", net: "230.30", without: ["JPY"] },
  });
  await desk.inside((scope) => setRate(scope, "USD", { currency: "JPY", rate: "0.0067", day: "2026-03-20" }, by));
  expect(await desk.inside((scope) => sumInBase(scope, period(), zone))).toEqual({
    ...{ paidIn: "230.30", paidOut: "6.70", net: "223.60", without: [] },
  });
});

it("reads no rate to another base currency", async () => {
  const sums = await desk.inside((scope) => sumInBase(scope, period(), { ...zone, baseCurrency: "CNY" }));
  expect(sums).toEqual({ paidIn: "0.00", paidOut: "0.00", net: "0.00", without: ["EUR", "JPY", "USD"] });
});

it("counts a team's own customers, and everybody's", async () => {
  const figures = (team: string | null) => desk.inside((scope) => readFunnel(scope, period(team)));
  expect(await figures(null)).toEqual({
    ...{ contacts: 2, passed: 0, joinedGroup: 0, accounts: 1, firstDeposits: 1, deposits: 4, withdrawals: 1, vips: 0 },
    paidIn: [
      { currency: "EUR", amount: "200.00" },
      { currency: "USD", amount: "0.30" },
    ],
    paidOut: [{ currency: "JPY", amount: "1000" }],
  });
  expect(await figures(teamId)).toMatchObject({
    ...{ contacts: 1, accounts: 0, firstDeposits: 0, deposits: 2, paidIn: [{ currency: "EUR", amount: "200.00" }] },
    paidOut: [],
  });
});

it("takes a withdrawal in the month and at the rate of the day on which it was paid out, as the figures of the staff do", async () => {
  const customerId = await desk.addCustomer();
  const month = (first: string, next: string) => ({
    ...{ from: new Date(`${first}T00:00:00+08:00`), to: new Date(`${next}T00:00:00+08:00`) },
    ...{ days: { first, last: first }, teamId: null },
  });
  await desk.inside(async (scope) => {
    const times = { happenedAt: new Date("2026-10-31T08:00:00Z"), settledAt: new Date("2026-11-02T08:00:00Z") };
    const money = { customerId, amount: "100", currency: "GBP", externalRef: null, status: "confirmed" as const };
    await setRate(scope, "USD", { currency: "GBP", rate: "1.2", day: "2026-10-01" }, by);
    await setRate(scope, "USD", { currency: "GBP", rate: "1.3", day: "2026-11-02" }, by);
    await recordWithdrawal(scope, { ...money, ...times }, { by, at: new Date("2026-12-01T00:00:00Z") });
  });
  const [october, november] = [month("2026-10-01", "2026-11-01"), month("2026-11-01", "2026-12-01")];
  expect(await desk.inside((scope) => readFunnel(scope, october))).toMatchObject({ withdrawals: 0, paidOut: [] });
  expect(await desk.inside((scope) => readFunnel(scope, november))).toMatchObject({
    ...{ withdrawals: 1, paidOut: [{ currency: "GBP", amount: "100.00" }] },
  });
  expect(await desk.inside((scope) => sumInBase(scope, october, zone))).toMatchObject({ paidOut: "0.00" });
  expect(await desk.inside((scope) => sumInBase(scope, november, zone))).toMatchObject({ paidOut: "130.00" });
});

it.each([
  { baseCurrency: "BTC", currency: "BTC", amount: "0.004", paidIn: "0.00400000" },
  { baseCurrency: "BHD", currency: "BHD", amount: "1.555", paidIn: "1.555" },
  { baseCurrency: "JPY", currency: "CHF", amount: "15.01", rate: "167.404", paidIn: "2513" },
])(
  "rounds to the places of $baseCurrency where sums are told in it",
  async ({ baseCurrency, rate, paidIn, ...given }) => {
    const [first, next] = [new Date("2025-01-01T00:00:00Z"), new Date("2025-02-01T00:00:00Z")];
    const asked = { from: first, to: next, days: { first: "2025-01-01", last: "2025-01-31" }, teamId: null };
    const sums = await desk.inside(async (scope) => {
      const { id } = await scope.trx("customers").where({ org_id: desk.orgId }).first("id");
      const times = { happenedAt: new Date("2025-01-15T00:00:00Z"), settledAt: new Date("2025-01-15T00:00:00Z") };
      if (rate) await setRate(scope, baseCurrency, { currency: given.currency, rate, day: "2025-01-01" }, by);
      await recordDeposit(
        scope,
        { ...given, ...times, customerId: id, externalRef: null, status: "confirmed" },
        reporter,
      );
      return sumInBase(scope, asked, { baseCurrency, timezone: "UTC" });
    });
    expect(sums).toMatchObject({ paidIn, net: paidIn });
  },
);
