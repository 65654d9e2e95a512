import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { importFaqs } from "../support/faqs.ts";
import { registerGroup } from "../support/register-group.ts";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";
import { addStaff } from "../support/staff.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;

beforeAll(async () => {
  desk = await openSlackDesk();
});
afterAll(() => desk.close());
afterEach(async () => {
  desk.slack.faults.clear();
  await desk.settled();
});

describe("a Slack channel that the bot is invited to", () => {
  it("is told of once with a button to register it, while nobody registered it", async () => {
    const host = desk.newPerson("host");
    const { id } = desk.slack.workspace.addChannel({ name: "gold-traders", members: [host] });
    desk.slack.people.inviteBot({ user: host, channel: id });
    const alerts = () =>
      desk.rows<{ status: string; title: string }>(
        "SELECT status, title FROM alerts WHERE details -> 'group' ->> 'chatId' = ?",
        [id],
      );
    await waitFor("the alert", async () => (await alerts()).length === 1);
    expect((await alerts())[0]?.title).toContain(`The bot was added to the group (slack, env, ${id})`);
    await desk.settled();
    const known = desk.slack.workspace.addChannel({ name: "registered", members: [host] });
    await registerGroup(desk, "slack", known.id);
    desk.slack.people.inviteBot({ user: host, channel: known.id });
    await desk.settled();
    expect(await desk.rows("SELECT FROM alerts WHERE kind = 'unknown_group'")).toHaveLength(1);
  });
});

