import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type ChatOf, type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

// Tess leads London; the money is of a customer of Shanghai.
let desk: CommandDesk;
let there: ChatOf;
let code: string;

beforeAll(async () => {
  desk = await openCommandDesk();
});
afterAll(() => desk.close());

beforeEach(async () => {
  there = await desk.addCustomerWithChat("Li Wei", { team: "Shanghai" });
  const recorded = await desk.says("mia", `/deposit 700 USD BO-${there.code}`, there);
  code = /DEP_\d{8}_\d{3}/.exec(recorded)?.[0] ?? "";
});

const statusOf = async () => {
  const [row] = await desk.rows<{ status: string }>("SELECT status FROM deposits WHERE deposit_code = ?", [code]);
  return row?.status;
};
const looksOf = () =>
  desk.rows("SELECT changes FROM audit_logs WHERE action = 'customer.look' AND resource_id = ?", [there.customerId]);

it.each(["confirm", "fail"])(
  "refuses %s of another team's deposit without a reason, and shows none of it",
  async (act) => {
    const answer = await desk.says("tess", `/deposit ${act} ${code}`);
    expect(answer).toContain("is neither yours nor your team's");
    expect(answer).not.toMatch(/700|BO-/);
    expect(await statusOf()).toBe("pending");
  },
);

it("settles another team's deposit for a reason, which is kept", async () => {
  expect(await desk.says("tess", `/deposit confirm ${code} reason: Shanghai is closed today`)).toContain("confirmed");
  expect(await statusOf()).toBe("confirmed");
  expect(await looksOf()).toEqual([{ changes: { reason: "Shanghai is closed today", by: "deposit" } }]);
});

it("settles the deposits of everybody's customers without one for who reads them all", async () => {
  expect(await desk.says("mia", `/deposit fail ${code}`)).toContain("failed");
  expect(await looksOf()).toEqual([]);
});

it("says so when there is no such deposit", async () => {
  expect(await desk.says("tess", "/deposit confirm DEP_20200101_001")).toBe("there is no deposit DEP_20200101_001");
});
