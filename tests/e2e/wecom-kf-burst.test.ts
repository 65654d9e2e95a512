import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "../support/wait-for.ts";
import { openKfId, openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

const CUSTOMERS = 300;
const LINES_EACH = 5;
const LINES = 1_500;

let desk: WecomDesk;

beforeAll(async () => {
  desk = await openWecomDesk();
});
afterAll(() => desk.close());

it("stores a burst of 1,500 messages page by page, each once, and answers none twice, though storing failed in between", async () => {
  const positions: (string | undefined)[] = [];
  const { intake } = desk.product;
  desk.product.intake = {
    ...intake,
    acceptWithCursor: async (source, receipts, cursor) => {
      // The second page: the database goes away between the two.
      if (positions.push(await storedCursor()) === 2) throw new Error("the process dies here");
      await intake.acceptWithCursor(source, receipts, cursor);
    },
  };
  desk.wecom.callbacks.setUrl(undefined);
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => desk.newCustomer(`customer ${index}`));
  for (const customer of customers) {
    desk.wecom.customers.writesMany(customer, ["怎么开户？", ...Array.from({ length: LINES_EACH - 1 }, () => "好的")]);
  }
  desk.wecom.callbacks.setUrl(`${desk.url}/webhooks/wecom`);
  desk.wecom.callbacks.redeliver();
  await waitFor("all receipts", async () => (await receipts()) === LINES, 60_000);
  await desk.settled(200_000);

  // What the start had read, then the first page, then the second again from where the first ended.
  expect(positions.slice(0, 3)).toEqual(["cursor-0", "cursor-1000", "cursor-1000"]);
  expect(await storedCursor()).toBe(`cursor-${LINES}`);
  expect(await receipts()).toBe(LINES);
  const [stored] = await desk.rows(
    "SELECT count(*), count(DISTINCT external_message_id) AS ids FROM messages WHERE direction = 'inbound'",
  );
  expect(stored).toEqual({ count: String(LINES), ids: String(LINES) });
  const twice = await desk.rows("SELECT question_message_id FROM answers GROUP BY 1 HAVING count(*) > 1");
  expect(twice).toEqual([]);
  const told = customers.map(
    (customer) => desk.toldCustomer(customer).filter((text) => text.includes("上传身份证件")).length,
  );
  expect(told).toEqual(Array(CUSTOMERS).fill(1));
}, 280_000);

async function storedCursor(): Promise<string | undefined> {
  const [row] = await desk.rows<{ value: string }>("SELECT value FROM channel_cursors WHERE name = ?", [openKfId]);
  return row?.value;
}

async function receipts(): Promise<number> {
  const [row] = await desk.rows<{ count: string }>(
    "SELECT count(*) FROM inbound_receipts WHERE external_id LIKE 'kf:%'",
  );
  return Number(row?.count);
}
