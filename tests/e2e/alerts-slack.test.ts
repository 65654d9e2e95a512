import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AlertCause, raiseAlert } from "../../bot/alerts/raise-alert.ts";
import { watchAlerts } from "../../bot/alerts/watch-alerts.ts";
import type { Role } from "../../domain/organisation/values.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { startSlackEmulator } from "../../playground/slack/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { linkStaff } from "../support/linked-staff.ts";
import { openProduct } from "../support/open-product.ts";
import { type SlackDesk, slackEnvironment, withSlack } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

const place = "C0ALERTS";
const MINUTE_MS = 60_000;

let desk: SlackDesk;
let mia: Person;
let leo: Person;
let cora: Person;

interface Person {
  slackId: string;
  userId: string;
}

beforeAll(async () => {
  const slack = await startSlackEmulator({ retryDelaysMs: [] });
  const variables = slackEnvironment(slack);
  slack.workspace.addChannel({ id: place, name: "alerts", members: [slack.workspace.bot.userId] });
  const product = await openProduct({ ...variables, SLACK_ALERT_CHANNEL: place }, { paceSecondMs: 20 });
  await importFaqs(product);
  slack.connect(`${product.url}/webhooks/slack`);
  desk = withSlack(product, slack);
  mia = await person("Mia", "manager", "online");
  leo = await person("Leo", "team_lead", "online");
  cora = await person("Cora", "compliance", null);
});
afterAll(() => desk.close());

