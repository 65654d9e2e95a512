import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackEmulator, startSlackEmulator } from "../slack/index.ts";
import { answerError, sameOriginOnly } from "./guard.ts";
import { workspaceRoutes } from "./workspace-routes.ts";

const people = [
  { id: "U0AGENT", handle: "agent", name: "Ann", role: "agent", email: "agent@demo.test" },
  { id: "U0MANAGER", handle: "manager", name: "Max", role: "manager", email: "manager@demo.test" },
];

let emulator: SlackEmulator;
let server: Server;
let base: string;
let cardTs: string;

beforeEach(async () => {
  emulator = await startSlackEmulator({ retryDelaysMs: [] });
  const { workspace } = emulator;
  for (const { id, handle, name } of people) workspace.addUser({ id, name: handle, realName: name });
  workspace.addChannel({ id: "C0DESK", name: "desk", members: [workspace.bot.userId, "U0AGENT", "U0MANAGER"] });
  workspace.addChannel({ id: "C0ALERTS", name: "alerts", members: [workspace.bot.userId, "U0MANAGER"] });
  cardTs = await post({
    channel: "C0DESK",
    text: "C1042 · Maya",
    blocks: JSON.stringify([
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "text", text: "C1042 · Maya", style: { bold: true } },
              { type: "text", text: "\n\nFrom: telegram" },
            ],
          },
        ],
      },
      {
        type: "actions",
        elements: [
          { type: "button", text: { type: "plain_text", text: "Take" }, action_id: "take:1", value: "take:1" },
        ],
      },
    ]),
  });
  const routes = workspaceRoutes({ emulator, deskChannel: "C0DESK", alertChannel: "C0ALERTS", people });
  server = express().use(sameOriginOnly, routes, answerError).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/workspace`;
});
afterEach(async () => {
  server.close();
  await emulator.close();
});

/** What the bot posts, as its SDK would. */
async function post(args: Record<string, string>, method = "chat.postMessage"): Promise<string> {
  const response = await fetch(`${emulator.apiUrl}${method}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${emulator.credentials.botToken}` },
    body: new URLSearchParams(args),
  });
  return ((await response.json()) as { ts: string }).ts;
}

const act = async (path: string, body: unknown) =>
  (
    await fetch(`${base}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  ).status;

async function look(query: Record<string, string> = {}) {
  const response = await fetch(`${base}?${new URLSearchParams({ agent: "agent", manager: "manager", ...query })}`);
  return (await response.json()) as {
    threads: { title: string; replies: number }[];
    thread: { text: string; isOnlyForYou: boolean }[];
    alerts: { text: string }[];
    desk: { text: string }[];
  };
}

it("lists conversations by their cards, and what else is posted beside them in the channel", async () => {
  await post({ channel: "C0DESK", text: "C1042 · Maya (telegram) asks for a person" });
  await act("lines", { as: "agent", place: "desk", thread: cardTs, text: "// she is tired" });
  const { threads, desk } = await look();
  expect(threads).toMatchObject([{ title: "C1042 · Maya", replies: 1 }]);
  expect(desk.map(({ text }) => text)).toEqual(["C1042 · Maya (telegram) asks for a person"]);
});

it("shows what was shown to one person to nobody else", async () => {
  await act("lines", { as: "agent", place: "desk", thread: cardTs, text: "hello" });
  await post({ channel: "C0DESK", user: "U0AGENT", thread_ts: cardTs, text: "only Ann" }, "chat.postEphemeral");
  const ofAnn = (await look({ thread: cardTs })).thread;
  const ofMax = (await look({ agent: "manager", thread: cardTs })).thread;
  expect(ofAnn.at(-1)).toMatchObject({ text: "only Ann", isOnlyForYou: true });
  expect(ofMax.at(-1)).toMatchObject({ text: "hello", isOnlyForYou: false });
});

it("shows the alert channel to those who are in it alone", async () => {
  await post({ channel: "C0ALERTS", text: "Alert 1" });
  expect((await look()).alerts).toHaveLength(1);
  expect((await look({ manager: "agent" })).alerts).toEqual([]);
  expect(await act("lines", { as: "agent", place: "alerts", text: "hello" })).toBe(400);
});

it("presses only buttons that the person sees", async () => {
  const press = { as: "agent", channel: "C0DESK", ts: cardTs, button: "take:1" };
  expect(await act("presses", { ...press, button: "release:1" })).toBe(404);
  expect(await act("presses", { ...press, as: "nobody" })).toBe(404);
  expect(await act("presses", press)).toBe(204);
  expect(emulator.dispatcher.log.at(-1)).toMatchObject({ kind: "interactive" });
});

it.each([
  ["a slash command in a thread, as Slack does", { text: "/take" }, 409],
  ["an empty line", { text: "  " }, 400],
  ["more than Slack takes", { text: "a".repeat(4_001) }, 400],
  ["a thread that is not there", { text: "hello", thread: "1.000001" }, 404],
  ["somebody who is not in the workspace", { text: "hello", as: "stranger" }, 404],
])("refuses %s, and nothing is said", async (_what, line, status) => {
  const before = emulator.read("C0DESK").length;
  expect(await act("lines", { as: "agent", place: "desk", thread: cardTs, ...line })).toBe(status);
  expect(emulator.read("C0DESK")).toHaveLength(before);
});

it("takes slash commands in a channel, and nothing else as one", async () => {
  expect(await act("commands", { as: "manager", place: "alerts", text: "/help" })).toBe(204);
  expect(emulator.dispatcher.log.at(-1)).toMatchObject({ kind: "slash_commands", payload: { command: "/help" } });
  expect(await act("commands", { as: "manager", place: "alerts", text: "// a note" })).toBe(400);
});