describe("a customer in a direct message on Slack", () => {
  it("is answered from the knowledge, with its source, and told that the answer is automated", async () => {
    const ann = desk.newPerson("ann");
    desk.slack.people.write({ user: ann, text: "How long does a withdrawal take?" });
    const [answer] = await desk.answersTo(ann, 1);
    expect(answer).toContain("arrive in two to three business days");
    expect(answer).toContain("Source: How long does a withdrawal take?");
    expect(answer).toMatch(/automated/);
    expect(await desk.rows("SELECT source_channel FROM customers WHERE name = 'ann'")).toEqual([
      { source_channel: "slack" },
    ]);
  });

  it("is answered in Chinese when they write Chinese, and told once that it is automated", async () => {
    const wang = desk.newPerson("王芳");
    desk.slack.people.write({ user: wang, text: "出金多久到账？" });
    const [first] = await desk.answersTo(wang, 1);
    expect(first).toContain("一般2至3个工作日到账");
    expect(first).toContain("来源：出金多久到账？");
    expect(first).toMatch(/自动/);
    desk.slack.people.write({ user: wang, text: "怎么开户？" });
    const [, second] = await desk.answersTo(wang, 2);
    expect(second).toContain("上传身份证件");
    expect(second).not.toMatch(/自动/);
  });

  it("reads a long answer in order, in several messages, with nothing lost", async () => {
    const lines = Array.from({ length: 220 }, (_, index) => {
      return `${index + 1}. 第${index + 1}步 👩‍👩‍👧 & <check> https://broker.example/step/${index + 1}?a=1&b=2 – done`;
    });
    const answer = lines.join("\n");
    await importFaqs(desk, [{ id: "long", question: "Tell me the complete onboarding checklist", answer }]);
    const lin = desk.newPerson("lin");
    desk.slack.people.write({ user: lin, text: "Tell me the complete onboarding checklist" });
    await waitFor("the last part", () => desk.said(lin).some((text) => text.includes("Source:")));
    const parts = desk.said(lin);
    expect(parts.length).toBeGreaterThan(3);
    const whole = parts.join("\n").replace(/\s+/g, " ");
    expect(whole).toContain(answer.replace(/\s+/g, " "));
    expect(await desk.messagesOf("lin", "outbound")).toHaveLength(1);
  });

  it("keeps every wording of an edited message and the words of a deleted one", async () => {
    const fay = desk.newPerson("fay");
    const { id: channel } = desk.slack.workspace.directWith(fay);
    const { ts } = desk.slack.people.write({ user: fay, text: "How do I open an acount?" });
    await desk.answersTo(fay, 1);
    desk.slack.people.edit({ channel, ts, text: "How do I open an account?" });
    await desk.settled();
    desk.slack.people.remove({ channel, ts });
    const versions = await waitFor("all versions", async () => {
      const rows = await desk.rows(
        `SELECT v.version, v.kind, v.content FROM message_versions v JOIN messages m ON m.id = v.message_id
         WHERE m.external_message_id = ? ORDER BY v.version`,
        [`${channel}:${ts}`],
      );
      return rows.length === 3 ? rows : null;
    });
    expect(versions).toEqual([
      { version: 1, kind: "original", content: "How do I open an acount?" },
      { version: 2, kind: "edited", content: "How do I open an account?" },
      { version: 3, kind: "deleted", content: null },
    ]);
    expect(desk.said(fay)).toHaveLength(1);
    const [message] = await desk.messagesOf("fay", "inbound");
    expect(message).toMatchObject({ content: "How do I open an acount?" });
    expect(message?.["deleted_at"]).toBeInstanceOf(Date);
  });

  it("sends a file that is kept byte for byte, and is answered when words come with it", async () => {
    const gus = desk.newPerson("gus");
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));
    const upload = { user: gus, name: "statement.pdf", mimeType: "application/pdf", bytes };
    desk.slack.people.upload({ ...upload, text: "How do I open an account?" });
    expect((await desk.answersTo(gus, 1))[0]).toContain("Register on our website");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const [message] = await waitFor("the download", async () => {
      const rows = await desk.messagesOf("gus", "inbound");
      return rows[0]?.["media_url"] ? rows : null;
    });
    expect(message).toMatchObject({
      content_type: "file",
      media_url: `blob:${sha256}`,
      metadata: {
        attachments: [
          { kind: "file", name: "statement.pdf", mimeType: "application/pdf", size: 70_000, blob: { sha256 } },
        ],
      },
    });
    const kept = await desk.product.blobs.get(desk.orgId, sha256);
    expect(Buffer.from(kept.bytes).equals(bytes)).toBe(true);
  });

  it("has a file fetched later when the token is refused at first", async () => {
    const guy = desk.newPerson("guy");
    desk.slack.faults.next("files.info", { kind: "error", error: "invalid_auth" });
    const bytes = Buffer.from("%PDF-1.4");
    desk.slack.people.upload({ user: guy, name: "later.pdf", mimeType: "application/pdf", bytes });
    await waitFor("the download", async () => (await desk.messagesOf("guy", "inbound"))[0]?.["media_url"], 20_000);
  }, 30_000);

  it("sends a file that is too big: noted on the message, never fetched, and a person is asked", async () => {
    const hal = desk.newPerson("hal");
    const bytes = Buffer.alloc(20 * 1024 * 1024 + 1, 1);
    desk.slack.people.upload({ user: hal, name: "film.mp4", mimeType: "video/mp4", bytes });
    expect((await desk.answersTo(hal, 1))[0]).toMatch(/read/i);
    const [message] = await waitFor("the note", async () => {
      const rows = await desk.messagesOf("hal", "inbound");
      return JSON.stringify(rows[0]?.["metadata"]).includes("larger than") ? rows : null;
    });
    expect(message).toMatchObject({ content_type: "video", media_url: null });
  });
});