describe("an alert", () => {
  it("is one card in the alert channel and to each person on duty, with who, why and what can be done", async () => {
    await away(leo, () => wantsPerson("Wang Li"));
    await waitFor("the thread", () => cardWith("Wang Li")?.buttons.some(({ label }) => label === "Open the thread"));
    const card = await cardOf("Wang Li");
    expect(card.text).toMatch(/^Alert \d+ · A person is wanted and nobody is online/);
    expect(card.text).toContain("I want to talk to a human");
    expect(card.text).toMatch(/high · C\d+ · Wang Li \(slack\) · since \d\d-\d\d \d\d:\d\d/);
    expect(card.buttons.map(({ label }) => label)).toEqual([
      "Take",
      "Assign…",
      "Acknowledge",
      "Snooze 30 min",
      "Open the thread",
    ]);
    await waitFor("Mia's card", () => privateCard(mia, "Wang Li"));
    expect(desk.said(cora.slackId)).toEqual([]);
    const notices = await desk.rows("SELECT user_id, type, delivery_id FROM notifications WHERE type LIKE 'alert:%'");
    expect(notices).toEqual([
      { user_id: mia.userId, type: "alert:human_requested_nobody_online", delivery_id: expect.any(String) },
    ]);
    expect(await desk.rows("SELECT actor, action FROM audit_logs WHERE action = 'alert.raise'")).toHaveLength(1);
  });

  it("is not raised while somebody who answers customers is online", async () => {
    await wantsPerson("Lucky");
    await desk.settled();
    expect(desk.posted(place).filter(({ text }) => text.includes("Lucky"))).toEqual([]);
  });

  it("tells of the same cause again on the same card", async () => {
    const customer = await away(leo, () => wantsPerson("Again"));
    await cardOf("Again");
    await away(leo, async () => {
      desk.slack.people.write({ user: customer, text: "I want to talk to a human, please" });
      await desk.settled();
    });
    const card = await waitFor("the second time", () =>
      desk.posted(place).find(({ text }) => text.includes("Again") && text.includes("2 times")),
    );
    expect(card.text).toContain("I want to talk to a human, please");
    expect(desk.posted(place).filter(({ text }) => text.includes("Again"))).toHaveLength(1);
  });

  it("that two managers acknowledge at the same instant is one's, the other is told, and every card says so", async () => {
    await raise({ cause: "race", title: "Race" });
    const card = await cardOf("Race");
    await Promise.all([press(mia, card.ts, "Acknowledge"), press(leo, card.ts, "Acknowledge")]);
    const answers = await waitFor("both answers", () => {
      const found = desk.posted(place).filter(({ ephemeralTo, text }) => ephemeralTo && /is acknowledged/.test(text));
      return found.length >= 2 ? found : null;
    });
    expect(answers.filter(({ text }) => text.includes("you look after it"))).toHaveLength(1);
    expect(answers.filter(({ text }) => text.includes("was first"))).toHaveLength(1);
    const [row] = await desk.rows<{ name: string }>(
      "SELECT u.name FROM alerts a JOIN users u ON u.id = a.acknowledged_by WHERE a.cause = 'race'",
    );
    const loser = answers.find(({ text }) => text.includes("was first"));
    expect(loser?.text).toContain(`${row?.name} was first`);
    for (const shown of [
      await waitFor("the card", () => cardWith("Race", "Acknowledged by")),
      await waitFor("Mia's card", () => privateCard(mia, "Race", "Acknowledged by")),
      await waitFor("Leo's card", () => privateCard(leo, "Race", "Acknowledged by")),
    ]) {
      expect(shown.text).toContain(`Acknowledged by ${row?.name}`);
      expect(shown.buttons.map(({ label }) => label)).toEqual(["Assign…", "Resolve", "Snooze 30 min"]);
    }
    expect(desk.posted(place).filter(({ text, ephemeralTo }) => text.includes("Race") && !ephemeralTo)).toHaveLength(1);
    expect(await desk.rows("SELECT id FROM audit_logs WHERE action = 'alert.acknowledge'")).toHaveLength(1);
  });

  it("follows from what a customer writes, and from a text that the gate holds back until it is decided", async () => {
    const customer = desk.newPerson("Upset");
    desk.slack.people.write({ user: customer, text: "You are scammers! I want to kill myself because of you" });
    const card = await waitFor("the card on distress", () => cardWith("A customer in distress", "Upset"));
    expect(card.text).toContain("critical");
    await waitFor("the card on anger", () => cardWith("An angry customer", "Upset"));
    await desk.settled();
    const approvalId = newId();
    await desk.product.db.system("approvals").insert({
      id: approvalId,
      org_id: desk.orgId,
      number: 800,
      kind: "claim",
      resource_type: "message",
      resource_id: newId(),
      conversation_id: await conversationOf("Upset"),
      reason: "guaranteed returns",
    });
    await watchAt(new Date(), 0);
    await watchAt(new Date(), 1);
    await waitFor("the card on the held text", () => cardWith("/approve 800", "guaranteed returns"));
    await desk.product.db.system("approvals").where({ id: approvalId }).update({ status: "rejected" });
    await watchAt(new Date(), 2);
    await waitFor("the end", () => cardWith("/approve 800", "Resolved"));
    expect(await desk.rows("SELECT id FROM alerts WHERE kind = 'reply_held'")).toHaveLength(1);
  });

  it("gives its conversation to who takes it, or to whom it is assigned", async () => {
    await away(leo, () => wantsPerson("Taken"));
    const card = await cardOf("Taken");
    await press(leo, card.ts, "Take");
    await waitFor("the card", () => cardWith("Taken", "Acknowledged by Leo"));
    expect(await ownerOf("Taken")).toBe("Leo");

    await away(leo, () => wantsPerson("Given"));
    await press(mia, (await cardOf("Given")).ts, "Assign…");
    const choice = await waitFor("the choice", () =>
      desk.posted(place).find(({ text, ephemeralTo }) => ephemeralTo && text.includes("Who looks after")),
    );
    expect(choice.buttons.map(({ label }) => label)).toEqual(["Me", "Leo"]);
    await press(mia, choice.ts, "Leo");
    await waitFor("the card", () => cardWith("Given", "for Leo"));
    expect(await ownerOf("Given")).toBe("Leo");
  });
});

