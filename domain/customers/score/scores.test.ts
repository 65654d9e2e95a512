import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../../tests/support/funds-desk.ts";
import { refreshChanged } from "../../funds/rebuild-funnel.ts";
import { computeKpis } from "../../performance/compute-kpis.ts";
import { advanceJourney } from "../change-stage.ts";
import { recordFollowed } from "../follow-recommendation.ts";
import { recordGroupMove } from "../group-membership.ts";
import { lockCustomer } from "../lock-customer.ts";
import { recordAccount } from "../record-account.ts";
import { screenCustomer } from "../screen-customer.ts";
import { setReferrer } from "../set-referrer.ts";
import { keepScores, scoreCustomer } from "./keep-scores.ts";
import { factKinds } from "./score-facts.ts";
import { customerScorePolicyOf } from "./score-policy.ts";
import { leaveTierToRule, setTierByHand } from "./set-tier.ts";

let desk: FundsDesk;
let mia: string;
const now = new Date("2026-03-10T12:00:00Z");
const byKey = { actor: "cli" } as const;

beforeAll(async () => {
  desk = await openFundsDesk();
  mia = await desk.addUser("Mia");
});
afterAll(() => desk.close());

const rowOf = (id: string) => desk.db.system("customers").where({ id }).first();
const openAccount = (customerId: string, openedAt = now) =>
  desk.inside((scope) => recordAccount(scope, byKey, { customerId, platform: "mt5", number: newId(), openedAt }));

describe("the sums that a customer is scored by", () => {
  const facts = fc.array(
    fc.record({
      kind: fc.constantFrom(...factKinds),
      at: fc.date({ min: new Date("2025-03-01T00:00:00Z"), max: now, noInvalidDate: true }),
    }),
    { maxLength: 40 },
  );
  const policy = customerScorePolicyOf(new Map());

  it("stay in their bounds, are explained by their reasons, and do not depend on the order", () => {
    fc.assert(
      fc.property(facts, fc.nat(), (some, seed) => {
        const scores = scoreCustomer(some, policy, now);
        const shuffled = [...some].sort((a, b) => ((a.at.getTime() * seed) % 97) - ((b.at.getTime() * seed) % 97));
        expect(scoreCustomer(shuffled, policy, now)).toEqual(scores);
        expect(scores.intention.points).toBeLessThanOrEqual(60);
        expect(scores.engagement.points).toBeLessThanOrEqual(100);
        expect(scores.score).toBe(scores.intention.points + Math.round(scores.engagement.points * 0.4));
        const told = scores.tier.reasons.reduce((sum, { points }) => sum + points, 0);
        expect(scores.tier.points).toBe(Math.min(100, Math.round(told)));
      }),
    );
  });

  it("fade, but a tier does not", () => {
    const account = [{ kind: "account_opened" as const, at: new Date("2026-02-08T12:00:00Z") }];
    const { intention, tier, byRule } = scoreCustomer(account, policy, now);
    expect([intention.points, tier.points, byRule]).toEqual([8, 20, "B"]);
  });

  it("take an organisation's points, and the standard ones where a setting does not fit", () => {
    const own = customerScorePolicyOf(new Map<string, unknown>([["customers.tier_from", { S: 9, A: 5, B: 1 }]]));
    expect(own.tierFrom).toEqual({ S: 9, A: 5, B: 1 });
    const wrong = customerScorePolicyOf(new Map<string, unknown>([["customers.tier_from", { S: 1, A: 5, B: 9 }]]));
    expect(wrong.tierFrom).toEqual(policy.tierFrom);
  });
});

describe("a tier", () => {
  it("follows from what happened, with its reasons, once", async () => {
    const customerId = await desk.addCustomer();
    await openAccount(customerId);
    const moved = await desk.inside(async (scope) => [
      await keepScores(scope, [customerId], now),
      await keepScores(scope, [customerId], now),
    ]);
    expect(moved).toEqual([1, 0]);
    expect(await rowOf(customerId)).toMatchObject({
      tier: "B",
      tier_details: { points: 20, reasons: [{ kind: "account_opened", count: 1, points: 20 }] },
      intention_score: 15,
      score: 15,
    });
    const told = await desk.db.system("audit_logs").where({ resource_id: customerId, action: "customer.tier" });
    expect(told).toMatchObject([{ actor: "bot", changes: { before: "C", after: "B", points: 20 } }]);
  });

  it("that was set by hand stays until it is given back to the rule", async () => {
    const customerId = await desk.addCustomer();
    const by = { userId: mia, at: now };
    await desk.inside(async (scope) =>
      setTierByHand(scope, await lockCustomer(scope, customerId), { tier: "S", reason: "old client" }, by),
    );
    await openAccount(customerId);
    await desk.inside((scope) => keepScores(scope, [customerId], now));
    expect(await rowOf(customerId)).toMatchObject({ tier: "S", tier_set_by: mia, tier_reason: "old client" });
    const done = await desk.inside(async (scope) => [
      await leaveTierToRule(scope, await lockCustomer(scope, customerId), by),
      await leaveTierToRule(scope, await lockCustomer(scope, customerId), by),
    ]);
    expect(done).toEqual([true, false]);
    expect(await rowOf(customerId)).toMatchObject({ tier: "B", tier_set_by: null, tier_reason: null });
  });
});

