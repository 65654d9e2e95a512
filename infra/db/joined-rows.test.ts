import { afterAll, beforeAll, expect, it } from "vitest";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import { firstJoined } from "./joined-rows.ts";

let desk: WaitingConversations;
beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());

const read = (id: string, isWanted: boolean) =>
  desk.within(({ trx }) =>
    firstJoined(
      trx,
      [Customer, Conversation],
      `SELECT c.*, v.*, EXISTS (SELECT FROM leads l WHERE l.customer_id = c.id) AS "hasLead", 7 AS seven
       FROM customers c LEFT JOIN conversations v ON v.customer_id = c.id AND :isWanted WHERE c.id = :id`,
      { id, isWanted },
    ),
  );

it("gives each table's part as its model would have read it, also where columns have one name", async () => {
  const { customerId, id } = await desk.addConversation();
  const found = await read(customerId, true);
  const [customer, conversation] = await desk.within(async ({ trx }) => [
    await Customer.query(trx).findById(customerId),
    await Conversation.query(trx).findById(id),
  ]);
  expect(found?.models).toEqual([customer, conversation]);
  expect(found?.models[0]).toBeInstanceOf(Customer);
  expect(found?.models[1]?.createdAt).toBeInstanceOf(Date);
  expect(found?.values).toEqual({ hasLead: false, seven: 7 });
});

it("gives null for a table in which a LEFT JOIN found nothing, and for no row at all", async () => {
  const { customerId, id } = await desk.addConversation();
  const found = await read(customerId, false);
  expect(found?.models[0]?.id).toBe(customerId);
  expect(found?.models[1]).toBeNull();
  expect(await read(id, true)).toBeNull();
});