describe("as time passes", () => {
  it("an alert that nobody acknowledges goes up, and one that somebody has does not", async () => {
    const at = new Date();
    await raise({ cause: "up", title: "Goes up", kind: "sla_missed" }, at);
    await raise({ cause: "stays", title: "Stays", kind: "sla_missed" }, at);
    await press(mia, (await cardOf("Stays")).ts, "Acknowledge");
    await waitFor("the card", () => cardWith("Stays", "Acknowledged"));
    await watchAt(at, 14);
    await desk.settled();
    expect(privateCard(cora, "Goes up")).toBeUndefined();
    await watchAt(at, 15);
    await waitFor("Cora's card", () => privateCard(cora, "Goes up"));
    await waitFor("the card", () => cardWith("Goes up", "escalated"));
    await watchAt(at, 60);
    await desk.settled();
    expect(desk.said(cora.slackId).filter((text) => text.includes("Goes up"))).toHaveLength(1);
    expect(privateCard(cora, "Stays")).toBeUndefined();
    expect(await desk.rows("SELECT id FROM audit_logs WHERE action = 'alert.escalate'")).not.toEqual([]);
  });

  it("a snoozed alert comes back with a new card", async () => {
    await raise({ cause: "sleep", title: "Sleeps" });
    await press(mia, (await cardOf("Sleeps")).ts, "Snooze 30 min");
    await waitFor("the card", () => cardWith("Sleeps", "Snoozed until"));
    const cards = () => desk.posted(place).filter(({ text, ephemeralTo }) => text.includes("Sleeps") && !ephemeralTo);
    await watchAt(new Date(), 28);
    await desk.settled();
    expect(cards()).toHaveLength(1);
    await watchAt(new Date(), 31);
    await waitFor("the new card", () => cards().length === 2);
    expect(cards()[1]?.text).toContain("Open");
  });

  it("quiet hours hold what may wait until they end, and nothing of a customer in distress", async () => {
    const at = new Date("2027-01-10T23:00:00Z");
    await setting("alerts.quiet_hours", { from: "22:00", to: "08:00" });
    await raise({ cause: "quiet", title: "Waits for the morning", kind: "complaint" }, at);
    await raise({ cause: "loud", title: "Cannot wait", kind: "distress" }, at);
    await setting("alerts.quiet_hours", null);
    await cardOf("Cannot wait");
    await desk.settled();
    expect(cardWith("Waits for the morning")).toBeUndefined();
    await watchAt(at, 9 * 60 - 1);
    await desk.settled();
    expect(cardWith("Waits for the morning")).toBeUndefined();
    await watchAt(at, 9 * 60);
    await cardOf("Waits for the morning");
  });

  it("a deadline is told when it is near and when it is missed, once each, and ends with the answer", async () => {
    const customer = desk.newPerson("Slow");
    desk.slack.people.write({ user: customer, text: "Do you sponsor football clubs?" });
    await desk.settled();
    const at = new Date("2027-02-01T10:00:00Z");
    const due = new Date(at.getTime() + 4 * MINUTE_MS);
    await desk.product.db
      .system("conversations")
      .where({ id: await conversationOf("Slow") })
      .update({
        first_response_at: null,
        sla_first_response_at: due,
        sla_next_response_at: null,
        sla_resolve_deadline: null,
        sla_resolve_left_seconds: null,
      });
    await watchAt(at, 0);
    await watchAt(at, 1);
    await waitFor("the warning", () => cardWith("Slow", "Soon: first response"));
    await watchAt(at, 5);
    await watchAt(at, 6);
    await waitFor("the alert", () => cardWith("Slow", "Missed: first response"));
    await waitFor("the end of the warning", () => cardWith("Slow", "Soon: first response", "Resolved"));
    await desk.product.db
      .system("conversations")
      .where({ id: await conversationOf("Slow") })
      .update({ first_response_at: at });
    await watchAt(at, 7);
    await waitFor("the end", () => cardWith("Slow", "Missed: first response", "Resolved"));
    const raised = await desk.rows(
      "SELECT kind, status FROM alerts WHERE kind LIKE 'sla_%' AND conversation_id = ? ORDER BY kind",
      [await conversationOf("Slow")],
    );
    expect(raised).toEqual([
      { kind: "sla_due", status: "resolved" },
      { kind: "sla_missed", status: "resolved" },
    ]);
  });

  it("a growing queue is one alert until it is short again", async () => {
    await setting("alerts.rules", { queue_growing: { threshold: 1 } });
    await watchAt(new Date(), 0);
    await watchAt(new Date(), 1);
    await waitFor("the alert", () => cardWith("wait for a person"));
    await setting("alerts.rules", { queue_growing: { threshold: 500 } });
    await watchAt(new Date(), 2);
    await waitFor("the end", () => cardWith("wait for a person", "Resolved"));
    expect(await desk.rows("SELECT id FROM alerts WHERE kind = 'queue_growing'")).toHaveLength(1);
    await setting("alerts.rules", {});
  });
});