describe("following a recommendation", () => {
  it("is kept once by its number, shows in the funnel's two columns, and in nothing else", async () => {
    const customerId = await desk.addCustomer(new Date("2026-03-09T10:00:00Z"), mia);
    await openAccount(customerId);
    const clock = { now: () => new Date() };
    const settle = async () => {
      await refreshChanged({ db: desk.db, clock });
      await desk.inside((scope) => keepScores(scope, [customerId], now));
      await desk.inside((scope) => computeKpis(scope, { day: "2026-03-10", now }));
    };
    const look = async () => {
      const { updated_at: _at, score_details: _score, tier_details: _tier, ...customer } = await rowOf(customerId);
      const kpis = await desk.db.system("employee_kpis").where({ user_id: mia }).select("overall_score", "date");
      const journey = await desk.db.system("customer_journey").where({ customer_id: customerId });
      const leads = await desk.db.system("lead_activities").count();
      return { customer, kpis, journey, leads };
    };
    const follow = (ref: string, who = customerId) =>
      desk.inside((scope) => recordFollowed(scope, byKey, { customerId: who, ref, followedAt: now, title: null }));
    await settle();
    const before = await look();
    expect([await follow("r-1"), await follow("r-1"), await follow("r-2")]).toEqual([true, false, true]);
    await settle();
    expect(await look()).toEqual(before);
    expect(await desk.db.system("funnel_mofu").where({ customer_id: customerId })).toMatchObject([
      { followed_recommendations: true, follow_count: 2 },
    ]);
    const other = await desk.addCustomer();
    await expect(follow("r-1", other)).rejects.toThrow("another customer");
  });
});

describe("what is kept of a customer beside their own row", () => {
  it("is a group joined and left, each once, and never overtaken by an older report", async () => {
    const customerId = await desk.addCustomer();
    const group = { channelId: newId(), chatId: "-100", name: "Gold" };
    const at = (minute: number) => ({ by: byKey, at: new Date(now.getTime() + minute * 60_000) });
    const done = await desk.inside(async (scope) => {
      const customer = await lockCustomer(scope, customerId);
      return [
        await recordGroupMove(scope, customer, group, { kind: "joined" }, at(0)),
        await recordGroupMove(scope, customer, group, { kind: "joined" }, at(1)),
        await recordGroupMove(scope, customer, group, { kind: "left", reason: "left" }, at(2)),
        await recordGroupMove(scope, customer, group, { kind: "joined" }, at(1)),
        await recordGroupMove(scope, customer, group, { kind: "joined" }, at(3)),
      ];
    });
    expect(done).toEqual([true, false, true, false, true]);
    await refreshChanged({ db: desk.db, clock: { now: () => new Date() } });
    expect(await desk.db.system("funnel_tofu").where({ customer_id: customerId })).toMatchObject([
      { joined_group: true, stayed_in_group: true, left_group_at: null, joined_at: now },
    ]);
  });

  it("is how the first look ended, the newest counting before what became of the lead", async () => {
    const customerId = await desk.addCustomer();
    await desk.db.system("leads").insert({
      ...{ id: newId(), org_id: desk.orgId, customer_id: customerId, status: "qualified", source_platform: "web" },
    });
    const screened = await desk.inside(async (scope) => [
      await screenCustomer(scope, customerId, { result: "passed", reason: null }, byKey),
      await screenCustomer(scope, customerId, { result: "rejected", reason: "under age" }, byKey),
      await screenCustomer(scope, customerId, { result: "rejected", reason: "under age" }, byKey),
    ]);
    expect(screened).toEqual([true, true, false]);
    await refreshChanged({ db: desk.db, clock: { now: () => new Date() } });
    expect(await desk.db.system("funnel_tofu").where({ customer_id: customerId })).toMatchObject([
      { screening_result: "rejected", screening_reason: "under age" },
    ]);
  });

  it("is who brought them, never in a circle", async () => {
    const [ada, bob, cem] = [await desk.addCustomer(), await desk.addCustomer(), await desk.addCustomer()];
    const by = { by: { userId: mia }, at: now };
    const brought = (who: string, from: string) => desk.inside((scope) => setReferrer(scope, who, from, by));
    const done = [await brought(bob, ada), await brought(bob, ada), await brought(cem, bob)];
    expect([...done, await brought(ada, cem), await brought(ada, ada)]).toEqual([
      ...["set", "same", "set", "circle", "circle"],
    ]);
    expect([await rowOf(ada), await rowOf(cem)].map((row) => row.journey_stage)).toEqual(["awareness", "awareness"]);
  });

  it("makes an advocate of who brought them once they are loyal, whichever comes first", async () => {
    const by = { by: { userId: mia }, at: now };
    const [early, late] = [await desk.addCustomer(), await desk.addCustomer()];
    const brings = async (who: string) => {
      const friend = await desk.addCustomer();
      await desk.inside((scope) => setReferrer(scope, friend, who, by));
    };
    const becomesLoyal = (id: string) =>
      desk.inside((scope) => advanceJourney(scope, { id, createdAt: now }, "became_vip", by));
    await brings(early);
    expect(await becomesLoyal(early)).toBe("advocate");
    expect(await becomesLoyal(late)).toBe("loyal");
    await brings(late);
    expect((await rowOf(late)).journey_stage).toBe("advocate");
    const moves = desk.db.system("customer_journey").where({ customer_id: early }).orderBy("to_stage");
    expect(await moves.select("from_stage", "to_stage", "trigger_event")).toEqual([
      { from_stage: "loyal", to_stage: "advocate", trigger_event: "referred_customer" },
      { from_stage: "awareness", to_stage: "loyal", trigger_event: "became_vip" },
    ]);
  });
});
