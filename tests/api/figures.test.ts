import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveSetting } from "../../domain/organisation/save-setting.ts";
import { keepKpis } from "../../domain/performance/keep-kpis.ts";
import { noFigures } from "../../domain/performance/kpi-figures.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { addTeam } from "../support/add-team.ts";
import { type ApiClient, openApiClient } from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addStaff } from "../support/staff.ts";

let desk: ApiDesk;
let api: ApiClient;
const people: Record<string, { id: string; code: string }> = {};

/** A month that the nights are done with. */
const month = DateTime.utc().minus({ months: 3 }).toFormat("yyyy-MM");

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
  for (const name of ["ben", "cy"]) {
    await addStaff(desk, { email: `${name}@desk.test`, role: "sales" });
    const [row] = await desk.rows<{ id: string; code: string }>(
      "SELECT id, employee_code AS code FROM users WHERE email = ?",
      [`${name}@desk.test`],
    );
    if (row) people[name] = row;
  }
  await addTeam(desk, "Gold desk", [people["ben"]?.id ?? ""]);
  for (const [ref, owner] of [
    ["ann", "ben"],
    ["bo", "cy"],
  ] as const) {
    const { body } = await api.call("PUT /customers", { body: { customer: `crm:${ref}`, name: ref } });
    await desk.rows("UPDATE customers SET owner_id = ? WHERE customer_code = ?", [people[owner]?.id ?? "", body.code]);
  }
  const pay = (kind: string, customer: string, amount: string, currency = "USD") =>
    api.call(`POST /${kind}`, {
      body: { customer, amount, currency, ref: `${kind} ${customer} ${amount}`, status: "confirmed" },
    });
  for (const [kind, customer, amount, currency] of [
    ["deposits", "crm:ann", "100"],
    ["deposits", "crm:ann", "50.50"],
    ["withdrawals", "crm:ann", "20.25"],
    ["deposits", "crm:bo", "7", "EUR"],
  ] as const) {
    expect((await pay(kind, customer, amount, currency)).status).toBe(201);
  }
  await inOrganization(desk.product.db, desk.orgId, (scope) =>
    keepKpis(scope, `${month}-02`, [
      {
        ...noFigures,
        user_id: people["ben"]?.id ?? "",
        overall_score: 80,
        conversations_handled: 4,
        waits: 4,
        waits_unanswered: 1,
      },
      {
        ...noFigures,
        user_id: people["cy"]?.id ?? "",
        overall_score: 90,
        conversations_handled: 2,
        bofu_deposit_amount: "12.50",
      },
    ]),
  );
});
afterAll(() => desk.close());

describe("GET /funnel", () => {
  it("says what came in and went out, each currency by itself and in the base currency where there is a rate", async () => {
    const { status, body } = await api.call("GET /funnel?period=today");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ team: null, firstDeposits: 2, deposits: 3, withdrawals: 1 },
      paidIn: [
        { currency: "EUR", amount: "7.00" },
        { currency: "USD", amount: "150.50" },
      ],
      paidOut: [{ currency: "USD", amount: "20.25" }],
      inBase: { currency: "USD", paidIn: "150.50", paidOut: "20.25", net: "130.25", withoutRate: ["EUR"] },
    });
    expect(body.period.from).toBe(body.period.to);
  });

  it("is of a team's customers where one is named, and of the month unless another period is", async () => {
    const { body } = await api.call("GET /funnel?team=gold%20desk");
    expect(body).toMatchObject({ team: "Gold desk", firstDeposits: 1, deposits: 2, inBase: { withoutRate: [] } });
    expect(body.period.from).toMatch(/-01$/);
    expect((await api.call(`GET /funnel?period=${month}`)).body).toMatchObject({ deposits: 0, paidIn: [] });
  });

  it.each([
    ["team=No%20such", 404],
    ["period=sometime", 400],
  ])("refuses %s", async (query, status) => {
    expect((await api.call(`GET /funnel?${query}`)).status).toBe(status);
  });

  it("is for keys that may read it", async () => {
    const other = await openApiClient(desk, { permissions: ["customer.read", "performance.all"] });
    expect((await other.call("GET /funnel")).status).toBe(403);
  });
});

