import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase, type Database } from "../infra/db/connect.ts";
import { newId } from "../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "./support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.ts";

const AT = new Date("2026-11-22T09:00:00Z");

let database: TestDatabase;
let db: Database;
let mine: { org_id: string; customer_id: string };
let theirs: { org_id: string; customer_id: string };
let userId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
  mine = await addCustomer("mine");
  theirs = await addCustomer("theirs");
  userId = newId();
  const user = { id: userId, org_id: mine.org_id, name: "Li Na", email: "li.na@x.test", employee_code: "EMP_001" };
  await db.system("users").insert(user);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe("deposits and withdrawals", () => {
  it("exist once for each reference of the back office, in each organisation", async () => {
    await deposit({ external_ref: "BO-1" });
    await expect(deposit({ external_ref: "BO-1" })).rejects.toThrow(/deposits_org_id_external_ref_key/);
    await deposit({ external_ref: "BO-1", ...theirs });
    await withdrawal({ external_ref: "BO-1" });
    await expect(withdrawal({ external_ref: "BO-1" })).rejects.toThrow(/withdrawals_org_id_external_ref_key/);
  });

  it("may lack a reference as often as need be", async () => {
    await deposit({});
    await deposit({});
  });

  it.each(["0.00000001", "9999999999999", "100", "12.50"])("keep %s as it was given", async (amount) => {
    const id = await deposit({ amount });
    expect(await db.system("deposits").where({ id }).first("amount")).toEqual({ amount });
  });

  it.each(["0", "-1", "0.000000001", "10000000000000", "NaN", "Infinity"])("refuse the amount %s", async (amount) => {
    await expect(deposit({ amount })).rejects.toThrow(/deposits_amount_check/);
    await expect(withdrawal({ amount })).rejects.toThrow(/withdrawals_amount_check/);
  });

  it.each(["usd", "US", "$", ""])("refuse the currency “%s”", async (currency) => {
    await expect(deposit({ currency })).rejects.toThrow(/deposits_currency_check/);
  });

  it("are not confirmed without the time of it", async () => {
    await expect(deposit({ status: "confirmed" })).rejects.toThrow(/deposits_check/);
    await expect(withdrawal({ status: "failed" })).rejects.toThrow(/withdrawals_check/);
    await withdrawal({ status: "confirmed", processed_at: AT });
  });
});

describe("the funnel", () => {
  it.each([
    ["funnel_tofu", { contact_date: "2026-11-22", source_channel: "wecom" }],
    ["funnel_mofu", {}],
    ["funnel_bofu", { currency: "USD" }],
  ])("holds one row a customer and person, and one for nobody, in %s", async (table, columns) => {
    for (const user_id of [userId, null]) {
      const add = () => db.system(table).insert({ id: newId(), ...mine, user_id, ...columns });
      await add();
      await expect(add()).rejects.toThrow(/duplicate key/);
    }
  });

  it("holds a row for each currency, whose net deposit the database computes", async () => {
    const row = {
      id: newId(),
      ...mine,
      user_id: userId,
      currency: "CNY",
      total_deposits: "100.5",
      total_withdrawals: 101,
    };
    await db.system("funnel_bofu").insert(row);
    expect(await db.system("funnel_bofu").where({ id: row.id }).first("net_deposit")).toEqual({ net_deposit: "-0.5" });
    await expect(db.system("funnel_bofu").where({ id: row.id }).update({ net_deposit: 1 })).rejects.toThrow(
      /only be updated to DEFAULT/,
    );
  });

  it("has no rate beyond a hundred per cent", async () => {
    const where = { ...mine, user_id: userId, currency: "CNY" };
    const update = (rate: number) => db.system("funnel_bofu").where(where).update({ withdrawal_rate: rate });
    await expect(update(100.01)).rejects.toThrow(/withdrawal_rate_check/);
    await update(99.995);
    expect(await db.system("funnel_bofu").where(where).first("withdrawal_rate")).toEqual({ withdrawal_rate: "100.00" });
  });
});

describe("currency rates", () => {
  it("are one a day and currency, and none of the base currency to itself", async () => {
    const rate = { org_id: mine.org_id, base_currency: "USD", currency: "CNY", day: "2026-11-22", rate: "0.14" };
    await db.system("currency_rates").insert(rate);
    await expect(db.system("currency_rates").insert(rate)).rejects.toThrow(/currency_rates_pkey/);
    await expect(db.system("currency_rates").insert({ ...rate, currency: "USD" })).rejects.toThrow(
      /currency_rates_check/,
    );
    await expect(db.system("currency_rates").insert({ ...rate, day: "2026-11-23", rate: 0 })).rejects.toThrow(
      /rate_check/,
    );
  });
});

async function addCustomer(code: string): Promise<{ org_id: string; customer_id: string }> {
  const [org_id, customer_id] = [newId(), newId()];
  await db.system("organizations").insert({ id: org_id, code, name: code });
  await db.system("customers").insert({ id: customer_id, org_id, customer_code: "CUST_00001", name: "Ann" });
  return { org_id, customer_id };
}

async function deposit(columns: object): Promise<string> {
  const id = newId();
  const row = { id, ...mine, deposit_code: id, amount: 100, currency: "USD", deposit_type: "first", deposited_at: AT };
  await db.system("deposits").insert({ ...row, ...columns });
  return id;
}

async function withdrawal(columns: object): Promise<void> {
  const id = newId();
  const row = { id, ...mine, withdrawal_code: id, amount: 100, currency: "USD", requested_at: AT };
  await db.system("withdrawals").insert({ ...row, ...columns });
}
