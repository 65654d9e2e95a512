import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { encodePayload, signedRequest } from "../../playground/slack/signed-request.ts";
import { eventEnvelope } from "../../playground/slack/wire-shapes.ts";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";

let desk: SlackDesk;

beforeAll(async () => {
  desk = await openSlackDesk({ hasDesk: false });
});
afterAll(() => desk.close());
afterEach(async () => {
  desk.slack.faults.clear();
  await desk.settled();
});

describe("when Slack is in trouble", () => {
  it("waits as long as a 429 says, for the whole channel, and sends then, once", async () => {
    const [ann, bob] = [desk.newPerson("ann"), desk.newPerson("bob")];
    desk.slack.faults.next("chat.postMessage", { kind: "rate_limited", retryAfterSeconds: 2 });
    desk.slack.people.write({ user: ann, text: "How do I open an account?" });
    await waitFor("the refusal", async () => (await deliveries(ann)).some(({ error_code }) => error_code !== null));
    const postsBefore = posts();
    desk.slack.people.write({ user: bob, text: "How do I open an account?" });
    await desk.answersTo(bob, 1);
    await desk.answersTo(ann, 1);
    await desk.settled();
    expect(posts()).toBe(postsBefore + 2);
    const [refused] = await deliveries(ann);
    expect(refused).toMatchObject({ status: "sent", attempts: 2 });
    for (const person of [ann, bob]) {
      const [row] = await desk.rows<{ waited: boolean }>(
        `SELECT sent_at >= (SELECT first_attempt_at + interval '2 seconds' FROM deliveries WHERE chat = ?) AS waited
         FROM deliveries WHERE chat = ?`,
        [directChat(ann), directChat(person)],
      );
      expect(row).toEqual({ waited: true });
    }
  });

  it.each([
    ["a server error", { kind: "http", status: 503 } as const],
    ["an answer lost on the way, after the message was posted", { kind: "lost_answer" } as const],
    ["Slack's own internal error", { kind: "error", error: "internal_error" } as const],
  ])("shows exactly one message after %s", async (name, fault) => {
    const person = desk.newPerson(name);
    desk.slack.faults.next("chat.postMessage", fault);
    desk.slack.people.write({ user: person, text: "How do I open an account?" });
    await desk.answersTo(person, 1);
    await desk.settled();
    expect(desk.said(person)).toHaveLength(1);
    const [row] = await deliveries(person);
    const shown = desk.slack.workspace.directWith(person).messages.find(({ botId }) => botId);
    expect(row).toMatchObject({
      status: "sent",
      attempts: 2,
      external_message_id: `${directChat(person)}:${shown?.ts}`,
    });
  });

  it("gives a message up when the person is gone, and says so in the conversation", async () => {
    const eve = desk.newPerson("eve");
    desk.slack.faults.next("chat.postMessage", { kind: "error", error: "user_disabled" });
    desk.slack.people.write({ user: eve, text: "How do I open an account?" });
    await waitFor("the failure", async () => (await deliveries(eve))[0]?.["status"] === "failed");
    expect(await desk.messagesOf("eve", "outbound")).toMatchObject([{ status: "failed" }]);
    expect(
      await desk.rows(
        `SELECT e.event_data ->> 'fault' AS fault FROM conversation_events e JOIN customers c ON c.id = e.customer_id
         WHERE c.name = 'eve' AND e.event_type = 'reply_failed'`,
      ),
    ).toEqual([{ fault: "recipient_gone" }]);
  });
});

describe("what is not from Slack, or not for us", () => {
  const event = (text: string, teamId = "T0EMULATED") => {
    const { workspace } = desk.slack;
    const message = {
      type: "message",
      channel: "D0NOBODY",
      channel_type: "im",
      user: "U0X",
      ts: "1772697600.000100",
      text,
    };
    return eventEnvelope({ ...workspace, teamId }, message, { eventId: workspace.nextId("Ev"), eventTime: 1 });
  };
  const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const send = async (body: string, { secret = desk.slack.credentials.signingSecret, at = new Date() } = {}) => {
    const request = signedRequest(secret, { body, contentType: "application/json", at });
    return fetch(`${desk.url}/webhooks/slack`, { ...request, body: new Uint8Array(request.body) });
  };
  const receipts = () => desk.rows("SELECT count(*) FROM inbound_receipts");

  it.each([
    ["a wrong signature", () => send(JSON.stringify(event("x")), { secret: "wrong" }), 401],
    ["a stale timestamp", () => send(JSON.stringify(event("x")), { at: secondsAgo(330) }), 401],
    ["a timestamp in the future", () => send(JSON.stringify(event("x")), { at: secondsAgo(-330) }), 401],
    ["no signature", () => fetch(`${desk.url}/webhooks/slack`, { method: "POST", body: "{}" }), 401],
    ["broken JSON", () => send('{"type":"event_callback",'), 400],
    ["a body over 1 MiB", () => send(JSON.stringify(event("x".repeat(1024 * 1024)))), 413],
  ])("is refused and leaves no row: %s", async (_, request, status) => {
    const before = await receipts();
    expect((await request()).status).toBe(status);
    expect(await receipts()).toEqual(before);
  });

  it("answers Slack's check of the address", async () => {
    const answer = await send(JSON.stringify({ type: "url_verification", token: "t", challenge: "3eZbrw1aB+/=" }));
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: "3eZbrw1aB+/=" });
  });

  it("acknowledges another workspace's event without a row", async () => {
    const before = await receipts();
    expect((await send(JSON.stringify(event("x", "T0OTHER")))).status).toBe(200);
    expect(await receipts()).toEqual(before);
  });

  it("keeps an event of an unknown kind as a receipt, and goes on", async () => {
    const { workspace } = desk.slack;
    const envelope = eventEnvelope(workspace, { type: "telepathy" }, { eventId: "EvUNKNOWN", eventTime: 1 });
    expect((await send(JSON.stringify(envelope))).status).toBe(200);
    await desk.settled();
    expect(await desk.rows("SELECT status, outcome FROM inbound_receipts WHERE external_id = 'EvUNKNOWN'")).toEqual([
      { status: "ignored", outcome: "unknown: telepathy" },
    ]);
  });

  it("takes a command whose form carries a character set", async () => {
    const user = desk.newPerson("charset");
    const { body } = encodePayload("slash_commands", {
      team_id: "T0EMULATED",
      channel_id: directChat(user),
      user_id: user,
      command: "/desk",
      text: "help",
      trigger_id: "1.2.charset",
    });
    const contentType = "application/x-www-form-urlencoded; charset=utf-8";
    const request = signedRequest(desk.slack.credentials.signingSecret, { body, contentType, at: new Date() });
    const answer = await fetch(`${desk.url}/webhooks/slack`, { ...request, body: new Uint8Array(request.body) });
    expect(answer.status).toBe(200);
    expect((await desk.answersTo(user, 1))[0]).toContain("/link CODE");
  });
});

const directChat = (user: string) => desk.slack.workspace.directWith(user).id;
const posts = () => desk.slack.calls.filter(({ method }) => method === "chat.postMessage").length;

function deliveries(user: string) {
  return desk.rows("SELECT status, attempts, error_code, external_message_id FROM deliveries WHERE chat = ?", [
    directChat(user),
  ]);
}
