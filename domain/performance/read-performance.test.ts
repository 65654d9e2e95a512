import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../infra/ids.ts";
import { type FundsDesk, openFundsDesk } from "../../tests/support/funds-desk.ts";
import { keepKpis } from "./keep-kpis.ts";
import { noFigures } from "./kpi-figures.ts";
import { readEach, readMedians, readTogether, readTrend } from "./read-performance.ts";

let desk: FundsDesk;
beforeAll(async () => {
  desk = await openFundsDesk();
});
afterAll(() => desk.close());

interface Day {
  user: number;
  day: number;
  score: number | null;
  resolved: number;
  ratings: number[];
  waits: number;
  unanswered: number;
  cents: number | null;
}

const days: fc.Arbitrary<Day[]> = fc.uniqueArray(
  fc.record({
    user: fc.nat(2),
    day: fc.integer({ min: 1, max: 6 }),
    score: fc.option(fc.nat(10_000).map((hundredths) => hundredths / 100)),
    resolved: fc.nat(20),
    ratings: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
    waits: fc.integer({ min: 5, max: 9 }),
    unanswered: fc.nat(5),
    cents: fc.option(fc.nat(99_999_999), { freq: 8 }),
  }),
  { maxLength: 12, selector: ({ user, day }) => `${user} ${day}` },
);

it("adds the days of a period up as a plain sum does, for each person and together", async () => {
  await fc.assert(
    fc.asyncProperty(days, async (given) => {
      const users = await Promise.all([desk.addUser("Ann"), desk.addUser("Ben"), desk.addUser("Eva")]);
      for (const day of given) await keep(users[day.user] ?? "", day);
      const period = { from: "2026-03-02", to: "2026-03-05" };
      const within = given.filter(({ day }) => day >= 2 && day <= 5);
      const together = await desk.inside((scope) => readTogether(scope, users, period));
      expect(together).toMatchObject(sumOf(within));
      const each = await desk.inside((scope) => readEach(scope, users, period));
      expect(each).toHaveLength(new Set(within.map(({ user }) => user)).size);
      for (const one of each) {
        expect(one).toMatchObject(sumOf(within.filter(({ user }) => users[user] === one.user_id)));
      }
      const scores = each.map(({ score }) => score ?? -1);
      expect(scores).toEqual([...scores].sort((left, right) => right - left));
      const trend = await desk.inside((scope) => readTrend(scope, users, period));
      expect(trend.map(({ day }) => day)).toEqual(["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]);
      expect(trend.map(({ answered }) => answered)).toEqual(
        [2, 3, 4, 5].map((day) => {
          const of = given.filter((one) => one.day === day);
          const waits = of.reduce((sum, one) => sum + one.waits, 0);
          const unanswered = of.reduce((sum, one) => sum + one.unanswered, 0);
          return waits === 0 ? null : expect.closeTo(100 - (100 * unanswered) / waits, 0);
        }),
      );
    }),
    { numRuns: 25 },
  );
}, 60_000);

it("gives the median of a period from all of its answers, and not from the medians of its days", async () => {
  const ann = await desk.addUser("Ann");
  const [conversation] = await desk.db
    .system("conversations")
    .insert({ id: newId(), org_id: desk.orgId, number: 1, chat: "c1" })
    .returning("id");
  const waited = [
    ["2026-03-02", 10],
    ["2026-03-02", 20],
    ["2026-03-02", 30],
    ["2026-03-03", 1000],
    ["2026-03-04", 1000],
  ] as const;
  for (const [day, seconds] of waited) {
    const at = new Date(`${day}T12:00:00Z`);
    await desk.db.system("sla_results").insert({
      id: newId(),
      org_id: desk.orgId,
      conversation_id: conversation?.id,
      user_id: ann,
      kind: "first_response",
      priority: "medium",
      waiting_since: new Date(at.getTime() - seconds * 1000),
      ended_at: at,
      outcome: "answered",
      is_met: true,
    });
  }
  const period = { from: "2026-03-02", to: "2026-03-04" };
  const medians = await desk.inside((scope) => readMedians(scope, [ann], period));
  expect([...medians]).toEqual(
    expect.arrayContaining([
      [ann, 30],
      [null, 30],
    ]),
  );
});

it("leaves a sum open when a day was counted in another base currency", async () => {
  const ann = await desk.addUser("Ann");
  const busy = { user: 0, score: null, resolved: 1, ratings: [], waits: 5, unanswered: 0 };
  await keep(ann, { ...busy, day: 2, cents: 500 });
  await desk.set("organization.base_currency", "EUR");
  await keep(ann, { ...busy, day: 3, cents: 700 });
  const read = (from: string) => desk.inside((scope) => readTogether(scope, [ann], { from, to: "2026-03-05" }));
  expect(await read("2026-03-02")).toMatchObject({ deposited: null, net: null, has_other_currency: true });
  expect(await read("2026-03-03")).toMatchObject({ deposited: "7.00", currency: "EUR", has_other_currency: false });
  await desk.set("organization.base_currency", "USD");
});

function keep(userId: string, { day, score, resolved, ratings, waits, unanswered, cents }: Day): Promise<number> {
  const row = {
    ...noFigures,
    user_id: userId,
    overall_score: score,
    conversations_resolved: resolved,
    satisfaction_count: ratings.length,
    satisfaction_sum: ratings.reduce((sum, rating) => sum + rating, 0),
    waits,
    waits_unanswered: unanswered,
    bofu_deposit_amount: cents === null ? null : (cents / 100).toFixed(2),
    currencies_without_rate: cents === null ? ["EUR"] : [],
  };
  return desk.inside((scope) => keepKpis(scope, `2026-03-0${day}`, [row]));
}

function sumOf(given: Day[]) {
  const add = (of: (day: Day) => number) => given.reduce((sum, day) => sum + of(day), 0);
  const share = (part: number, whole: number, digits: number) =>
    whole === 0 ? null : expect.closeTo(part / whole, digits);
  const ratings = given.flatMap((day) => day.ratings);
  const scores = given.flatMap(({ score }) => score ?? []);
  const isOpen = given.some(({ cents }) => cents === null);
  return {
    days: given.length,
    resolved: add((day) => day.resolved),
    ratings: ratings.length,
    satisfaction: share(
      ratings.reduce((sum, rating) => sum + rating, 0),
      ratings.length,
      1,
    ),
    waits: add((day) => day.waits),
    unanswered: share(
      100 * add((day) => day.unanswered),
      add((day) => day.waits),
      0,
    ),
    score: share(
      scores.reduce((sum, score) => sum + score, 0),
      scores.length,
      0,
    ),
    deposited: isOpen ? null : (add((day) => day.cents ?? 0) / 100).toFixed(2),
    missing_rates: isOpen ? ["EUR"] : [],
  };
}
