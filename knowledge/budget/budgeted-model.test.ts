import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import type { CompletionRequest, LanguageModel } from "../ports/language-model.ts";
import { createBudgetedModel } from "./budgeted-model.ts";

let desk: WaitingConversations;
let asked = 0;
let began = new Date("2026-11-26T10:00:00Z");
let now = began;
let act: () => void = () => {};
beforeAll(async () => {
  desk = await openWaitingConversations();
});
afterAll(() => desk.close());
beforeEach(async () => {
  asked = 0;
  // A day of its own each.
  began = new Date(began.getTime() + 7 * 86_400_000);
  now = began;
  act = () => {};
  await desk.rows("DELETE FROM settings");
});

const model: LanguageModel = {
  name: "counted",
  complete: async () => {
    asked += 1;
    act();
    now = new Date(now.getTime() + 1_000);
    return { text: "{}", model: "counted", promptTokens: 300, completionTokens: 100 };
  },
  close: async () => {},
};

const request = (orgId: string): CompletionRequest => ({
  orgId,
  system: "s".repeat(100),
  messages: [{ role: "user", content: "q".repeat(300) }],
  json: true,
  maxTokens: 600,
  timeoutMs: 8_000,
});
const budgeted = () => createBudgetedModel(model, { db: desk.db, clock: { now: () => now } });
const usage = () =>
  desk.rows(
    "SELECT day::text, calls, tokens::int, milliseconds::int, cost::float FROM model_usage WHERE day >= ? ORDER BY day",
    [began.toISOString()],
  );

it("counts what was used, by the organisation's own day, also where nothing bounds it", async () => {
  await desk.set("answers.model_prices", { input: 1, output: 2 });
  await budgeted().complete(request(desk.orgId));
  expect(await usage()).toEqual([{ day: "2026-12-03", calls: 1, tokens: 400, milliseconds: 1_000, cost: 0.0005 }]);
  now = new Date("2026-12-03T17:00:00Z");
  await desk.set("organization.timezone", "Asia/Shanghai");
  await budgeted().complete(request(desk.orgId));
  expect(await usage()).toMatchObject([{ day: "2026-12-03" }, { day: "2026-12-04", calls: 1 }]);
});

it.each([
  ["answers.model_tokens_per_day", 3_400],
  ["answers.model_seconds_per_day", 28],
  ["answers.model_cost_per_day", 0.0055],
])("is not asked beyond %s, by however many at once", async (key, value) => {
  await desk.set("answers.model_prices", { input: 1, output: 2 });
  await desk.set(key, value);
  const all = await Promise.allSettled(Array.from({ length: 12 }, () => budgeted().complete(request(desk.orgId))));
  const refused = all.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((error) => error instanceof UnavailableError && /budget/.test(error.message))).toBe(true);
  expect(asked).toBe(12 - refused.length);
  const [row] = (await usage()) as { tokens: number; milliseconds: number; cost: number }[];
  expect(row?.tokens).toBeLessThanOrEqual(key.includes("tokens") ? value : Number.POSITIVE_INFINITY);
  expect(row?.milliseconds).toBeLessThanOrEqual(key.includes("seconds") ? value * 1_000 : Number.POSITIVE_INFINITY);
  expect(row?.cost).toBeLessThanOrEqual(key.includes("cost") ? value : Number.POSITIVE_INFINITY);
});

it("is asked again on the next day, and by another organisation on the same one", async () => {
  await desk.set("answers.model_tokens_per_day", 1_000);
  await budgeted().complete(request(desk.orgId));
  await expect(budgeted().complete(request(desk.orgId))).rejects.toThrow("budget for the language model is used up");
  const id = await ensureOrganization(desk.db.system, "other", "Other");
  await budgeted().complete(request(id));
  now = new Date(began.getTime() + 86_400_000);
  await budgeted().complete(request(desk.orgId));
  expect(asked).toBe(3);
});

it("counts the question of a call that failed", async () => {
  act = () => {
    throw new UnavailableError("The language model failed.");
  };
  await expect(budgeted().complete(request(desk.orgId))).rejects.toThrow("failed");
  expect(await usage()).toMatchObject([{ calls: 1, tokens: 400 }]);
});

it("is not asked at all with a budget of nothing", async () => {
  await desk.set("answers.model_tokens_per_day", 0);
  await expect(budgeted().complete(request(desk.orgId))).rejects.toThrow("used up");
  expect(asked).toBe(0);
});
