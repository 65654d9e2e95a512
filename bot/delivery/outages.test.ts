import { expect, it } from "vitest";
import { createOutages } from "./outages.ts";

it("takes a platform for away when sends to several chats failed, and for back with the first that is taken", () => {
  const outages = createOutages();
  outages.failed("telegram", "ann");
  outages.failed("telegram", "bob");
  expect(outages.isBack("slack")).toBe(false);
  expect(outages.isBack("telegram")).toBe(true);
  expect(outages.isBack("telegram")).toBe(false);
});

it("takes a chat that fails by itself for no outage, however often it does", () => {
  const outages = createOutages();
  for (let time = 0; time < 10; time++) outages.failed("telegram", "ann");
  expect(outages.isBack("telegram")).toBe(false);
  outages.failed("telegram", "bob");
  expect(outages.isBack("telegram")).toBe(false);
});

it("tells at most once a quarter of a minute, and still tells of those that failed meanwhile", () => {
  let now = 0;
  const outages = createOutages(() => now);
  const fail = () => ["ann", "bob"].forEach((chat) => void outages.failed("telegram", chat));
  fail();
  expect(outages.isBack("telegram")).toBe(true);
  fail();
  now = 14_999;
  expect(outages.isBack("telegram")).toBe(false);
  now = 15_000;
  expect(outages.isBack("telegram")).toBe(true);
});