describe("a mention in a channel", () => {
  it("is answered in its thread, each sender in a conversation of their own, other lines kept as receipts only", async () => {
    const room = channelWith("general", ["ida", "jan", "kim"]);
    await registerGroup(desk, "slack", room.id);
    const [ida, jan, kim] = room.people as [string, string, string];
    const root = desk.slack.people.write({
      user: ida,
      channel: room.id,
      text: "@deskhand How do I open an account?",
    });
    const answer = await waitFor("the answer in the thread", () => desk.posted(room.id, root.ts)[0]);
    expect(answer.threadTs).toBe(root.ts);
    expect(answer.text).toContain("Register on our website");
    desk.slack.people.write({ user: jan, channel: room.id, threadTs: root.ts, text: "@deskhand 出金多久到账？" });
    await waitFor("the second answer", () => desk.posted(room.id, root.ts).length === 2);
    expect(desk.posted(room.id, root.ts)[1]?.text).toContain("一般2至3个工作日到账");
    desk.slack.people.write({ user: kim, channel: room.id, threadTs: root.ts, text: "How do I open an account?" });
    desk.slack.people.write({ user: kim, channel: room.id, text: "Good morning everybody" });
    await desk.settled();
    expect(desk.posted(room.id)).toHaveLength(2);
    const conversations = await desk.rows(
      `SELECT c.name, v.chat, v.is_group FROM conversations v JOIN customers c ON c.id = v.customer_id
       WHERE c.name IN ('ida', 'jan', 'kim') ORDER BY c.name`,
    );
    expect(conversations).toEqual([
      { name: "ida", chat: `${room.id}:${root.ts}`, is_group: true },
      { name: "jan", chat: `${room.id}:${root.ts}`, is_group: true },
    ]);
    const kept = await desk.rows(
      "SELECT status, outcome FROM inbound_receipts WHERE payload LIKE '%Good morning everybody%'",
    );
    expect(kept).toEqual([{ status: "ignored", outcome: "not addressed to the bot" }]);
  });

  it("costs Slack nothing, and nobody an answer, while people only talk among themselves", async () => {
    const room = channelWith("chatter", ["pia"]);
    const [pia = ""] = room.people;
    const agent = desk.newPerson("agent", { email: "chatty@example.com" });
    await addStaff(desk, { email: "chatty@example.com", role: "agent" });
    desk.slack.people.write({ user: agent, text: "/help" });
    await desk.answersTo(agent, 1);
    const lookups = () => desk.slack.calls.filter(({ method }) => method === "users.info").length;
    const before = lookups();
    for (const user of [pia, agent])
      desk.slack.people.write({ user, channel: room.id, text: "How do I open an account?" });
    await desk.settled();
    expect(lookups()).toBe(before);
    expect(desk.posted(room.id)).toEqual([]);
  });

  it("is not answered where nobody registered the channel, by whichever words, and one alert tells of it", async () => {
    const room = channelWith("unknown", ["max"]);
    const [max = ""] = room.people;
    const agent = desk.newPerson("loud", { email: "loud@example.com" });
    await addStaff(desk, { email: "loud@example.com", role: "agent" });
    desk.slack.people.write({ user: max, channel: room.id, text: "@deskhand How do I open an account?" });
    desk.slack.people.write({ user: max, channel: room.id, text: "@deskhand I want a person" });
    desk.slack.people.write({ user: agent, channel: room.id, text: "@deskhand ask How do I open an account?" });
    await desk.settled();
    expect(desk.posted(room.id)).toEqual([]);
    expect(await desk.rows("SELECT id FROM customers WHERE name = 'max'")).toEqual([]);
    const alerts = await desk.rows(
      `SELECT severity, occurrences FROM alerts WHERE kind = 'unknown_group' AND details -> 'group' ->> 'chatId' = ?`,
      [room.id],
    );
    expect(alerts).toEqual([{ severity: "warning", occurrences: 1 }]);
  });

  it("comes as message and app_mention, and is one message with one answer", async () => {
    const room = channelWith("twice", ["lou"]);
    await registerGroup(desk, "slack", room.id);
    const root = desk.slack.people.write({
      user: room.people[0] ?? "",
      channel: room.id,
      text: "@deskhand How long does a withdrawal take?",
    });
    await waitFor("the answer", () => desk.posted(room.id, root.ts).length > 0);
    await desk.settled();
    const outcomes = await desk.rows("SELECT outcome FROM inbound_receipts WHERE chat = ? ORDER BY outcome", [
      `${room.id}:${root.ts}`,
    ]);
    expect(outcomes).toEqual([{ outcome: "duplicate" }, { outcome: "message" }, { outcome: "own_message" }]);
    expect(await desk.messagesOf("lou", "inbound")).toHaveLength(1);
    expect(desk.posted(room.id, root.ts)).toHaveLength(1);
  });
});

