import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import { resolveIdle } from "../../bot/desk/resolve-idle.ts";
import { returnUnanswered } from "../../bot/handover/return-to-queue.ts";
import { setTeam } from "../../domain/organisation/set-team.ts";
import { londonAlerts, openTwoTeams, type TwoTeams } from "../support/two-teams.ts";
import { waitFor } from "../support/wait-for.ts";

const HOUR_MS = 3_600_000;
/** Half an hour after London has closed for the weekend. */
const fridayEvening = new Date("2026-03-13T18:30:00Z");
const mondayOpening = new Date("2026-03-16T09:00:00Z");
let desk: TwoTeams;

beforeAll(async () => {
  desk = await openTwoTeams();
  const day = "09:00-18:00";
  const workingHours = { mon: day, tue: day, wed: day, thu: day, fri: day };
  await desk.within((scope) =>
    setTeam(scope, { actor: "cli" }, desk.london, { timezone: "Europe/London", workingHours }),
  );
});
afterAll(() => desk.close());
afterEach(async () => {
  await desk.settled();
  await desk.product.db.system("conversations").update({ status: "closed" });
  await desk.product.db.system("users").update({ presence: "away" });
});

it("who was told on Friday evening that we are back on Monday is in the queue on Monday, with the clock running", async () => {
  const { customer, thread } = await asks("Frida");
  expect(desk.shown(customer)[0]).toContain("We are back on Monday at 09:00");
  for (const hours of [25, 50, 62]) await nightlyJobs(after(fridayEvening, hours));
  expect(await stateOf("Frida")).toEqual([
    {
      status: "pending",
      is_queued: true,
      since: fridayEvening,
      due: new Date("2026-03-16T09:30:00Z"),
    },
  ]);
  expect(await resultsOf("Frida")).toEqual([]);
  expect(desk.inThread(thread).some((text) => text.includes("resolved"))).toBe(false);
  await nightlyJobs(after(mondayOpening, 0.51));
  await waitFor("the alert to managers", () =>
    desk.slack.read(londonAlerts).some(({ isBot, text }) => isBot && text.includes("Frida")),
  );
});

it("what they write on Monday goes into the conversation that waits, and the answer ends the wait since Friday", async () => {
  const { customer, thread } = await asks("Fred");
  at(after(mondayOpening, 0.1));
  desk.telegram.post(customer, customer, "Are you there?");
  await waitFor("the second line", () => desk.inThread(thread).some((text) => text.includes("Are you there?")));
  await desk.settled();
  expect(await stateOf("Fred")).toMatchObject([{ status: "pending", is_queued: true, since: fridayEvening }]);
  say(thread, "@deskhand take");
  await waitFor("the taking", () => desk.inThread(thread).some((text) => text.includes("Ann has taken")));
  say(thread, "Good morning Fred");
  await waitFor("the answer", () => desk.shown(customer).some((text) => text.includes("Good morning Fred")));
  expect(await resultsOf("Fred")).toEqual([{ outcome: "answered", is_met: true }]);
});

it("whose owner went home on Friday still waits on Saturday, and is anybody's when the owner has let them wait on Monday", async () => {
  const { thread } = await asks("Fay");
  say(thread, "@deskhand take");
  await waitFor("the taking", () => desk.inThread(thread).some((text) => text.includes("Ann has taken")));
  const [taken] = await stateOf("Fay");
  // Known to be here throughout, so that only the time of an answer counts.
  const here = (now: Date) =>
    desk.product.db.system("users").where({ id: desk.ann.id }).update({ presence: "online", presence_at: now });
  for (const hours of [25, 50]) {
    await here(after(fridayEvening, hours));
    await nightlyJobs(after(fridayEvening, hours));
  }
  expect(await stateOf("Fay")).toEqual([taken]);
  expect(taken).toMatchObject({ status: "active", is_queued: false, since: fridayEvening });
  await here(after(mondayOpening, 0.51));
  await nightlyJobs(after(mondayOpening, 0.51));
  await becomes("Fay", { status: "pending", is_queued: true, since: fridayEvening });
});