describe("more than ten of one rule in five minutes", () => {
  it("are one card with the count, also when they come at the same instant", async () => {
    const at = new Date("2027-03-01T10:00:00Z");
    await raise({ cause: "storm-0", title: "Storm 0", kind: "complaint" }, at);
    await press(mia, (await cardOf("Storm 0")).ts, "Acknowledge");
    await waitFor("the acknowledgement", () => cardWith("Storm 0", "Acknowledged by Mia"));
    const causes = Array.from({ length: 15 }, (_, index) => ({
      cause: `storm-${index + 1}`,
      title: `Storm ${index + 1}`,
    }));
    await Promise.all(causes.map((cause) => raise({ ...cause, kind: "complaint" }, at)));
    const storm = await waitFor("the count", () => cardWith("16 alerts at once: A complaint"));
    expect(storm.buttons.map(({ label }) => label)).toContain("Acknowledge");
    await desk.settled();
    const name = /^Alert \d+/.exec(storm.text)?.[0] ?? "";
    const single = desk.posted(place).filter(({ text }) => /^Alert \d+ · Storm [1-9]/.test(text));
    expect(single).toHaveLength(9);
    for (const { text } of single) expect(text).toContain(`Counted in ${name}`);
    expect(cardWith("Storm 0")?.text).toContain("Acknowledged by Mia");
    expect(await states()).toEqual([
      { status: "acknowledged", is_counted: false, escalates: false, count: 1 },
      { status: "open", is_counted: true, escalates: false, count: 15 },
    ]);

    // What somebody does with the one card holds for all that it counts.
    await press(mia, storm.ts, "Acknowledge");
    await waitFor("the acknowledgement", () => cardWith("16 alerts at once", "Acknowledged by Mia"));
    await watchAt(at, 17);
    await desk.settled();
    expect(await states()).toEqual([
      { status: "acknowledged", is_counted: false, escalates: false, count: 1 },
      { status: "acknowledged", is_counted: true, escalates: false, count: 15 },
    ]);
    await waitFor(
      "a counted card",
      () => cardWith("Storm 1 ", "Acknowledged by Mia") ?? cardWith("Acknowledged by Mia", "Storm 2"),
    );
  });

  it("count what quiet hours hold, and a later one comes alone again", async () => {
    await setting("alerts.quiet_hours", { from: "00:00", to: "23:59" });
    const at = new Date("2027-03-02T10:00:00Z");
    for (let index = 0; index < 11; index++) {
      await raise({ cause: `held-${index}`, title: `Held ${index}`, kind: "complaint" }, at);
    }
    await setting("alerts.quiet_hours", null);
    expect(
      await desk.rows(
        "SELECT count(*)::int AS count, count(held_until)::int AS held FROM alerts WHERE title LIKE 'Held %'",
      ),
    ).toEqual([{ count: 11, held: 0 }]);
    await watchAt(at, 24 * 60);
    await waitFor("the count", () => cardWith("11 alerts at once: A complaint"));
    await desk.settled();
    expect(desk.posted(place).filter(({ text }) => /· Held \d/.test(text))).toEqual([]);
    await raise({ cause: "later", title: "Storm later", kind: "complaint" }, new Date(at.getTime() + 6 * MINUTE_MS));
    await cardOf("Storm later");
  });

  function states() {
    return desk.rows(
      `SELECT status, storm_id IS NOT NULL AS is_counted, escalate_at IS NOT NULL AS escalates, count(*)::int AS count
       FROM alerts WHERE title LIKE 'Storm %' GROUP BY 1, 2, 3 ORDER BY 1, 2`,
    );
  }
});

