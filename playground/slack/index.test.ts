import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "./index.ts";

interface Heard {
  headers: Record<string, unknown>;
  body: string;
}

let emulator: SlackEmulator;
let app: Server;
let heard: Heard[];
/** Statuses for the next requests; 200 when there are no more. */
let answers: number[];
let client: WebClient;
let ann: string;

beforeEach(async () => {
  heard = [];
  answers = [];
  app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const requestUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/webhooks/slack`;
  emulator = await startSlackEmulator({ requestUrl, retryDelaysMs: [0, 0, 0], postRate: { burst: 5, perSecond: 1 } });
  client = new WebClient(emulator.credentials.botToken, {
    slackApiUrl: emulator.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
  ann = emulator.workspace.addUser({ name: "ann" }).id;
});
afterEach(async () => {
  await emulator.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const channelWith = (...members: string[]) =>
  emulator.workspace.addChannel({ name: "general", members: [emulator.workspace.bot.userId, ...members] }).id;
const events = () => heard.map(({ body }) => JSON.parse(body).event);

describe("what people do reaches the app", () => {
  it("as a message and a mention with two event ids when somebody addresses the bot", async () => {
    const channel = channelWith(ann);
    emulator.people.write({ user: ann, channel, text: "@deskhand 5 < 6?" });
    await emulator.dispatcher.settled();
    expect(new Set(heard.map(({ body }) => JSON.parse(body).event_id)).size).toBe(2);
    const [one, other] = events().sort((a, b) => b.type.localeCompare(a.type));
    expect(one).toMatchObject({ type: "message", channel_type: "channel", text: "<@U0DESKHAND> 5 &lt; 6?" });
    expect(other).toMatchObject({ type: "app_mention", ts: one.ts, text: one.text });
  });

  it("not at all from a channel that the bot is not in", async () => {
    const { id } = emulator.workspace.addChannel({ name: "private", kind: "group", members: [ann] });
    emulator.people.write({ user: ann, channel: id, text: "@deskhand hi" });
    await emulator.dispatcher.settled();
    expect(heard).toEqual([]);
  });

  it("as a tombstone when the root of a thread with replies is deleted", async () => {
    const channel = channelWith(ann);
    const root = emulator.people.write({ user: ann, channel, text: "who can help?" });
    emulator.people.write({ user: ann, channel, text: "anyone?", threadTs: root.ts });
    emulator.people.remove({ channel, ts: root.ts });
    await emulator.dispatcher.settled();
    expect(events().map(({ subtype, message }) => subtype && [subtype, message.subtype])).toContainEqual([
      "message_changed",
      "tombstone",
    ]);
  });

  it("as the press of a button that the bot sent", async () => {
    const channel = channelWith(ann);
    const label = { type: "plain_text" as const, text: "Yes" };
    const button = { type: "button" as const, text: label, action_id: "yes", value: "yes" };
    const { ts = "" } = await client.chat.postMessage({
      channel,
      text: "?",
      blocks: [{ type: "actions", elements: [button] }],
    });
    await emulator.people.press({ user: ann, channel, ts, button: "Yes" });
    const form = new URLSearchParams(heard.at(-1)?.body);
    expect(JSON.parse(form.get("payload") ?? "")).toMatchObject({
      type: "block_actions",
      container: { message_ts: ts },
      actions: [{ action_id: "yes", value: "yes" }],
    });
  });

  it("but no slash command from a thread", async () => {
    await expect(emulator.people.command({ user: ann, line: "/desk", threadTs: "1.000001" })).rejects.toThrow(
      "threads",
    );
  });
});

describe("deliveries", () => {
  it("are repeated three times with the same event id, and marked", async () => {
    answers = [500, 500, 500, 500, 500];
    emulator.people.write({ user: ann, text: "hi" });
    await emulator.dispatcher.settled();
    expect(heard.map(({ headers }) => headers["x-slack-retry-num"])).toEqual([undefined, "1", "2", "3"]);
    expect(heard.map(({ headers }) => headers["x-slack-retry-reason"])).toEqual([
      undefined,
      "http_error",
      "http_error",
      "http_error",
    ]);
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
    expect(emulator.dispatcher.log).toMatchObject([{ accepted: false }]);
  });

  it("of commands are not repeated", async () => {
    answers = [500, 500];
    await emulator.people.command({ user: ann, line: "/desk help" });
    expect(heard).toHaveLength(1);
  });

  it("can come again in other envelopes", async () => {
    emulator.people.write({ user: ann, text: "hi" });
    await emulator.dispatcher.settled();
    emulator.dispatcher.duplicate(emulator.dispatcher.log[0]?.eventId ?? "", 10);
    await emulator.dispatcher.settled();
    const bodies = heard.map(({ body }) => JSON.parse(body));
    expect(new Set(bodies.map(({ event_id }) => event_id)).size).toBe(11);
    expect(new Set(bodies.map(({ event }) => event.ts)).size).toBe(1);
  });
});

describe("the Web API", () => {
  it("reports the bot's own posts back to it", async () => {
    await client.chat.postMessage({ channel: channelWith(ann), text: "hello" });
    await emulator.dispatcher.settled();
    expect(events()).toMatchObject([{ type: "message", bot_id: "B0DESKHAND", user: "U0DESKHAND" }]);
  });

  it("limits posts to a channel", async () => {
    const channel = channelWith();
    for (let index = 0; index < 5; index++) await client.chat.postMessage({ channel, text: `${index}` });
    await expect(client.chat.postMessage({ channel, text: "6" })).rejects.toMatchObject({ retryAfter: 1 });
  });

  it.each([
    ["no_text", { text: "" }],
    ["msg_too_long", { text: "x".repeat(40_001) }],
    ["invalid_blocks", { text: "x", blocks: [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3001) } }] }],
    ["invalid_blocks", { text: "x", blocks: Array.from({ length: 51 }, () => ({ type: "divider" })) }],
    ["thread_not_found", { text: "x", thread_ts: "1700000000.000100" }],
  ])("refuses with %s what Slack refuses", async (error, args) => {
    await expect(client.chat.postMessage({ channel: channelWith(), ...args })).rejects.toMatchObject({
      data: { error },
    });
  });

  it("refuses a reply's ts where a thread's is due", async () => {
    const channel = channelWith(ann);
    const root = emulator.people.write({ user: ann, channel, text: "root" });
    const reply = emulator.people.write({ user: ann, channel, text: "reply", threadTs: root.ts });
    const wrong = client.chat.postMessage({ channel, text: "lost", thread_ts: reply.ts });
    await expect(wrong).rejects.toMatchObject({ data: { error: "thread_not_found" } });
  });

  it("puts a reply to a deleted message into the channel, as Slack does without a word", async () => {
    const channel = channelWith(ann);
    const root = emulator.people.write({ user: ann, channel, text: "root" });
    emulator.people.remove({ channel, ts: root.ts });
    const { message } = await client.chat.postMessage({ channel, text: "stray", thread_ts: root.ts });
    expect(message).not.toHaveProperty("thread_ts");
    await expect(client.conversations.replies({ channel, ts: root.ts })).rejects.toMatchObject({
      data: { error: "thread_not_found" },
    });
  });

  it("shows nothing to one person in a thread that nobody has answered yet", async () => {
    const channel = channelWith(ann);
    const root = emulator.people.write({ user: ann, channel, text: "root" });
    const whisper = () =>
      client.chat.postEphemeral({ channel, user: ann, text: "psst", thread_ts: root.ts }).then(() => undefined);
    await whisper();
    expect(emulator.readAs(ann, channel, root.ts).map(({ text }) => text)).toEqual(["root"]);
    emulator.people.write({ user: ann, channel, text: "reply", threadTs: root.ts });
    await whisper();
    expect(emulator.readAs(ann, channel, root.ts).map(({ text }) => text)).toEqual(["root", "reply", "psst"]);
  });

  it("lets nobody in without the token, and nobody after the app was removed", async () => {
    const stranger = new WebClient("xoxb-wrong", { slackApiUrl: emulator.apiUrl, retryConfig: { retries: 0 } });
    await expect(stranger.auth.test()).rejects.toMatchObject({ data: { error: "invalid_auth" } });
    emulator.uninstall();
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: "account_inactive" } });
    await emulator.dispatcher.settled();
    expect(
      events()
        .map(({ type }) => type)
        .sort(),
    ).toEqual(["app_uninstalled", "tokens_revoked"]);
  });

  it("tells those who follow along what changed", async () => {
    const changes: string[] = [];
    const stop = emulator.subscribe(({ kind }) => changes.push(kind));
    const channel = channelWith(ann);
    const { ts } = emulator.people.write({ user: ann, channel, text: "a" });
    emulator.people.edit({ channel, ts, text: "b" });
    stop();
    emulator.people.remove({ channel, ts });
    expect(changes).toEqual(["posted", "changed"]);
    expect(emulator.read(channel)).toMatchObject([{ from: "ann", text: "b", edited: true, deleted: true }]);
  });
});

it("goes on counting above what an earlier run used, so that nothing of it looks like a duplicate", async () => {
  const later = await startSlackEmulator({ retryDelaysMs: [], idsFrom: 1_000_000 });
  const { id } = later.workspace.addUser({ name: "ann" });
  expect(Number.parseInt(id.slice(1), 36)).toBeGreaterThan(1_000_000);
  await later.close();
});

it("tells those who watch of each call with its answer, and of each delivery with how it ended", async () => {
  const calls: unknown[] = [];
  const deliveries: unknown[] = [];
  emulator.onCall(({ method, answer }) => calls.push([method, answer["ok"]]));
  emulator.onAttempt(({ kind, attempt }) => deliveries.push([kind, attempt.status]));
  await client.users.info({ user: ann });
  await client.users.info({ user: "U0NOBODY" }).catch(() => undefined);
  emulator.people.write({ user: ann, text: "hello" });
  await emulator.dispatcher.settled();
  expect(calls).toEqual([
    ["users.info", true],
    ["users.info", false],
  ]);
  expect(deliveries).toEqual([["events_api", 200]]);
});
