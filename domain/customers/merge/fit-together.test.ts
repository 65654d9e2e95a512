import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../../tests/support/waiting-conversations.ts";
import { mergeCustomers } from "./merge-customers.ts";
import { undoMerge } from "./undo-merge.ts";

let desk: WaitingConversations;
let manager: string;
const at = new Date("2026-11-26T10:00:00Z");

beforeAll(async () => {
  desk = await openWaitingConversations();
  manager = await desk.addUser("Mia", { role: "manager" });
  await desk.set("funds.large_deposit", { USD: "10000" });
});
afterAll(() => desk.close());

async function firstDeposit(
  amount: string,
  currency: string,
  day: string,
): Promise<{ customerId: string; id: string }> {
  const { customerId } = await desk.addConversation();
  const id = newId();
  const money = { amount, currency, deposit_type: "first", deposited_at: day };
  await desk.db
    .system("deposits")
    .insert({ id, org_id: desk.orgId, customer_id: customerId, deposit_code: id, ...money });
  return { customerId, id };
}

const typeOf = async (id: string) =>
  (await desk.db.system("deposits").where({ id }).first("deposit_type")).deposit_type;
const later: [string, string, string][] = [
  ["50000", "USD", "large"],
  ["10000", "USD", "large"],
  ["9999.99", "USD", "repeat"],
  // No amount is set for it.
  ["50000", "EUR", "repeat"],
];

it.each(later)(
  "of two first deposits the later, %s %s, becomes a %s one, and the first again by undoing",
  async (amount, currency, type) => {
    const early = await firstDeposit("100", "USD", "2026-11-02");
    const late = await firstDeposit(amount, currency, "2026-11-05");
    const pair = { keptId: early.customerId, mergedId: late.customerId };
    const who = { by: { userId: manager }, at };
    const done = await desk.within((scope) => mergeCustomers(scope, pair, { ...who, evidence: [] }));
    if (done.kind !== "merged") throw new Error(done.kind);
    expect([await typeOf(early.id), await typeOf(late.id)]).toEqual(["first", type]);
    await desk.within((scope) => undoMerge(scope, done.number, who));
    expect([await typeOf(early.id), await typeOf(late.id)]).toEqual(["first", "first"]);
  },
);
