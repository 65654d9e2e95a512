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
    outages.began("telegram");
    outages.failed("telegram", chat);
  }
}

function succeed(): boolean {
  outages.began("telegram");
  outages.answered("telegram");
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
  outages.began("telegram");
  expect(outages.isAway("telegram")).toBe(true);
  outages.failed("telegram", "ann");
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

it("counts the sends under way", () => {
  outages.began("telegram");
  outages.began("telegram");
  expect([outages.underWay("telegram"), outages.underWay("slack")]).toEqual([2, 0]);
  outages.failed("telegram", "ann");
  outages.answered("telegram");
  expect(outages.underWay("telegram")).toBe(0);
});
