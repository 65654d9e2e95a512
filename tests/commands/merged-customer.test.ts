import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mergeCustomers } from "../../domain/customers/merge/merge-customers.ts";
import { readDepositRow, readWithdrawalRow } from "../../domain/funds/read-fund-row.ts";
import { recordDeposit } from "../../domain/funds/record-deposit.ts";
import { recordWithdrawal } from "../../domain/funds/record-withdrawal.ts";
import { sellingPaused } from "../../domain/funds/selling-paused.ts";
import { type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

let desk: CommandDesk;
const at = new Date("2026-11-26T10:00:00Z");
const reporter = { by: { actor: "cli" as const }, at };

beforeAll(async () => {
  desk = await openCommandDesk();
});
afterAll(() => desk.close());

interface Named {
  id: string;
  code: string;
  conversationId: string;
}

let made = 0;
async function person(): Promise<Named> {
  made += 1;
  const { customerId: id, conversationId } = await desk.addCustomerWithChat(`Wang ${made}`, { team: "London" });
  const [row] = await desk.rows<{ code: string }>("SELECT customer_code AS code FROM customers WHERE id = ?", [id]);
  return { id, code: row?.code ?? "", conversationId };
}

async function merge(kept: Named, merged: Named): Promise<void> {
  const pair = { keptId: kept.id, mergedId: merged.id };
  const by = { by: { userId: desk.userIds.mia }, at, evidence: [] };
  const done = await desk.within((scope) => mergeCustomers(scope, pair, by));
  if (done.kind !== "merged") throw new Error(done.kind);
}

/** Three who turned out to be one: the first into the second, and that into the last. */
async function mergedTwice(): Promise<[Named, Named, Named]> {
  const [first, second, last] = [await person(), await person(), await person()];
  await merge(second, first);
  await merge(last, second);
  return [first, second, last];
}

describe("the code of a customer who was merged twice", () => {
  it("puts on hold who they are now, and what was said in their chat", async () => {
    const [first, , last] = await mergedTwice();
    expect(await desk.says("cleo", `/hold on ${first.code} letter of the regulator`)).toContain(last.code);
    const held = "SELECT is_held(org_id, customer_id, id) AS held FROM conversations WHERE id = ?";
    expect(await desk.rows(held, [first.conversationId])).toEqual([{ held: true }]);
  });

  it("writes down a withdrawal of who they are now", async () => {
    const [first, , last] = await mergedTwice();
    await desk.says("mia", `/withdrawal ${first.code} 500 USD TWICE-1`);
    const whose = await desk.rows("SELECT customer_id FROM withdrawals WHERE external_ref = 'TWICE-1'");
    expect(whose).toEqual([{ customer_id: last.id }]);
  });
});

describe("money that is reported of a customer who was merged", () => {
  const cells = (customer: Named, ref: string) => ({
    customer_code: customer.code.toLowerCase(),
    amount: "500",
    currency: "USD",
    external_ref: ref,
  });

  it("stands with who they are now, and no one is sold to while a withdrawal of theirs waits", async () => {
    const [first, , last] = await mergedTwice();
    const { row } = await desk.within(async (scope) =>
      recordWithdrawal(scope, await readWithdrawalRow(scope, cells(first, "GHOST-1"), at), reporter),
    );
    expect(row.customerId).toBe(last.id);
    expect(await desk.within((scope) => sellingPaused(scope, last.id))).not.toBeNull();
    const deposit = await desk.within(async (scope) =>
      recordDeposit(scope, await readDepositRow(scope, cells(first, "GHOST-2"), at), reporter),
    );
    expect(deposit.row.customerId).toBe(last.id);
  });

  it("stands with who they are now, where the merge comes between reading the report and writing it down", async () => {
    const [kept, merged] = [await person(), await person()];
    const report = await desk.within((scope) => readWithdrawalRow(scope, cells(merged, "GHOST-3"), at));
    const deposit = await desk.within((scope) => readDepositRow(scope, cells(merged, "GHOST-4"), at));
    await merge(kept, merged);
    expect((await desk.within((scope) => recordWithdrawal(scope, report, reporter))).row.customerId).toBe(kept.id);
    expect((await desk.within((scope) => recordDeposit(scope, deposit, reporter))).row.customerId).toBe(kept.id);
    const again = await desk.within((scope) => recordWithdrawal(scope, report, reporter));
    expect(again).toMatchObject({ isNew: false, row: { customerId: kept.id } });
  });
});

describe("undoing a merge", () => {
  it("names the money that was recorded since and stays with the kept customer", async () => {
    const [kept, merged] = [await person(), await person()];
    const report = { amount: "9", currency: "USD", happenedAt: at };
    const record = (customerId: string, externalRef: string) =>
      desk.within((scope) => recordWithdrawal(scope, { ...report, customerId, externalRef }, reporter));
    const before = await record(merged.id, "SINCE-1");
    await desk.addReference(merged.id, "mt5", "B-77");
    await merge(kept, merged);
    const [number] = await desk.rows<{ number: string }>("SELECT number FROM customer_merges WHERE merged_id = ?", [
      merged.id,
    ]);
    const cells = { system: "MT5", account: "B-77", amount: "7", currency: "USD" };
    const since = await desk.within(async (scope) =>
      recordWithdrawal(scope, await readWithdrawalRow(scope, { ...cells, external_ref: "SINCE-2" }, at), reporter),
    );
    const deposit = await desk.within(async (scope) =>
      recordDeposit(scope, await readDepositRow(scope, { ...cells, external_ref: "SINCE-3" }, at), reporter),
    );
    const said = await desk.says("mia", `/merge undo M${number?.number}`);
    expect(said).toContain(`${deposit.row.depositCode}, ${since.row.withdrawalCode}`);
    expect(said).not.toContain(before.row.withdrawalCode);
    const [entry] = await desk.rows<{ stays: string[] }>(
      "SELECT changes -> 'moneySince' AS stays FROM audit_logs WHERE action = 'customer.merge_undo'",
    );
    expect(entry?.stays).toEqual([deposit.row.depositCode, since.row.withdrawalCode]);
  });
});
