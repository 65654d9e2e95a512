import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { openWaitingConversations, type WaitingConversations } from "../../../tests/support/waiting-conversations.ts";
import { placeHold } from "../../control/legal-hold.ts";
import { mergeCustomers } from "./merge-customers.ts";
import { undoMerge } from "./undo-merge.ts";

let desk: WaitingConversations;
let manager: string;
const at = new Date("2026-11-26T10:00:00Z");

beforeAll(async () => {
  desk = await openWaitingConversations();
  manager = await desk.addUser("Mia", { role: "manager" });
});
afterAll(() => desk.close());

interface Person {
  customerId: string;
  conversationId: string;
}

async function person(): Promise<Person> {
  const { customerId, id } = await desk.addConversation();
  return { customerId, conversationId: id };
}

async function merge(kept: Person, merged: Person): Promise<number> {
  const pair = { keptId: kept.customerId, mergedId: merged.customerId };
  const done = await desk.within((scope) => mergeCustomers(scope, pair, { by: { userId: manager }, at, evidence: [] }));
  if (done.kind !== "merged") throw new Error(done.kind);
  return done.number;
}

const undo = (number: number) => desk.within((scope) => undoMerge(scope, number, { by: { userId: manager }, at }));
const hold = (customerId: string, matter: string, conversationId: string | null = null) =>
  desk.within((scope) =>
    placeHold(scope, { customerId, conversationId }, { matter, reason: "a case", userId: manager, at }),
  );

/** Whether what belongs to the customer, and whether what was said in their conversation, is kept from removal. */
async function heldOf({ customerId, conversationId }: Person): Promise<{ theirs: boolean; said: boolean }> {
  const [row] = await desk.rows<{ theirs: boolean; said: boolean }>(
    "SELECT is_held(org_id, id, NULL) AS theirs, is_held(org_id, id, ?) AS said FROM customers WHERE id = ?",
    [conversationId, customerId],
  );
  if (!row) throw new Error("no such customer");
  return row;
}

const whole = { theirs: true, said: true };
const not = { theirs: false, said: false };

describe("undoing a merge", () => {
  it("leaves both on hold, where the kept customer was put on hold meanwhile", async () => {
    const [kept, merged] = [await person(), await person()];
    const number = await merge(kept, merged);
    await hold(kept.customerId, "A");
    expect(await undo(number)).toMatchObject({ kind: "undone", matters: ["A"] });
    expect([await heldOf(kept), await heldOf(merged)]).toEqual([whole, whole]);
  });

  it("leaves both on hold, where either was before the merge", async () => {
    for (const first of [true, false]) {
      const [kept, merged] = [await person(), await person()];
      await hold((first ? kept : merged).customerId, "A");
      await undo(await merge(kept, merged));
      expect([await heldOf(kept), await heldOf(merged)]).toEqual([whole, whole]);
    }
  });

  it("gives a conversation back with its hold, and keeps of the other what belongs to no conversation", async () => {
    const [kept, merged] = [await person(), await person()];
    const number = await merge(kept, merged);
    await hold(kept.customerId, "A", merged.conversationId);
    await undo(number);
    expect([await heldOf(kept), await heldOf(merged)]).toEqual([whole, whole]);
    const those = await desk.rows("SELECT customer_id FROM legal_holds WHERE conversation_id = ?", [
      merged.conversationId,
    ]);
    expect(those).toEqual([{ customer_id: merged.customerId }]);
  });

  it("holds nobody of whom nothing was held, and nothing whose hold has ended", async () => {
    const [kept, merged] = [await person(), await person()];
    const number = await merge(kept, merged);
    await hold(kept.customerId, "A");
    await desk.db
      .system("legal_holds")
      .where({ customer_id: kept.customerId })
      .update({ released_at: at, released_by: manager, release_reason: "over" });
    expect(await undo(number)).toMatchObject({ matters: [] });
    expect([await heldOf(kept), await heldOf(merged)]).toEqual([not, not]);
  });
});

describe("the memories of a customer who is on hold", () => {
  const remember = async ({ customerId }: Person): Promise<string> => {
    const id = newId();
    const of = { id, org_id: desk.orgId, customer_id: customerId };
    await desk.db.system("memories").insert({ ...of, type: "long_term", content: "likes tea" });
    return id;
  };
  const ownerOf = async (id: string) =>
    (await desk.db.system("memories").where({ id }).first("customer_id")).customer_id;
  const forget = (id: string) => desk.db.system("memories").where({ id }).del();

  it("go along with a merge and back with its undoing, and are kept all the time", async () => {
    for (const matters of [["A"], ["A", "B"]]) {
      const [kept, merged] = [await person(), await person()];
      const memory = await remember(merged);
      for (const matter of matters) await hold(merged.customerId, matter);
      // Held for the same as the other: theirs stays with them.
      if (matters.length > 1) await hold(kept.customerId, "A");
      const number = await merge(kept, merged);
      expect(await ownerOf(memory)).toBe(kept.customerId);
      await expect(forget(memory)).rejects.toMatchObject({ code: "DH001" });
      await undo(number);
      expect(await ownerOf(memory)).toBe(merged.customerId);
      await expect(forget(memory)).rejects.toMatchObject({ code: "DH001" });
    }
  });

  it("go back where the kept customer, or a conversation of either, was put on hold since", async () => {
    for (const what of ["everything", "kept", "merged"] as const) {
      const [kept, merged] = [await person(), await person()];
      const memory = await remember(merged);
      const number = await merge(kept, merged);
      const conversations = { everything: null, kept: kept.conversationId, merged: merged.conversationId };
      await hold(kept.customerId, "A", conversations[what]);
      expect(await undo(number)).toMatchObject({ kind: "undone" });
      expect(await ownerOf(memory)).toBe(merged.customerId);
      await expect(forget(memory)).rejects.toMatchObject({ code: "DH001" });
    }
  });

  it("pass to nobody who is not on hold, or is for another matter", async () => {
    const [held, free, other] = [await person(), await person(), await person()];
    const memory = await remember(held);
    await hold(held.customerId, "A");
    await hold(other.customerId, "B");
    for (const { customerId } of [free, other]) {
      const pass = desk.db.system("memories").where({ id: memory }).update({ customer_id: customerId });
      await expect(pass).rejects.toMatchObject({ code: "DH001" });
    }
  });
});

it("what stays under the merged name is kept from removal by a hold on who they are now", async () => {
  const [first, second, last] = [await person(), await person(), await person()];
  await merge(second, first);
  await merge(last, second);
  expect((await heldOf(first)).theirs).toBe(false);
  await hold(last.customerId, "A");
  expect((await heldOf(first)).theirs).toBe(true);
});
