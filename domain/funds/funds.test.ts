import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { moveDeposit } from "./move-deposit.ts";
import { moveWithdrawal } from "./move-withdrawal.ts";
import { type DepositReport, recordDeposit } from "./record-deposit.ts";
import { recordWithdrawal } from "./record-withdrawal.ts";
import { sellingPaused } from "./selling-paused.ts";

let desk: FundsDesk;
let customerId: string;
let references = 0;

const at = new Date("2026-03-10T09:00:00Z");
const reporter = { by: { actor: "cli" as const }, at };

beforeAll(async () => {
  desk = await openFundsDesk(8);
  await desk.set("funds.large_deposit", { USD: "10000", JPY: "1000000" });
});
afterAll(() => desk.close());
beforeEach(async () => {
  customerId = await desk.addCustomer();
});

const newRef = () => `BO-${++references}`;
const report = (change: Partial<DepositReport> = {}): DepositReport => ({
  customerId,
  amount: "500",
  currency: "USD",
  externalRef: newRef(),
  happenedAt: new Date("2026-03-09T20:00:00Z"),
  ...change,
});
const deposit = (change: Partial<DepositReport> = {}) =>
  desk.inside((scope) => recordDeposit(scope, report(change), reporter));
const withdrawal = (change: Partial<DepositReport> = {}) =>
  desk.inside((scope) => recordWithdrawal(scope, report(change), reporter));
const typesOf = async () =>
  (
    await desk.db.system("deposits").where({ customer_id: customerId }).orderBy("deposited_at").select("deposit_type")
  ).map((row) => row.deposit_type);
const auditsOf = async (resourceId: string) =>
  (await desk.db.system("audit_logs").where({ resource_id: resourceId }).orderBy("id").select("action")).map(
    (row) => row.action,
  );

