import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { mergeCustomers } from "../../domain/customers/merge/merge-customers.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { openDesk, type TestDesk } from "../../tests/support/held-texts.ts";
import { peekNext } from "./claim-delivery.ts";
import { stopAutomated } from "./stop-automated.ts";
import { whyUnwanted } from "./stop-unwanted.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const at = new Date();
const byJob = { sender: { type: "system" as const }, act: { by: "job" as const, why: "test" } };

async function merge(kept: Conversation, merged: Conversation): Promise<void> {
  const pair = { keptId: kept.customerId, mergedId: merged.customerId };
  const who = { by: { userId: desk.mia }, at, evidence: [] };
  const done = await inOrganization(desk.db, desk.orgId, (scope) => mergeCustomers(scope, pair, who));
  if (done.kind !== "merged") throw new Error(done.kind);
}

/** Marketing that waits for somebody who was merged since, twice, and who they are now. */
async function queuedBeforeMerges(): Promise<{ customerId: string; next: () => ReturnType<typeof peekNext> }> {
  const [first, second, last] = [await desk.converse(), await desk.converse(), await desk.converse()];
  await desk.send(first, "Our new account", { purpose: "marketing", ...byJob });
  await merge(second, first);
  await merge(last, second);
  const chat = { channelId: first.channelId, chat: first.chat };
  return { customerId: last.customerId, next: () => peekNext(desk.db, chat) };
}

async function whyNot(next: () => ReturnType<typeof peekNext>): Promise<string | null> {
  const delivery = await next();
  if (!delivery) throw new Error("nothing is queued");
  return whyUnwanted(desk.db, delivery);
}

const add = (table: string, row: Record<string, unknown>) =>
  desk.db.system(table).insert({ id: newId(), org_id: desk.orgId, ...row });

describe("marketing that was queued before its customer was merged", () => {
  it("goes out where nothing stands against it", async () => {
    const { next } = await queuedBeforeMerges();
    expect(await whyNot(next)).toBeNull();
  });

  it("does not go out once they have opted out", async () => {
    const { customerId, next } = await queuedBeforeMerges();
    await add("consents", { customer_id: customerId, kind: "marketing", state: "withdrawn" });
    expect(await whyNot(next)).toBe("consent.withdrawn");
  });

  it("does not go out while a withdrawal of theirs waits", async () => {
    const { customerId, next } = await queuedBeforeMerges();
    const money = { withdrawal_code: newId(), amount: "5", currency: "USD", requested_at: at, due_at: at };
    await add("withdrawals", { customer_id: customerId, ...money });
    expect(await whyNot(next)).toBe("selling.paused");
  });

  it("does not go out once they are blacklisted, and is cancelled by it", async () => {
    const { customerId, next } = await queuedBeforeMerges();
    await desk.db.system("customers").where({ id: customerId }).update({ status: "blacklist" });
    expect(await whyNot(next)).toBe("customer.blacklisted");
    expect(await next()).toMatchObject({ isUnwanted: true });
    const by = { userId: desk.mia, at };
    expect(await inOrganization(desk.db, desk.orgId, (scope) => stopAutomated(scope, customerId, by))).toBe(1);
  });
});
