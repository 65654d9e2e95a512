import { beforeEach, expect, it } from "vitest";
import { createOutages, type Outages } from "./outages.ts";

let now: number;
let outages: Outages;

beforeEach(() => {
  now = 0;
  outages = createOutages(() => now);
});

function fail(...chats: string[]): void {
  for (const chat of chats) {
    const attempt = outages.begin("telegram");
    attempt.failed(chat);
    attempt.end();
  }
}

function succeed(): boolean {
  const attempt = outages.begin("telegram");
  attempt.answered();
  attempt.end();
  return outages.isBack("telegram");
}

it("takes a platform for away when sends to several chats failed, and for back with the first that is answered", () => {
  fail("ann", "bob");
  expect([outages.isAway("telegram"), outages.isAway("slack"), outages.isBack("telegram")]).toEqual([
    true,
    false,
    false,
  ]);
  expect(succeed()).toBe(true);
  expect(outages.isAway("telegram")).toBe(false);
  expect(succeed()).toBe(false);
});

it("takes a chat that fails by itself for no outage, however often it does", () => {
  fail(...Array<string>(10).fill("ann"));
  expect(outages.isAway("telegram")).toBe(false);
  expect(succeed()).toBe(false);
  fail("bob");
  expect(outages.isAway("telegram")).toBe(false);
});

it("lets one be tried after a minute in which nothing was", () => {
  fail("ann", "bob");
  now = 60_000;
  expect(outages.isAway("telegram")).toBe(false);
  const attempt = outages.begin("telegram");
  expect(outages.isAway("telegram")).toBe(true);
  attempt.failed("ann");
  expect(outages.isAway("telegram")).toBe(true);
});

it("tells that it is back at most once a quarter of a minute, and still tells it", () => {
  fail("ann", "bob");
  expect(succeed()).toBe(true);
  fail("ann", "bob");
  now = 14_999;
  expect(succeed()).toBe(false);
  expect(outages.isAway("telegram")).toBe(false);
  now = 15_000;
  expect(succeed()).toBe(true);
});

it("counts the attempts under way, and knows how long the first of them has lasted", () => {
  now = 1_000;
  const first = outages.begin("telegram");
  now = 3_000;
  const second = outages.begin("telegram");
  now = 4_000;
  expect([outages.underWay("telegram"), outages.underWay("slack")]).toEqual([2, 0]);
  expect([outages.longestMs("telegram"), outages.longestMs("slack")]).toEqual([3_000, 0]);
  first.failed("ann");
  expect([outages.underWay("telegram"), outages.longestMs("telegram")]).toEqual([1, 1_000]);
  first.end();
  expect(outages.underWay("telegram")).toBe(1);
  second.end();
  expect([outages.underWay("telegram"), outages.longestMs("telegram")]).toEqual([0, 0]);
});