describe("an alert about a member of staff", () => {
  it("goes to compliance in private, never to them or the team's channel, and stays there", async () => {
    await linked("Cole", "compliance", null);
    for (let count = 0; count < 3; count++) await heldTextOf(leo);
    await watchAt(new Date(), 0);
    await waitFor("Cora's card", () => privateCard(cora, "3 texts of Leo were held"));
    await watchAt(new Date(), 30);
    await desk.settled();
    for (const text of [
      ...desk.posted(place).map((one) => one.text),
      ...desk.said(leo.slackId),
      ...desk.said(mia.slackId),
    ]) {
      expect(text).not.toContain("texts of Leo");
    }
    expect(desk.said(cora.slackId).filter((text) => text.includes("texts of Leo"))).toHaveLength(1);
    const answers = await answerTo(mia, "/alerts");
    expect(answers).not.toContain("texts of Leo");
    expect(await answerTo(cora, "/alerts")).toContain("texts of Leo");
    const [row] = await desk.rows<{ number: string }>("SELECT number FROM alerts WHERE kind = 'staff_conduct'");
    expect(await answerTo(leo, `/alerts ${row?.number}`)).toContain("There is no alert");
  });
});

describe("/alerts", () => {
  it("lists what is open, shows one, and acknowledges, snoozes and resolves by number", async () => {
    const number = await raise({ cause: "listed", title: "Listed", kind: "distress" });
    expect(await answerTo(mia, "/alerts")).toMatch(new RegExp(`critical ${number} · Listed · since`));
    expect(await answerTo(mia, `/alerts ${number}`)).toContain(`Alert ${number} · Listed`);
    expect(await answerTo(leo, `/alerts snooze ${number} 2h`)).toContain("comes back at");
    expect(await answerTo(leo, `/alerts ack ${number}`)).toContain("you look after it");
    expect(await answerTo(mia, `/alerts ack ${number}`)).toContain("Leo was first");
    expect(await answerTo(mia, `/告警 解决 ${number}`)).toContain("is resolved");
    expect(await answerTo(mia, `/alerts ack ${number}`)).toContain("is resolved");
    expect(await answerTo(mia, "/alerts ack")).toContain("Which alert?");
  });

  it("is not for agents", async () => {
    const ann = await person("Ann", "agent", null);
    expect(await answerTo(ann, "/alerts")).toContain("may not use /alerts");
  });

  it("shows the rules and changes them with an audit, for managers", async () => {
    expect(await answerTo(mia, "/alerts rules")).toContain("severity=critical");
    expect(await answerTo(mia, "/alerts rules sla_missed severity=critical cooldown=30 roles=manager")).toMatch(
      /sla_missed .*severity=critical.*roles=manager.*cooldown=30/,
    );
    expect(await answerTo(leo, "/alerts rules sla_missed severity=info")).toContain("may not change the rules");
    expect(await answerTo(mia, "/alerts rules distress quiet=hold")).toContain("never waits");
    expect(await answerTo(mia, "/alerts rules sla_missed severity=huge")).toContain("does not fit");
    expect(await answerTo(mia, "/alerts quiet 22:00-08:00")).toContain(
      "Quiet from 22:00–08:00, by the clock of the alert's team, else UTC",
    );
    expect(await answerTo(mia, "/alerts quiet off")).toContain("no quiet hours");
    const [stored] = await desk.rows("SELECT value FROM settings WHERE key = 'alerts.rules'");
    expect(stored).toEqual({
      value: { sla_missed: { severity: "critical", cooldown_minutes: 30, roles: ["manager"] } },
    });
    const trail = await desk.rows("SELECT user_id FROM audit_logs WHERE action = 'setting.change'");
    expect(trail).toEqual(Array.from({ length: 3 }, () => ({ user_id: mia.userId })));
    await setting("alerts.rules", {});
  });
});

describe("/digest", () => {
  it("sends the day's figures with a picture in private, and each manager gets yesterday's once", async () => {
    expect(await answerTo(mia, "/digest")).toContain("goes to your private chat");
    const digest = await waitFor("the digest", () =>
      desk.posted(direct(mia)).find(({ text }) => text.includes("Daily digest")),
    );
    expect(digest.files).toEqual([expect.stringMatching(/^digest-\d{4}-\d\d-\d\d\.png$/)]);
    const [count] = await desk.rows<{ n: string }>("SELECT count(*) AS n FROM messages WHERE direction = 'inbound'");
    expect(digest.text).toContain(`${count?.n} from customers`);
    const tomorrow = new Date();
    tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
    tomorrow.setUTCHours(9, 0, 0, 0);
    await watchAt(tomorrow, -1);
    await watchAt(tomorrow, 0);
    await watchAt(tomorrow, 1);
    await desk.settled();
    const digests = desk.posted(direct(mia)).filter(({ text }) => text.includes("Daily digest"));
    expect(digests).toHaveLength(2);
    expect(desk.posted(direct(leo)).filter(({ text }) => text.includes("Daily digest"))).toEqual([]);
  });
});