describe("a deposit", () => {
  it("is recorded once under its reference, however often it is reported, and has a code of its day", async () => {
    const given = report();
    const first = await desk.inside((scope) => recordDeposit(scope, given, reporter));
    const again = await desk.inside((scope) => recordDeposit(scope, { ...given, amount: "500.00" }, reporter));
    expect(first).toMatchObject({ isNew: true, row: { amount: "500.00", currency: "USD", status: "pending" } });
    expect(first.row.depositCode).toMatch(/^DEP_20260309_\d{3}$/);
    expect(again).toMatchObject({ isNew: false, hasMoved: false, row: { id: first.row.id } });
    expect(await auditsOf(first.row.id)).toEqual(["deposit.record"]);
  });

  it("moves its customer along the journey once it has come in, with the first and with later ones", async () => {
    const stage = async () => (await desk.db.system("customers").where({ id: customerId }).first()).journey_stage;
    const first = await deposit();
    expect(await stage()).toBe("awareness");
    await desk.inside((scope) => moveDeposit(scope, first.row.depositCode, "confirmed", reporter));
    expect(await stage()).toBe("subscribe");
    await deposit({ status: "confirmed" });
    expect(await stage()).toBe("growth");
    const moves = await desk.db.system("customer_journey").where({ customer_id: customerId }).orderBy("id");
    expect(moves.map((row) => row.trigger_event)).toEqual(["first_deposit", "repeat_deposit"]);
  });

  it("is dated by the organisation's own calendar", async () => {
    await desk.set("organization.timezone", "Asia/Shanghai");
    const { row } = await deposit();
    await desk.db.system("settings").where({ key: "organization.timezone" }).delete();
    expect(row.depositCode).toMatch(/^DEP_20260310_/);
  });

  it("is recorded once when it is reported twice at the same instant", async () => {
    const given = report();
    const both = await Promise.all(
      Array.from({ length: 6 }, () => desk.inside((scope) => recordDeposit(scope, given, reporter))),
    );
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(both.map(({ row }) => row.id)).size).toBe(1);
  });

  it("gives one number to one customer when two are reported under it at the same instant", async () => {
    const other = await desk.addCustomer();
    const given = report();
    const results = await Promise.allSettled([
      desk.inside((scope) => recordDeposit(scope, given, reporter)),
      desk.inside((scope) => recordDeposit(scope, { ...given, customerId: other }, reporter)),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
  });

  it.each([
    ["amount", { amount: "501" }],
    ["currency", { currency: "EUR" }],
  ])("is refused under a number that stands for another %s", async (what, change) => {
    const given = report();
    await desk.inside((scope) => recordDeposit(scope, given, reporter));
    await expect(desk.inside((scope) => recordDeposit(scope, { ...given, ...change }, reporter))).rejects.toMatchObject(
      { code: "conflict", message: expect.stringContaining(`the ${what} differs`) },
    );
  });

  it("moves on when a later report says so, and not back when an earlier one comes late", async () => {
    const given = report();
    await desk.inside((scope) => recordDeposit(scope, given, reporter));
    const settledAt = new Date("2026-03-10T08:00:00Z");
    const later = { ...given, status: "confirmed" as const, settledAt };
    expect(await desk.inside((scope) => recordDeposit(scope, later, reporter))).toMatchObject({
      isNew: false,
      hasMoved: true,
      row: { status: "confirmed", confirmedAt: settledAt },
    });
    expect(await desk.inside((scope) => recordDeposit(scope, given, reporter))).toMatchObject({
      hasMoved: false,
      row: { status: "confirmed" },
    });
    await expect(
      desk.inside((scope) => recordDeposit(scope, { ...given, status: "failed" }, reporter)),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("ends in one way when it is confirmed and failed at the same instant", async () => {
    for (let round = 0; round < 5; round++) {
      const { row } = await deposit();
      const ends = await Promise.allSettled(
        (["confirmed", "failed"] as const).map((to) =>
          desk.inside((scope) => moveDeposit(scope, row.depositCode, to, reporter)),
        ),
      );
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const won = ends[0]?.status === "fulfilled" ? "confirmed" : "failed";
      expect(await desk.db.system("deposits").where({ id: row.id }).first("status")).toEqual({ status: won });
      expect(await auditsOf(row.id)).toEqual(["deposit.record", "deposit.move"]);
    }
  });

  it("is confirmed once by two who say so at the same instant", async () => {
    const { row } = await deposit();
    const both = await Promise.all(
      [1, 2].map(() =>
        desk.inside((scope) => moveDeposit(scope, row.depositCode.toLowerCase(), "confirmed", reporter)),
      ),
    );
    expect(both.map(({ hasMoved }) => hasMoved).sort()).toEqual([false, true]);
  });

  it("is first, large or repeat by when it was paid and how much it was, in whatever order deposits are reported", async () => {
    await deposit({ happenedAt: new Date("2026-03-05T00:00:00Z") });
    await deposit({ happenedAt: new Date("2026-03-06T00:00:00Z"), amount: "10000" });
    await deposit({ happenedAt: new Date("2026-03-07T00:00:00Z"), amount: "9999.99" });
    await deposit({ happenedAt: new Date("2026-03-08T00:00:00Z"), amount: "50000", currency: "EUR" });
    expect(await typesOf()).toEqual(["first", "large", "repeat", "repeat"]);
    const earlier = await deposit({ happenedAt: new Date("2026-03-04T00:00:00Z"), amount: "20000" });
    expect(await typesOf()).toEqual(["first", "repeat", "large", "repeat", "repeat"]);
    await desk.inside((scope) => moveDeposit(scope, earlier.row.depositCode, "failed", reporter));
    expect(await typesOf()).toEqual(["first", "first", "large", "repeat", "repeat"]);
  });

  it("keeps what it was told apart as when the organisation changes its amounts", async () => {
    await deposit({ happenedAt: new Date("2026-03-05T00:00:00Z"), currency: "JPY", amount: "100" });
    await deposit({ happenedAt: new Date("2026-03-06T00:00:00Z"), currency: "JPY", amount: "1000000" });
    await deposit({ happenedAt: new Date("2026-03-07T00:00:00Z"), currency: "JPY", amount: "900000" });
    await desk.set("funds.large_deposit", { USD: "10000", JPY: "500000" });
    await deposit({ happenedAt: new Date("2026-03-08T00:00:00Z"), currency: "JPY", amount: "500000" });
    expect(await typesOf()).toEqual(["first", "large", "repeat", "large"]);
    await desk.set("funds.large_deposit", { USD: "10000", JPY: "1000000" });
  });

  it.each([
    [{ amount: "0.001" }, "decimal places"],
    [{ currency: "XYZ" }, "no currency"],
    [{ happenedAt: new Date("2026-03-12T00:00:00Z") }, "in the future"],
    [{ happenedAt: new Date("nonsense") }, "in the future"],
    [{ externalRef: " " }, "the reference"],
  ])("that cannot be is refused and leaves nothing behind: %j", async (change, words) => {
    await expect(deposit(change)).rejects.toMatchObject({ message: expect.stringContaining(words) });
    expect(await typesOf()).toEqual([]);
  });

  it("of nobody is refused", async () => {
    await expect(deposit({ customerId: desk.orgId })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a withdrawal", () => {
  it("is due when the setting says, from when it was asked for, and stays due then whatever is set later", async () => {
    const given = report();
    const { row } = await desk.inside((scope) => recordWithdrawal(scope, given, reporter));
    expect(row.dueAt).toEqual(new Date("2026-03-10T20:00:00Z"));
    await desk.set("funds.withdrawal_hours", 48);
    const again = await desk.inside((scope) => recordWithdrawal(scope, given, reporter));
    expect(again.row.dueAt).toEqual(row.dueAt);
    await desk.db.system("settings").where({ key: "funds.withdrawal_hours" }).delete();
  });

  it("cannot be made due later, nor be taken away, by the application's own role", async () => {
    const { row } = await withdrawal();
    for (const statement of [
      "UPDATE withdrawals SET due_at = now() + interval '1 year' WHERE id = ?",
      "UPDATE withdrawals SET amount = 1 WHERE id = ?",
      "UPDATE withdrawals SET requested_at = now() WHERE id = ?",
      "DELETE FROM withdrawals WHERE id = ?",
    ]) {
      await expect(desk.inside(({ trx }) => trx.raw(statement, [row.id]))).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("stops selling to its customer until the last of them is settled", async () => {
    const paused = () => desk.inside((scope) => sellingPaused(scope, customerId));
    expect(await paused()).toBeNull();
    const first = await withdrawal({ happenedAt: new Date("2026-03-08T00:00:00Z") });
    const second = await withdrawal();
    expect(await paused()).toEqual({
      withdrawalCode: first.row.withdrawalCode,
      since: new Date("2026-03-08T00:00:00Z"),
    });
    await desk.inside((scope) => moveWithdrawal(scope, first.row.withdrawalCode, "confirmed", reporter));
    expect(await paused()).toMatchObject({ withdrawalCode: second.row.withdrawalCode });
    await desk.inside((scope) => moveWithdrawal(scope, second.row.withdrawalCode, "failed", reporter));
    expect(await paused()).toBeNull();
  });

  it("ends in one way when it is settled twice at the same instant", async () => {
    const { row } = await withdrawal();
    const ends = await Promise.allSettled(
      (["confirmed", "failed"] as const).map((to) =>
        desk.inside((scope) => moveWithdrawal(scope, row.withdrawalCode, to, reporter)),
      ),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await auditsOf(row.id)).toEqual(["withdrawal.record", "withdrawal.move"]);
  });

  it("is recorded once when it is reported twice at the same instant", async () => {
    const given = report();
    const both = await Promise.all(
      Array.from({ length: 4 }, () => desk.inside((scope) => recordWithdrawal(scope, given, reporter))),
    );
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});
