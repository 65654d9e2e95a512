import { afterAll, beforeAll, expect, it } from "vitest";
import { openWaitingConversations, type WaitingConversations } from "../../tests/support/waiting-conversations.ts";
import type { Conversation } from "./conversation.ts";
import { beginWait, endSla, endWait } from "./keep-sla.ts";
import { readSlaFigures } from "./sla-figures.ts";
import { listDue } from "./waiting-list.ts";

const zone = "Asia/Shanghai";
const now = new Date("2026-11-23T10:00:00Z");
const midnight = new Date("2026-11-22T16:00:00Z").getTime();
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

let desk: WaitingConversations;

beforeAll(async () => {
  desk = await openWaitingConversations();
  await desk.set("organization.timezone", zone);
});
afterAll(() => desk.close());

it("keeps each promise's end, and counts as many as a slow and obvious count of the same rows", async () => {
  // Every kind of end, from eight days ago until now, in time and late, and some that still wait.
  const told: Told[] = [];
  for (let index = 0; index < 60; index++) told.push(await live(index));
  const figures = await desk.within((scope) => readSlaFigures(scope, now, zone));

  const count = (from: number) => {
    const ended = told.flatMap(({ ended }) => ended).filter(({ at }) => at >= from && at <= now.getTime());
    const late = told
      .flatMap(({ running }) => running)
      .filter(({ deadline }) => deadline >= from && deadline < now.getTime());
    const of = (kind: string) => ({
      of: [...ended, ...late].filter((one) => one.kind === kind).length,
      met: ended.filter((one) => one.kind === kind && one.isMet).length,
    });
    return { first_response: of("first"), next_response: of("next"), resolution: of("resolution") };
  };
  const running = told.flatMap(({ running }) => running);
  expect(figures).toEqual({
    overdue: running.filter(({ deadline }) => deadline < now.getTime()).length,
    dueSoon: running.filter(({ deadline }) => deadline >= now.getTime() && deadline <= now.getTime() + 30 * 60_000)
      .length,
    today: count(midnight),
    week: count(now.getTime() - 7 * 24 * 60 * 60_000),
  });
  // The comparison is worth something: there is some of everything.
  expect(figures.overdue).toBeGreaterThan(3);
  expect(figures.week.first_response.met).toBeGreaterThan(3);
  expect(figures.week.resolution.of).toBeGreaterThan(figures.week.resolution.met);
  expect(figures.today).not.toEqual(figures.week);

  const due = await desk.within((scope) => listDue(scope, 5));
  const earliest = told
    .filter(({ running }) => running.length > 0)
    .map(({ running }) => Math.min(...running.map(({ deadline }) => deadline)))
    .sort((left, right) => left - right)
    .slice(0, 5);
  expect(
    due.map(({ answerBy, resolveBy }) => Math.min(...[answerBy, resolveBy].map((at) => at?.getTime() ?? Infinity))),
  ).toEqual(earliest);
});

interface Told {
  ended: { kind: "first" | "next" | "resolution"; at: number; isMet: boolean }[];
  running: { kind: "first" | "next" | "resolution"; deadline: number }[];
}

// The standard promises without working hours, in milliseconds.
const first = { urgent: 5, high: 15, medium: 30, low: 120 };
const next = { urgent: 10, high: 30, medium: 60, low: 240 };
const resolution = { urgent: 4, high: 8, medium: 24, low: 72 };

/** One conversation's life, and what its promises came to, told without the code under test. */
async function live(index: number): Promise<Told> {
  const priority = (["urgent", "high", "medium", "low"] as const)[index % 4] ?? "medium";
  const conversation = await desk.addConversation({ priority });
  const began = minutesAgo(20 + ((index * 197) % (8 * 24 * 60)));
  const after = (minutes: number) => new Date(began.getTime() + minutes * 60_000);
  const told: Told = { ended: [], running: [] };
  await step(conversation, (scope, live) => beginWait(scope, live, began));
  if (index % 5 === 0) {
    told.running.push({ kind: "first", deadline: after(first[priority]).getTime() });
    told.running.push({ kind: "resolution", deadline: after(resolution[priority] * 60).getTime() });
    return told;
  }
  const answeredAfter = 3 + ((index * 7) % 16);
  await answer(conversation, after(answeredAfter));
  told.ended.push({ kind: "first", at: after(answeredAfter).getTime(), isMet: answeredAfter <= first[priority] });
  if (index % 5 === 1) return told;
  // The customer thinks for a quarter of an hour, which is nobody's time.
  const again = answeredAfter + 1;
  await step(conversation, (scope, live) => beginWait(scope, live, after(again)));
  if (index % 5 === 2) {
    told.running.push({ kind: "next", deadline: after(again + next[priority]).getTime() });
    told.running.push({
      kind: "resolution",
      deadline: after(again + resolution[priority] * 60 - answeredAfter).getTime(),
    });
    return told;
  }
  const resolvedAfter = again + (index % 5 === 3 ? 0 : (index * 31) % 900);
  await step(conversation, (scope, live) => endSla(scope, live, after(resolvedAfter), "person"));
  await desk.db.system("conversations").where({ id: conversation.id }).update({ status: "resolved" });
  const waited = resolvedAfter - again;
  told.ended.push({ kind: "next", at: after(resolvedAfter).getTime(), isMet: waited <= next[priority] });
  told.ended.push({
    kind: "resolution",
    at: after(resolvedAfter).getTime(),
    isMet: answeredAfter + waited <= resolution[priority] * 60,
  });
  return told;
}

async function answer(conversation: Conversation, at: Date): Promise<void> {
  await desk.db
    .system("conversations")
    .where({ id: conversation.id })
    .update({ first_response_at: desk.db.system.raw("coalesce(first_response_at, ?)", [at]) });
  await step(conversation, (scope, live) => endWait(scope, live, { at, outcome: "answered", userId: null }));
}

function step(
  conversation: Conversation,
  work: (scope: Parameters<typeof beginWait>[0], conversation: Conversation) => Promise<void>,
): Promise<void> {
  return desk.within((scope) => work(scope, conversation));
}