describe("what Slack does again", () => {
  it("changes nothing when one message comes in eleven envelopes", async () => {
    const mia = desk.newPerson("mia");
    desk.slack.people.write({ user: mia, text: "How do I open an account?" });
    desk.slack.dispatcher.duplicate(lastEvent(), 10);
    await desk.answersTo(mia, 1);
    await desk.settled();
    expect(await desk.messagesOf("mia", "inbound")).toHaveLength(1);
    expect(await desk.messagesOf("mia", "outbound")).toHaveLength(1);
    expect(desk.said(mia)).toHaveLength(1);
  });

  it("changes nothing when an event is delivered again as a retry", async () => {
    const noa = desk.newPerson("noa");
    const { ts } = desk.slack.people.write({ user: noa, text: "How do I open an account?" });
    const eventId = lastEvent();
    await desk.answersTo(noa, 1);
    for (let again = 0; again < 5; again++) desk.slack.dispatcher.redeliver(eventId);
    await desk.settled();
    const sent = desk.slack.dispatcher.log.find((dispatched) => dispatched.eventId === eventId);
    expect(sent?.attempts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const key = `message:${desk.slack.workspace.directWith(noa).id}:${ts}`;
    expect(await desk.rows("SELECT outcome FROM inbound_receipts WHERE external_id = ?", [key])).toEqual([
      { outcome: "message" },
    ]);
    expect(desk.said(noa)).toHaveLength(1);
  });

  it("takes an event whose first delivery was never stored, when only the retry arrives", async () => {
    const oli = desk.newPerson("oli");
    desk.slack.connect("http://127.0.0.1:9/nobody-is-here");
    desk.slack.people.write({ user: oli, text: "How do I open an account?" });
    const eventId = lastEvent();
    await desk.slack.dispatcher.settled();
    desk.slack.connect(`${desk.url}/webhooks/slack`);
    desk.slack.dispatcher.redeliver(eventId);
    expect(await desk.answersTo(oli, 1)).toHaveLength(1);
  });
});

describe("what bots write", () => {
  it("is never answered: the bot's own lines, and another bot's", async () => {
    const room = channelWith("bots", ["pam"]);
    await registerGroup(desk, "slack", room.id);
    const root = desk.slack.people.write({
      user: room.people[0] ?? "",
      channel: room.id,
      text: "@deskhand How do I open an account?",
    });
    await waitFor("the answer", () => desk.posted(room.id, root.ts).length > 0);
    const event = {
      type: "message",
      subtype: "bot_message",
      bot_id: "B0OTHER",
      text: `<@${desk.slack.workspace.bot.userId}> How do I open an account?`,
      ts: desk.slack.workspace.nextTs(),
      channel: room.id,
      channel_type: "channel",
    };
    desk.slack.dispatcher.event(event);
    desk.slack.dispatcher.event({
      ...event,
      subtype: undefined,
      user: "U0OTHERBOT",
      ts: desk.slack.workspace.nextTs(),
    });
    await desk.settled();
    expect(desk.posted(room.id)).toHaveLength(1);
    const outcomes = await desk.rows(
      "SELECT outcome, count(*) FROM inbound_receipts WHERE chat LIKE ? AND status = 'ignored' GROUP BY 1 ORDER BY 1",
      [`${room.id}:%`],
    );
    expect(outcomes).toEqual([
      { outcome: "bot_message", count: "2" },
      { outcome: "own_message", count: "1" },
    ]);
  });
});

/** A channel with the bot and some people in it. */
function channelWith(name: string, names: string[]): { id: string; people: string[] } {
  const people = names.map((person) => desk.newPerson(person));
  const members = [desk.slack.workspace.bot.userId, ...people];
  return { id: desk.slack.workspace.addChannel({ name, members }).id, people };
}

function lastEvent(): string {
  return desk.slack.dispatcher.log.at(-1)?.eventId ?? "";
}
