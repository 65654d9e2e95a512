import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { createSlackAdapter, slackNow } from "../../tests/contracts/slack.harness.ts";

let emulator: SlackEmulator;
let stop: AbortController;
let ended: Promise<unknown>;
let ann: string;

beforeEach(async () => {
  emulator = await startSlackEmulator({ socketMode: true, retryDelaysMs: [0, 0, 0] });
  ann = emulator.workspace.addUser({ name: "ann" }).id;
  stop = new AbortController();
  ended = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await ended;
  await emulator.close();
});

function listen(accept: (receipts: Receipt[]) => Promise<void>, appToken = emulator.credentials.appToken) {
  const adapter = createSlackAdapter(emulator, { app_token: appToken });
  const listening = adapter.listen?.(accept, stop.signal, null) ?? Promise.reject(new Error("no listen"));
  ended = listening.catch(() => undefined);
  return { adapter, listening };
}

const connected = () => vi.waitFor(() => expect(emulator.socket.connections).toBe(1), { timeout: 10_000 });

it("receives what a webhook would, under the same keys", async () => {
  const receipts: Receipt[] = [];
  const { adapter } = listen(async (batch) => void receipts.push(...batch));
  await connected();
  const { ts } = emulator.people.write({ user: ann, text: "hello" });
  await emulator.people.command({ user: ann, line: "/desk help" });
  await emulator.dispatcher.settled();

  expect(receipts).toHaveLength(2);
  const events = await Promise.all(
    receipts.map((receipt) => adapter.parse({ ...receipt, receivedAt: slackNow.toISOString() })),
  );
  expect(events.flat()).toMatchObject([
    { kind: "message", text: "hello", addressed: true },
    { kind: "command", command: "desk", args: "help" },
  ]);
  expect(receipts[0]?.externalId).toBe(`message:${emulator.workspace.directWith(ann).id}:${ts}`);
  expect(emulator.dispatcher.log.map(({ accepted }) => accepted)).toEqual([true, true]);
});

it("acknowledges only what was made durable, so that Slack delivers the rest again", async () => {
  const kept: string[] = [];
  let failures = 1;
  listen(async ([receipt]) => {
    if (failures-- > 0) throw new Error("the database is down");
    kept.push(receipt?.externalId ?? "");
  });
  await connected();
  const { ts } = emulator.people.write({ user: ann, text: "hello" });
  await emulator.dispatcher.settled();
  const [dispatched] = emulator.dispatcher.log;
  expect(dispatched?.attempts.map(({ failure }) => failure)).toEqual(["http_timeout", undefined]);
  expect(kept).toEqual([`message:${emulator.workspace.directWith(ann).id}:${ts}`]);
});

it.each(["renew", "cut"] as const)("is connected again after Slack did %s the connection", async (how) => {
  const texts: unknown[] = [];
  listen(async ([receipt]) => void texts.push(JSON.parse(receipt?.raw ?? "{}").event.text));
  await connected();
  const opened = () => emulator.calls.filter(({ method }) => method === "apps.connections.open").length;
  emulator.socket[how]();
  await vi.waitFor(() => expect(opened()).toBe(2), { timeout: 10_000 });
  await connected();
  emulator.people.write({ user: ann, text: "still there?" });
  await emulator.dispatcher.settled();
  expect(texts).toEqual(["still there?"]);
});

it("goes on trying while Slack cannot be reached", async () => {
  emulator.faults.next("apps.connections.open", { kind: "http", status: 503 });
  listen(async () => {});
  await connected();
  expect(emulator.calls.filter(({ method }) => method === "apps.connections.open")).toHaveLength(2);
});

it("gives up when the app's token is refused", async () => {
  const { listening } = listen(async () => {}, "xapp-wrong");
  await expect(listening).rejects.toMatchObject({ fault: "channel_broken" });
});

it("ends when it is told to", async () => {
  const { listening } = listen(async () => {});
  await connected();
  stop.abort();
  await expect(listening).resolves.toBeUndefined();
  await vi.waitFor(() => expect(emulator.socket.connections).toBe(0));
});

it("does not offer sockets without an app token", () => {
  expect(createSlackAdapter(emulator).listen).toBeUndefined();
});

it("leaves no connection behind when it is told to end while connecting", async () => {
  const { listening } = listen(async () => {});
  await vi.waitFor(() => expect(emulator.calls.map(({ method }) => method)).toContain("apps.connections.open"));
  stop.abort();
  await listening;
  await vi.waitFor(() => expect(emulator.socket.connections).toBe(0));
});
