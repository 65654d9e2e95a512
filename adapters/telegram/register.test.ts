import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BotApiCall } from "../../playground/telegram/index.ts";
import {
  openTelegramChannel,
  type TelegramChannel,
  telegramSecret,
  telegramToken,
} from "../../tests/support/telegram-channel.ts";

const deskId = -1_001_000_000_888;
const webhookUrl = "https://desk.example.test/webhooks/telegram";
const commands = [{ name: "help", description: "What I can do" }];
const zh = [{ name: "help", description: "我能做什么" }];

let channel: TelegramChannel;
let calls: BotApiCall[];

async function open(settings: Record<string, string> = {}): Promise<void> {
  channel = await openTelegramChannel(settings);
  channel.emulator.addGroup({ id: deskId, title: "Desk", isForum: true, members: [] });
  calls = [];
  channel.emulator.onCall((call) => calls.push(call));
}

beforeEach(() => open({ mode: "webhook", desk_chat_id: String(deskId) }));
afterEach(() => channel.close());

describe("registering", () => {
  it("sets the webhook with its secret and the kinds of updates that are read", async () => {
    await channel.adapter.register?.({ webhookUrl, commands: [] });
    expect(calls).toMatchObject([
      {
        method: "setWebhook",
        params: {
          url: webhookUrl,
          secret_token: telegramSecret,
          max_connections: 40,
          allowed_updates: [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
            "chat_member",
            "message_reaction",
          ],
        },
      },
    ]);
  });

  it("sets no webhook when the channel polls, or nothing is reachable from outside", async () => {
    await channel.adapter.register?.({ commands: [] });
    await channel.close();
    await open({ mode: "polling" });
    await channel.adapter.register?.({ webhookUrl, commands: [] });
    expect(calls).toEqual([]);
  });

  it("listens only where it polls, since polling takes the webhook away", async () => {
    expect(channel.adapter.listen).toBeUndefined();
    await channel.close();
    await open({ mode: "polling" });
    expect(channel.adapter.listen).toBeDefined();
  });

  it("lists commands to customers in private chats, and to staff in theirs, in both languages", async () => {
    await channel.adapter.register?.({
      commands: [
        { audience: "customer", language: "en", commands, chatIds: [] },
        { audience: "customer", language: "zh", commands: zh, chatIds: [] },
        { audience: "staff", language: "en", commands, chatIds: [String(deskId)] },
        { audience: "staff", language: "zh", commands: zh, chatIds: [String(deskId)] },
      ],
    });
    const { emulator } = channel;
    const english = [{ command: "help", description: "What I can do" }];
    const chinese = [{ command: "help", description: "我能做什么" }];
    expect(emulator.commands("all_private_chats", null, "")).toEqual(english);
    expect(emulator.commands("all_private_chats", null, "zh")).toEqual(chinese);
    expect(emulator.commands("chat", deskId, "")).toEqual(english);
    expect(emulator.commands("chat", deskId, "zh")).toEqual(chinese);
  });

  it("says what Telegram refused, and may be repeated", async () => {
    channel.emulator.fail("setWebhook", { kind: "cut_after" });
    const registration = { webhookUrl, commands: [] };
    await expect(channel.adapter.register?.(registration)).rejects.toMatchObject({ outcome: "retry" });
    await expect(channel.adapter.register?.(registration)).resolves.toEqual({ accountId: "700100200" });
  });
});

describe("diagnosing", () => {
  const findings = async () =>
    Object.fromEntries((await channel.adapter.diagnose?.())?.map(({ check, ok }) => [check, ok]) ?? []);

  it("finds all well after registering", async () => {
    await channel.adapter.register?.({ webhookUrl, commands: [] });
    expect(await findings()).toEqual({
      token: true,
      "webhook address": true,
      "webhook delivery": true,
      "webhook backlog": true,
      "update kinds": true,
      "desk chat": true,
    });
  });

  it("finds a token that is refused, and asks nothing more", async () => {
    channel.emulator.fail("getMe", { kind: "unauthorized" });
    expect(await findings()).toEqual({ token: false });
  });

  it("finds that no webhook is set", async () => {
    expect(await findings()).toMatchObject({ "webhook address": false, "update kinds": false });
  });

  it("finds a webhook that leads elsewhere", async () => {
    const { apiRoot } = channel.emulator;
    await fetch(`${apiRoot}/bot${telegramToken}/setWebhook?url=https://other.example.test/hook`);
    expect(await findings()).toMatchObject({ "webhook address": false });
  });

  it("finds that updates cannot be delivered, and how many wait", async () => {
    const ann = channel.emulator.addPerson({ firstName: "Ann" });
    await channel.adapter.register?.({ webhookUrl: "http://127.0.0.1:1/webhooks/telegram", commands: [] });
    for (let count = 0; count <= 100; count++) channel.emulator.post(ann.id, ann.id, "hello");
    await vi.waitFor(async () => {
      expect(await findings()).toMatchObject({ "webhook delivery": false, "webhook backlog": false });
    });
  });

  it("finds a webhook in the way of polling", async () => {
    await channel.close();
    await open({ mode: "polling" });
    expect(await findings()).toMatchObject({ updates: true });
    const { apiRoot } = channel.emulator;
    await fetch(`${apiRoot}/bot${telegramToken}/setWebhook?url=http://127.0.0.1:1/`);
    expect(await findings()).toMatchObject({ updates: false });
  });

  it.each([
    ["is no forum", { isForum: false }],
    ["does not have the bot as an administrator", { isForum: true, bot: "member" }],
    ["lets it manage no topics", { isForum: true, canManageTopics: false }],
  ] as const)("finds that the desk %s", async (_what, group) => {
    channel.emulator.addGroup({ id: deskId, title: "Desk", members: [], ...group });
    expect(await findings()).toMatchObject({ "desk chat": false });
  });

  it("finds that the alert chat does not exist, or that the bot is not in it", async () => {
    await channel.close();
    await open({ alert_chat_id: "-4000000999" });
    expect(await findings()).toMatchObject({ "alert chat": false });
    channel.emulator.addGroup({ id: -4_000_000_999, title: "Alerts", members: [], bot: "left" });
    expect(await findings()).toMatchObject({ "alert chat": false });
    channel.emulator.addGroup({ id: -4_000_000_999, title: "Alerts", members: [], bot: "member" });
    expect(await findings()).toMatchObject({ "alert chat": true });
  });
});
