import fc from "fast-check";
import { expect, it } from "vitest";
import { type KpiFigures, noFigures } from "./kpi-figures.ts";
import { scoreOf } from "./score.ts";
import { type ScorePart, scoreParts, scorePolicyOf, serviceParts } from "./score-policy.ts";

const standard = scorePolicyOf(new Map());

const day: KpiFigures = {
  ...noFigures,
  tofu_contacts: 5,
  mofu_accounts_opened: 1,
  bofu_deposits_count: 1,
  bofu_deposit_amount: "1000",
  first_responses: 3,
  first_response_median_seconds: "300",
  conversations_handled: 10,
  conversations_resolved: 10,
  satisfaction_count: 2,
  satisfaction_sum: 9,
  quality_count: 1,
  quality_sum: 8,
  waits: 20,
  waits_unanswered: 1,
  sla_promises: 20,
  sla_met: 19,
};

it("is 100 when every target is reached, and no more when they are passed", () => {
  expect(scoreOf(day, standard)).toBe(100);
  expect(scoreOf({ ...day, bofu_deposit_amount: "1000000", tofu_contacts: 500 }, standard)).toBe(100);
});

it("is lower by the weight of what was missed", () => {
  // Deposits are 10 of 100, the first response 15, and half of each was reached.
  expect(scoreOf({ ...day, bofu_deposit_amount: "500" }, standard)).toBe(95);
  expect(scoreOf({ ...day, first_response_median_seconds: "600" }, standard)).toBe(92.5);
});

it("is not told of a day without service, however much was paid in", () => {
  expect(scoreOf({ ...noFigures, bofu_deposits_count: 9, bofu_deposit_amount: "99999" }, standard)).toBeNull();
});

it("leaves out what is not known instead of taking it for nothing", () => {
  const unrated = { ...day, satisfaction_count: 0, satisfaction_sum: 0, bofu_deposit_amount: null };
  expect(scoreOf(unrated, standard)).toBe(100);
});

it("does not fall for what customers take out", () => {
  expect(scoreOf({ ...day, bofu_withdrawal_amount: "99999" }, standard)).toBe(100);
});

it("lets no weights make sales more than half of it", () => {
  const weight = fc.double({ min: 0, max: 1000, noNaN: true });
  const given = fc.record(
    Object.fromEntries(scoreParts.map((part) => [part, weight])) as Record<ScorePart, typeof weight>,
  );
  const sold = { ...noFigures, tofu_contacts: 99, mofu_accounts_opened: 9, bofu_deposit_amount: "9999999" };
  const badlyServed = { conversations_handled: 1, waits: 1, waits_unanswered: 1, sla_promises: 1 };
  fc.assert(
    fc.property(given, (weights) => {
      const policy = scorePolicyOf(new Map([["kpi.weights", weights]]));
      const isUsable = serviceParts.some((part) => weights[part] > 0);
      if (isUsable) expect(policy.weights).toEqual(weights);
      expect(scoreOf({ ...sold, ...badlyServed }, policy) ?? 0).toBeLessThanOrEqual(50);
    }),
  );
});

it.each([
  ["kpi.weights", { deposits: -1 }],
  ["kpi.weights", { luck: 5 }],
  ["kpi.weights", Object.fromEntries(serviceParts.map((part) => [part, 0]))],
  ["kpi.weights", "all"],
  ["kpi.targets", { satisfaction: 6 }],
  ["kpi.targets", { resolved: 0 }],
])("counts %s %j as not set", (key, value) => {
  expect(scorePolicyOf(new Map([[key, value]]))).toEqual(standard);
});
