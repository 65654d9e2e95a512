import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { lockScripts, saveScript } from "../content/save-script.ts";
import type { ScriptWords } from "../content/script.ts";
import { takeFundCode } from "../funds/fund-code.ts";
import { customerCode, employeeCode, materialCode, nextNumber, takeNumber } from "./codes.ts";
import { ensureOrganization } from "./ensure-organization.ts";

const AT = new Date("2026-11-21T17:00:00Z");
const WRITERS = 50;

let database: TestDatabase;
let db: Database;
let orgId: string;
let customerId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url);
});
beforeEach(async () => {
  orgId = await addOrganization("Asia/Shanghai");
  customerId = newId();
  await db.system("customers").insert({ id: customerId, org_id: orgId, customer_code: "CUST_X", name: "Ann" });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe("codes that people read", () => {
  it.each([
    ["customers", (n: number) => insertCustomer(n)],
    ["employees", (n: number) => insertEmployee(n)],
    ["materials", (n: number) => insertMaterial(n)],
    ["deposits", () => insertDeposit()],
    ["withdrawals", () => insertWithdrawal()],
  ] as const)("of %s are never the same for fifty who write at once", async (_, write) => {
    const codes = await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(n)));
    expect(new Set(codes).size).toBe(WRITERS);
  });

  it("may leave a gap where somebody's transaction fails, and no double", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: WRITERS }, (_, n) =>
        inOrganization(db, orgId, async ({ trx }) => {
          const code = await takeFundCode(trx, orgId, { kind: "deposit", at: AT });
          if (n % 5 === 0) throw new Error("gone");
          await trx("deposits").insert(depositRow(code));
        }),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
    expect(await db.system("deposits").where({ org_id: orgId }).distinct("deposit_code")).toHaveLength(40);
  });

  it("of funds are numbered within the organisation's day", async () => {
    const code = (kind: "deposit" | "withdrawal", at: string) =>
      takeFundCode(db.system, orgId, { kind, at: new Date(at) });
    expect(await code("deposit", "2026-11-21T15:59:59Z")).toBe("DEP_20261121_001");
    expect(await code("deposit", "2026-11-21T16:00:00Z")).toBe("DEP_20261122_001");
    expect(await code("deposit", "2026-11-22T15:59:59Z")).toBe("DEP_20261122_002");
    expect(await code("withdrawal", "2026-11-22T15:59:59Z")).toBe("WTH_20261122_001");
  });

  it("grow past their digits", async () => {
    const counter = { org_id: orgId, name: "deposit 20261122", value: 999 };
    await db.system("code_counters").insert(counter);
    expect(await takeFundCode(db.system, orgId, { kind: "deposit", at: AT })).toBe("DEP_20261122_1000");
    expect([customerCode(100_000), materialCode(7)]).toEqual(["CUST_100000", "MAT_007"]);
  });

  it("are numbered in each organisation by itself, by its own days", async () => {
    const other = await addOrganization("UTC");
    expect(await nextNumber(db, orgId, "material")).toBe(1);
    expect(await nextNumber(db, other, "material")).toBe(1);
    expect(await takeFundCode(db.system, orgId, { kind: "deposit", at: AT })).toBe("DEP_20261122_001");
    expect(await takeFundCode(db.system, other, { kind: "deposit", at: AT })).toBe("DEP_20261121_001");
  });

  it("of scripts pass over what a file brought", async () => {
    const saved = await inOrganization(db, orgId, async (scope) => {
      await lockScripts(scope);
      for (const code of ["SCR_001", "SCR_002", null]) {
        await saveScript(scope, { actor: "cli" }, { code, words: wordsOf(`${code}`), authorId: null }, null, () => []);
      }
      return scope.trx("scripts").where({ org_id: orgId }).orderBy("script_code").select("script_code", "status");
    });
    expect(saved).toEqual(["SCR_001", "SCR_002", "SCR_003"].map((code) => ({ script_code: code, status: "pending" })));
  });
});

async function addOrganization(zone: string): Promise<string> {
  const id = await ensureOrganization(db.system, `o${newId().slice(-12)}`, "Codes");
  const setting = { id: newId(), org_id: id, key: "organization.timezone", value: JSON.stringify(zone) };
  await db.system("settings").insert({ ...setting, value_type: "string", category: "organization" });
  return id;
}

const row = () => ({ id: newId(), org_id: orgId });

function wordsOf(contentEn: string): ScriptWords {
  const said = { category: "opening", contentCn: null, contentEn, followUp: [], tags: [], stages: [] };
  const unsaid = { subcategory: null, scenario: null, level: null, purpose: null };
  return { ...said, ...unsaid, isActive: true, validFrom: null, validTo: null };
}

async function insertCustomer(n: number): Promise<string> {
  const code = customerCode(await nextNumber(db, orgId, "customer"));
  await db.system("customers").insert({ ...row(), customer_code: code, name: `C${n}` });
  return code;
}

async function insertEmployee(n: number): Promise<string> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const code = employeeCode(await takeNumber(trx, orgId, "employee"));
    await trx("users").insert({ ...row(), employee_code: code, name: `U${n}`, email: `${newId()}@x.test` });
    return code;
  });
}

async function insertMaterial(n: number): Promise<string> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const code = materialCode(await takeNumber(trx, orgId, "material"));
    await trx("materials").insert({ ...row(), material_code: code, type: "text", category: "life", title: `M${n}` });
    return code;
  });
}

function depositRow(code: string): object {
  const money = { customer_id: customerId, amount: "100", currency: "USD" };
  return { ...row(), ...money, deposit_code: code, deposit_type: "first", deposited_at: AT };
}

async function insertDeposit(): Promise<string> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const code = await takeFundCode(trx, orgId, { kind: "deposit", at: AT });
    await trx("deposits").insert(depositRow(code));
    return code;
  });
}

async function insertWithdrawal(): Promise<string> {
  const code = await takeFundCode(db.system, orgId, { kind: "withdrawal", at: AT });
  const money = { customer_id: customerId, amount: "100", currency: "USD" };
  await db.system("withdrawals").insert({ ...row(), ...money, withdrawal_code: code, requested_at: AT });
  return code;
}