async function person(name: string, role: Role, presence: "online" | null): Promise<Person> {
  const found = await linked(name, role, presence);
  for (const channel of [place, "C0DESK"]) {
    desk.slack.workspace.channels.get(channel)?.members.add(found.slackId);
  }
  return found;
}

async function linked(name: string, role: Role, presence: "online" | null): Promise<Person> {
  const slackId = desk.newPerson(name);
  const userId = await linkStaff(desk, { platform: "slack", personId: slackId, name, role });
  await desk.product.db.system("users").where({ id: userId }).update({ presence });
  return { slackId, userId };
}

/** While somebody has no presence. */
async function away<T>(who: Person, work: () => Promise<T>): Promise<T> {
  const users = () => desk.product.db.system("users").where({ id: who.userId });
  await users().update({ presence: "away" });
  const result = await work();
  await users().update({ presence: "online" });
  return result;
}

async function wantsPerson(name: string): Promise<string> {
  const customer = desk.newPerson(name);
  desk.slack.people.write({ user: customer, text: "I want to talk to a human" });
  await desk.settled();
  return customer;
}

function raise(about: { cause: string; title: string; kind?: AlertCause["kind"] }, at = new Date()) {
  const cause: AlertCause = {
    kind: about.kind ?? "angry_customer",
    cause: about.cause,
    title: { en: about.title, zh: about.title },
  };
  return inOrganization(desk.product.db, desk.orgId, (scope) => raiseAlert(scope, desk.product.channels, cause, at));
}

function watchAt(from: Date, minutes: number): Promise<void> {
  const at = new Date(from.getTime() + minutes * MINUTE_MS);
  return watchAlerts({ ...desk.product, clock: { now: () => new Date(at) } });
}

function cardWith(...words: string[]) {
  return desk.posted(place).find(({ text, ephemeralTo }) => !ephemeralTo && words.every((word) => text.includes(word)));
}

const cardOf = (words: string) => waitFor(`the card of ${words}`, () => cardWith(words));

const direct = ({ slackId }: Person) => desk.slack.workspace.directWith(slackId).id;

function privateCard(who: Person, ...words: string[]) {
  return desk
    .posted(direct(who))
    .find(({ text }) => /^Alert \d+ · /.test(text) && words.every((word) => text.includes(word)));
}

async function press({ slackId }: Person, ts: string, button: string): Promise<void> {
  await desk.slack.people.press({ user: slackId, channel: place, ts, button });
}

/** What a person is answered in their private chat. */
async function answerTo(who: Person, line: string): Promise<string> {
  await desk.settled();
  const before = desk.said(who.slackId).length;
  desk.slack.people.write({ user: who.slackId, text: line });
  return waitFor(`the answer to ${line}`, () => desk.said(who.slackId)[before]);
}

async function conversationOf(name: string): Promise<string> {
  const [row] = await desk.rows<{ id: string }>(
    "SELECT v.id FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE c.name = ?",
    [name],
  );
  return row?.id ?? "";
}

async function ownerOf(name: string): Promise<string | undefined> {
  const [row] = await desk.rows<{ name: string }>(
    `SELECT u.name FROM conversations v JOIN customers c ON c.id = v.customer_id JOIN users u ON u.id = v.agent_id
     WHERE c.name = ?`,
    [name],
  );
  return row?.name;
}

async function setting(key: string, value: unknown): Promise<void> {
  const row = { value: JSON.stringify(value), value_type: "json", category: "alerts" };
  await desk.product.db
    .system("settings")
    .insert({ id: newId(), org_id: desk.orgId, key, ...row })
    .onConflict(["org_id", "key"])
    .merge(row);
}

let approvals = 900;

async function heldTextOf(author: Person): Promise<void> {
  await desk.product.db.system("approvals").insert({
    id: newId(),
    org_id: desk.orgId,
    number: ++approvals,
    kind: "claim",
    resource_type: "message",
    resource_id: newId(),
    requested_by: author.userId,
    reason: "guaranteed returns",
    status: "rejected",
  });
}
