import { afterAll, beforeAll, expect, it } from "vitest";
import { type ChatOf, type CommandDesk, openCommandDesk } from "../support/command-desk.ts";

let desk: CommandDesk;
let chat: ChatOf;

beforeAll(async () => {
  desk = await openCommandDesk();
  chat = await desk.addCustomerWithChat("Wang Li", { team: "London" });
});
afterAll(() => desk.close());

const long = "x".repeat(5_000);

it("a tag that is too long is refused with the limit, and nothing of the line is done", async () => {
  expect(await desk.says("tess", `/tag +vip +${long}`, chat)).toContain("at most 50 characters");
  expect(await desk.rows("SELECT FROM customer_tags WHERE customer_id = ?", [chat.customerId])).toEqual([]);
  expect(await desk.says("tess", `/tag +${"x".repeat(50)}`, chat)).toContain("+xxx");
});

it("a name that is too long is refused with the limit", async () => {
  expect(await desk.says("tess", `/name ${long}`, chat)).toContain("at most 100 characters");
  expect(await desk.says("tess", "/name", chat)).toContain("Which name?");
});
