import { expect, it, onTestFinished } from "vitest";
import { beatOnce, newHearingMemory } from "../../app/keep-hearing.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { type OpenProduct, startProduct } from "../support/open-product.ts";
import { type SlackDesk, slackDeskPlace, slackEnvironment, withSlack } from "../support/slack-desk.ts";
import { addStaff } from "../support/staff.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";

/** A workspace that tries each event once, and a product that can be stopped and started again on its database. */
async function openRestartable() {
  const slack = await startSlackEmulator({ retryDelaysMs: [] });
  const variables = slackEnvironment(slack);
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  let running: OpenProduct | null = null;
  const start = async (): Promise<SlackDesk> => {
    running = await startProduct(database.url, variables, { paceSecondMs: 20 });
    slack.connect(`${running.url}/webhooks/slack`);
    return withSlack(running, slack);
  };
  const stop = async () => {
    await running?.close();
    running = null;
  };
  onTestFinished(async () => {
    await stop();
    await slack.close();
    await database.drop();
  });
  return { slack, start, stop };
}

/** As if the product had been away for ten minutes rather than for the moment that a test takes. */
async function lookBack(desk: OpenProduct): Promise<void> {
  await desk.rows("UPDATE channel_beats SET heard_at = heard_at - interval '10 minutes'");
}

const gapsOf = (desk: OpenProduct) =>
  desk.rows<{ cause: string; catch_up: string; recovered: number; known: number; places_failed: number }>(
    "SELECT cause, catch_up, recovered, known, places_failed FROM channel_gaps ORDER BY ended_at",
  );

const inboundOf = async (desk: SlackDesk, name: string) =>
  (await desk.messagesOf(name, "inbound")).map((message) => message["content"]);

async function caughtUp(desk: SlackDesk): Promise<void> {
  await waitFor("the catching up", async () => (await gapsOf(desk)).every(({ catch_up }) => catch_up === "done"));
  await desk.settled();
}

function redeliverAll(slack: SlackEmulator): void {
  for (const { eventId, accepted } of [...slack.dispatcher.log])
    if (eventId && !accepted) slack.dispatcher.redeliver(eventId);
}

it("works everything that was written while the product was stopped once, in order, and answers it", async () => {
  const { slack, start, stop } = await openRestartable();
  const before = await start();
  await importFaqs(before);
  const ann = before.newPerson("ann");
  slack.people.write({ user: ann, text: "I want to talk to a human" });
  await before.answersTo(ann, 1);
  await addStaff(before, { email: "lead@example.com", role: "team_lead" });
  const lead = before.newPerson("lead", { email: "lead@example.com" });
  const threadTs = await waitFor("the thread", async () => {
    const [row] = await before.rows<{ thread_id: string | null }>("SELECT thread_id FROM desk_threads");
    return row?.thread_id;
  });
  await before.settled();
  slack.people.write({ user: lead, channel: slackDeskPlace, threadTs, text: "@deskhand take" });
  await waitFor("the lead to have it", async () => {
    const [row] = await before.rows("SELECT agent_id FROM conversations WHERE agent_id IS NOT NULL");
    return row;
  });
  await before.settled();
  await lookBack(before);
  await stop();

  const ben = slack.workspace.addUser({ name: "ben" }).id;
  slack.people.write({ user: ben, text: "How do I open an account?" });
  slack.people.write({ user: ben, text: "How long does a withdrawal take?" });
  slack.people.write({ user: ann, text: "Are you there?" });
  slack.people.write({ user: lead, channel: slackDeskPlace, threadTs, text: "Yes, Ann, I am here." });
  const wording = slack.people.write({ user: ann, text: "My acount is locked" });
  slack.people.edit({ channel: slack.workspace.directWith(ann).id, ts: wording.ts, text: "My account is locked" });
  await slack.dispatcher.settled();

  slack.faults.next("conversations.history", { kind: "rate_limited", retryAfterSeconds: 1 });
  const after = await start();
  await caughtUp(after);
  await after.answersTo(ben, 2);
  redeliverAll(slack);
  await after.settled();

  expect(await inboundOf(after, "ben")).toEqual(["How do I open an account?", "How long does a withdrawal take?"]);
  const [account, withdrawal] = after.said(ben);
  expect(account).toContain("Register on our website");
  expect(withdrawal).toContain("business days");
  expect(after.said(ben)).toHaveLength(2);
  expect(await inboundOf(after, "ann")).toEqual([
    "I want to talk to a human",
    "Are you there?",
    "My account is locked",
  ]);
  expect(after.said(ann).filter((text) => text.includes("Yes, Ann, I am here."))).toHaveLength(1);
  expect(await gapsOf(after)).toMatchObject([{ cause: "process_down", catch_up: "done", places_failed: 0 }]);
  // Two of Ben's, three of Ann's with her edit, one of the lead's.
  expect((await gapsOf(after))[0]?.recovered).toBe(6);
  const parked = await after.rows(
    "SELECT status, outcome FROM inbound_receipts WHERE status NOT IN ('done', 'ignored')",
  );
  expect(parked).toEqual([]);
});

it("counts what Slack redelivered by itself as there already, and reads on where a chat is refused", async () => {
  const { slack, start, stop } = await openRestartable();
  const before = await start();
  await importFaqs(before);
  const ann = before.newPerson("ann");
  slack.people.write({ user: ann, text: "How do I open an account?" });
  await before.answersTo(ann, 1);
  await before.settled();
  await stop();
  slack.people.write({ user: ann, text: "How long does a withdrawal take?" });
  await slack.dispatcher.settled();

  // Up again within seconds: nobody missed a beat, and Slack brings the event itself.
  const after = await start();
  redeliverAll(slack);
  await after.answersTo(ann, 2);
  await after.settled();
  expect(await gapsOf(after)).toEqual([]);
  // Then the database stands still for ten minutes, as far as the beats tell.
  await lookBack(after);
  slack.faults.next("conversations.history", { kind: "error", error: "not_in_channel" });
  const memory = { ...newHearingMemory(), isDatabaseAway: true };
  await beatOnce(after.product, { takesWebhooks: true, listening: null }, memory);
  await caughtUp(after);
  expect(await gapsOf(after)).toMatchObject([{ cause: "database_away", recovered: 0, known: 2, places_failed: 1 }]);
  expect(after.said(ann)).toHaveLength(2);
});