it("who was answered is not kept: silence ends that conversation over the same weekend", async () => {
  const { customer, thread } = await asks("Finn");
  say(thread, "@deskhand take");
  await waitFor("the taking", () => desk.inThread(thread).some((text) => text.includes("Ann has taken")));
  say(thread, "All done, Finn");
  await waitFor("the answer", () => desk.shown(customer).some((text) => text.includes("All done, Finn")));
  await desk.settled();
  await nightlyJobs(after(fridayEvening, 25));
  await becomes("Finn", { status: "pending", is_queued: true, since: null });
  await nightlyJobs(after(fridayEvening, 50));
  await becomes("Finn", { status: "resolved", is_queued: false, since: null });
});

it("who was handed over and has no clock any more waits all the same, until a person has answered", async () => {
  await asks("Flo");
  const where = "customer_id = (SELECT id FROM customers WHERE name = 'Flo')";
  await desk.rows(`UPDATE conversations SET waiting_since = NULL, sla_first_response_at = NULL WHERE ${where}`);
  await nightlyJobs(after(fridayEvening, 50));
  expect(await stateOf("Flo")).toMatchObject([{ status: "pending", is_queued: true }]);
  await desk.rows(
    `INSERT INTO messages (id, org_id, conversation_id, customer_id, channel_id, platform, direction, sender_type, content_type,
       content, status, sent_at)
     SELECT gen_random_uuid(), org_id, id, customer_id, channel_id, channel_type, 'outbound', 'agent', 'text', 'Yes', 'sent', ?
     FROM conversations WHERE ${where}`,
    [after(fridayEvening, 1).toISOString()],
  );
  await nightlyJobs(after(fridayEvening, 51));
  await becomes("Flo", { status: "resolved", is_queued: false, since: null });
});

/** The product runs the same jobs: what one of them works already, the other passes by. */
async function becomes(customer: string, wanted: { status: string; is_queued: boolean; since: Date | null }) {
  await waitFor(`${customer} to be ${wanted.status}`, async () =>
    (await stateOf(customer)).some(({ status }) => status === wanted.status),
  );
  expect(await stateOf(customer)).toMatchObject([wanted]);
}

async function asks(name: string) {
  at(fridayEvening);
  const customer = desk.newCustomer(name);
  desk.telegram.post(customer, customer, "I want to talk to a human");
  const thread = await desk.threadOf(name);
  await waitFor("the first words", () => desk.shown(customer).length > 0);
  await desk.settled();
  return { customer, thread };
}

function say(thread: { chatId: string; threadId: string }, text: string): void {
  const { chatId: channel, threadId: threadTs } = thread;
  desk.slack.people.write({ user: desk.ann.personId, channel, threadTs, text });
}

/** What runs every minute, at this time. */
async function nightlyJobs(now: Date): Promise<void> {
  at(now);
  await resolveIdle(desk.product);
  await returnUnanswered(desk.product);
  await watchAlerts(desk.product);
  await desk.settled();
}

function at(now: Date): void {
  desk.product.clock = { now: () => now };
}

function after(time: Date, hours: number): Date {
  return new Date(time.getTime() + hours * HOUR_MS);
}

/** Of every conversation of theirs. */
function stateOf(customer: string) {
  return desk.rows<{ status: string; is_queued: boolean; since: Date | null; due: Date | null }>(
    `SELECT v.status, v.handoff_at IS NOT NULL AS is_queued, v.waiting_since AS since,
       coalesce(v.sla_first_response_at, v.sla_next_response_at) AS due
     FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ? ORDER BY v.number`,
    [customer],
  );
}

function resultsOf(customer: string) {
  return desk.rows(
    `SELECT r.outcome, r.is_met FROM sla_results r JOIN conversations v ON v.id = r.conversation_id
       JOIN customers c ON c.id = v.customer_id WHERE c.name = ? AND r.kind <> 'resolution' ORDER BY r.ended_at`,
    [customer],
  );
}
