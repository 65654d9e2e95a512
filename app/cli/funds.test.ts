import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type DeskhandCli, openDeskhandCli } from "../../tests/support/deskhand-cli.ts";

let cli: DeskhandCli;
beforeAll(async () => {
  cli = await openDeskhandCli();
  const { id: orgId } = await cli.db.system("organizations").first("id");
  const customerId = newId();
  await cli.db.system("customers").insert({ id: customerId, org_id: orgId, customer_code: "CUST_00042", name: "Li" });
  await cli.db.system("customer_external_refs").insert({
    ...{ id: newId(), org_id: orgId, customer_id: customerId, system: "mt5", external_ref: "880042" },
  });
  await cli.db.system("settings").insert({
    ...{
      id: newId(),
      org_id: orgId,
      key: "funds.base_currency",
      value: '"CNY"',
      value_type: "string",
      category: "funds",
    },
  });
});
afterAll(() => cli.close());

const deposits = () => cli.db.system("deposits").orderBy("deposited_at").select("external_ref", "amount", "status");

const head = "external_ref,customer_code,system,account,amount,currency,deposited_at,status";

it("imports deposits, and lists the rows that are wrong", async () => {
  const first = await cli.file(
    "first.csv",
    [
      head,
      'BO-1,CUST_00042,,,"1,500.50",USD,2026-03-01T09:00:00+08:00,pending',
      "BO-2,,MT5,880042,300,usd,2026-03-02 09:00Z,已确认",
      "BO-3,CUST_00099,,,1,USD,,",
      "BO-4,CUST_00042,,,1.001,USD,,",
      "BO-5,CUST_00042,,,1,USD,2026-03-02 09:00,",
      ",CUST_00042,,,1,USD,,",
      "BO-6,CUST_00042,,,1,USD,,paid",
      "BO-1,CUST_00042,,,2,USD,,",
    ].join("\n"),
  );
  expect(await cli.json(["deposit", "import", first])).toEqual({
    ...{ file: first, read: 8, created: 2, moved: 0, unchanged: 0, failed: 6 },
    errors: [
      { line: 4, message: "customer_code: there is no customer CUST_00099" },
      { line: 5, message: "“1.001” has 3 decimal places; USD has 2" },
      { line: 6, message: expect.stringContaining("deposited_at: “2026-03-02 09:00” is no time with its zone") },
      { line: 7, message: "external_ref is missing" },
      { line: 8, message: "status: “paid” is none of pending, confirmed, failed" },
      { line: 9, message: expect.stringMatching(/^BO-1 is DEP_20260301_001 already, and the amount differs$/) },
    ],
  });
});

it("records a reference once, and moves on what a later file says more of", async () => {
  const second = await cli.file(
    "second.csv",
    `${head}\nBO-1,CUST_00042,,,1500.5,USD,2026-03-01T09:00:00+08:00,confirmed\nBO-2,,mt5,880042,300.00,USD,,pending\n`,
  );
  expect(await cli.json(["deposit", "import", second])).toMatchObject({
    created: 0,
    moved: 1,
    unchanged: 1,
    failed: 0,
  });
  expect(await deposits()).toEqual([
    { external_ref: "BO-1", amount: "1500.50", status: "confirmed" },
    { external_ref: "BO-2", amount: "300.00", status: "confirmed" },
  ]);
  expect(await cli.db.system("funnel_bofu").first("total_deposits", "deposit_count")).toEqual({
    ...{ total_deposits: "1800.50", deposit_count: 2 },
  });
});

it("finds nothing to change in the funnel of what it imported", async () => {
  expect(await cli.json(["funnel", "rebuild"])).toEqual({ customers: 1, changed: 0 });
});

it("imports withdrawals with what the back office made of them", async () => {
  const file = await cli.file(
    "withdrawals.csv",
    "external_ref,customer_code,amount,currency,requested_at,status,settled_at,reason\n" +
      "W-1,CUST_00042,100,USD,2026-03-03T00:00:00Z,failed,2026-03-03T05:00:00Z,盈利提现\nW-2,CUST_00042,50,USD,,,,\n",
  );
  expect(await cli.json(["withdrawal", "import", file])).toMatchObject({ created: 2, failed: 0 });
  expect(await cli.db.system("withdrawals").orderBy("external_ref").select("status", "reason", "processed_at")).toEqual(
    [
      { status: "failed", reason: "profit_taking", processed_at: new Date("2026-03-03T05:00:00Z") },
      { status: "pending", reason: null, processed_at: null },
    ],
  );
});

it("says what is wrong with a file that has none of what is needed, and fails", async () => {
  const file = await cli.file("other.csv", "customer_code,amount\nCUST_00042,1\n");
  expect((await cli.run(["deposit", "import", file])).stderr).toContain("has no column external_ref, currency");
});

it("sets rates by day and all of a file or none", async () => {
  expect(await cli.json(["rate", "set", "usd", "7.12", "--day", "2026-11-22"])).toEqual({
    ...{ currency: "USD", rate: "7.12", day: "2026-11-22", baseCurrency: "CNY", isChanged: true },
  });
  expect(await cli.json(["rate", "set", "USD", "7.120", "--day", "2026-11-22"])).toMatchObject({ isChanged: false });
  expect((await cli.run(["rate", "set", "CNY", "1"])).stderr).toContain("CNY is the base currency");
  expect((await cli.run(["rate", "set", "USD", "0"])).stderr).toContain("is no rate");
  const wrong = await cli.file("wrong.csv", "currency,rate,day\nEUR,7.80,2026-11-22\nEUR,x,2026-11-23\n");
  expect((await cli.run(["rate", "import", wrong])).stderr).toContain("line 3: “x” is no rate");
  const right = await cli.file("right.csv", "currency,rate,day\nEUR,7.80,2026-11-22\nUSD,7.13,2026-11-22\n");
  expect(await cli.json(["rate", "import", right])).toMatchObject({ read: 2, changed: 2 });
  expect(await cli.json(["rate", "list"])).toEqual({
    baseCurrency: "CNY",
    rates: [
      { currency: "EUR", rate: "7.80", day: "2026-11-22" },
      { currency: "USD", rate: "7.13", day: "2026-11-22" },
    ],
  });
});