describe("GET /kpis", () => {
  it("gives a person's figures of a period, also of today so far, beside the period before it", async () => {
    const { body } = await api.call("GET /kpis?who=ben@desk.test&period=today");
    expect(body).toMatchObject({
      of: { kind: "person", name: "ben@desk.test" },
      figures: { deposits: 2, currency: "USD", deposited: "150.50", withdrawn: "20.25", net: "130.25" },
      figuresBefore: { deposits: 0, deposited: "0.00" },
      people: [],
    });
    expect(body.trend).toHaveLength(7);
    // A rate is missing: nothing is summed, and it is said why.
    const cy = await api.call(`GET /kpis?who=${people["cy"]?.code}&period=today`);
    expect(cy.body.figures).toMatchObject({ deposits: 1, deposited: null, missingRates: ["EUR"] });
  });

  it("gives those of a team and of everybody with each person, the best first", async () => {
    const team = await api.call(`GET /kpis?team=gold%20desk&period=${month}`);
    expect(team.body).toMatchObject({
      of: { kind: "team", name: "Gold desk" },
      figures: { days: 1, score: 80, conversations: 4, unanswered: 25 },
      people: [{ code: people["ben"]?.code, name: "ben@desk.test", score: 80 }],
    });
    const all = await api.call(`GET /kpis?period=${month}`);
    expect(all.body).toMatchObject({
      of: { kind: "everybody", name: null },
      period: { from: `${month}-01` },
      figures: { days: 2, score: 85, conversations: 6, deposited: "12.50" },
      people: [{ code: people["cy"]?.code, score: 90 }, { code: people["ben"]?.code }],
    });
    expect(all.body.trend.find(({ day }: { day: string }) => day === `${month}-02`)).toMatchObject({
      score: 85,
      answered: 75,
    });
  });

  it.each([
    ["who=gone@desk.test", 404],
    ["team=No%20such", 404],
    ["period=sometime", 400],
    ["who=ben@desk.test&team=Gold%20desk", 400],
  ])("refuses %s", async (query, status) => {
    expect((await api.call(`GET /kpis?${query}`)).status).toBe(status);
  });

  it("needs the permission for everybody's figures, as a person does", async () => {
    const reader = await openApiClient(desk, { permissions: ["performance.read"] });
    const refused = await reader.call("GET /kpis?who=ben@desk.test");
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("performance.all") } });
  });
});

describe("GET /leaderboard", () => {
  const path = `GET /leaderboard?period=${month}`;
  const board = [
    { code: "", score: 90 },
    { code: "", score: 80 },
  ];

  it("is for everybody while managers have it switched on, and else for who may see all figures", async () => {
    board[0] = { code: people["cy"]?.code ?? "", score: 90 };
    board[1] = { code: people["ben"]?.code ?? "", score: 80 };
    const reader = await openApiClient(desk, { permissions: ["performance.read"] });
    const off = await reader.call(path);
    expect(off.body).toMatchObject({ status: 409, rule: "leaderboard.off" });
    const supervisor = await openApiClient(desk, { permissions: ["performance.read", "performance.all"] });
    expect((await supervisor.call(path)).body.items).toMatchObject(board);
    await inOrganization(desk.product.db, desk.orgId, (scope) =>
      saveSetting(scope, { actor: "cli" }, { key: "kpi.leaderboard", value: true }),
    );
    expect((await reader.call(path)).body.items).toMatchObject(board);
    const trail = await desk.rows("SELECT action, changes FROM audit_logs WHERE actor = ? ORDER BY seq", [
      `key:${reader.keyId}`,
    ]);
    expect(trail).toEqual([
      { action: "api.getLeaderboard.refused", changes: { reason: "leaderboard.off" } },
      { action: "api.getLeaderboard", changes: { status: 200 } },
    ]);
  });

  it("refuses what names no period", async () => {
    expect((await api.call("GET /leaderboard?period=2999-01")).status).toBe(400);
  });
});
