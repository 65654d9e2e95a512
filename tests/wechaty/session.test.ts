import { afterEach, describe, expect, it } from "vitest";
import { createWechatyAdapter, wechaty } from "../../adapters/wechaty/index.ts";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { ConfigError, InputError, UnavailableError } from "../../infra/errors.ts";
import { importPackage, watchPuppets } from "./mock-wechat.ts";
import { failureOf, hello } from "./outbound.ts";
import { type ChannelOptions, fromAnn, openWechatyChannel, token, type WechatyChannel } from "./wechaty-channel.ts";

const opened: WechatyChannel[] = [];
async function open(options?: ChannelOptions): Promise<WechatyChannel> {
  const channel = await openWechatyChannel(options);
  channel.wechat.person("ann");
  opened.push(channel);
  return channel;
}
afterEach(() => Promise.all(opened.splice(0).map((channel) => channel.close())));

/** For adapters that are built here, without a channel to wait for. */
const bareChannel = (puppet: string) => ({
  id: "c",
  orgId: "o",
  platform: "wechaty",
  name: "n",
  settings: wechaty.settings.parse({ puppet }),
});
const bareDeps = {
  clock: { now: () => new Date() },
  log: { info() {}, warn() {}, error() {} },
  tokens: { get: async () => "" },
};

describe("what arrives", () => {
  it("waits while nothing can be stored, and is stored once when it can", async () => {
    let isAway = true;
    const accept = async () => {
      if (isAway) throw new UnavailableError("the inbox cannot be written to");
    };
    const channel = await open({ accept });
    const arrival = channel.receiptOf(fromAnn("m1"));
    await channel.hasLogged("wechaty.not_stored", 1);
    expect(channel.accepted).toEqual([]);
    isAway = false;
    await arrival;
    expect(channel.accepted.map(({ externalId }) => externalId)).toEqual(["m1"]);
  });

  it("does not hold back the others when the database refuses its text", async () => {
    const accept = async ([receipt]: Receipt[]) => {
      if (receipt?.externalId === "m1") throw new InputError("the database refuses this delivery");
    };
    const channel = await open({ accept });
    channel.wechat.happens(fromAnn("m1"));
    await channel.receiptOf(fromAnn("m2"));
    expect(channel.accepted.map(({ externalId }) => externalId)).toEqual(["m2"]);
    expect(channel.logged).toContainEqual({
      event: "wechaty.messages_lost",
      fields: { messages: 1, reason: "refused", sinceStart: 1 },
    });
  });

  it("is counted as lost when its payload cannot be loaded, and the doctor says how many", async () => {
    const channel = await open();
    channel.wechat.puppet.emit("message", { messageId: "never-seen" });
    await channel.hasLogged("wechaty.messages_lost");
    expect(channel.logged.at(-1)?.fields).toEqual({ messages: 1, reason: "not_loaded", sinceStart: 1 });
    const found = await channel.adapter.diagnose?.();
    expect(found?.find(({ check }) => check === "what cannot be promised")?.message).toContain("process started: 1");
  });

  it("is counted as lost when it says not even who wrote it", async () => {
    const channel = await open();
    channel.wechat.mocker.createContact({ id: "x".repeat(300), name: "nobody" });
    channel.wechat.happens(fromAnn("m1", { talkerId: "x".repeat(300) }));
    await channel.hasLogged("wechaty.messages_lost");
    expect(channel.logged.at(-1)?.fields).toMatchObject({ reason: "unreadable" });
  });

  it("is stored before listening ends", async () => {
    const channel = await open();
    channel.wechat.happens(fromAnn("m1"));
    await channel.close();
    expect(channel.accepted.map(({ externalId }) => externalId)).toEqual(["m1"]);
  });

  it("leaves no words and no token in the log", async () => {
    const channel = await open();
    await channel.receiptOf(fromAnn("m1", { text: "my passport is X1234567" }));
    channel.wechat.puppet.emit("message", { messageId: "X1234567" });
    await channel.hasLogged("wechaty.messages_lost");
    expect(JSON.stringify(channel.logged)).not.toMatch(new RegExp(`X1234567|${token}`));
  });
});

describe("the session", () => {
  it("shows the operator each code once, and says so wherever something is sent meanwhile", async () => {
    const channel = await open({ logsIn: false });
    expect(await failureOf(channel.adapter.send(hello()))).toMatchObject({ outcome: "retry", fault: "other" });
    channel.wechat.mocker.scan("https://login.example.test/l/one", 2);
    channel.wechat.mocker.scan("https://login.example.test/l/one", 2);
    channel.wechat.mocker.scan("", 3);
    channel.wechat.mocker.scan("https://login.example.test/l/two", 2);
    await channel.hasLogged("wechaty.scan", 2);
    expect(channel.logged.filter(({ event }) => event === "wechaty.scan").map(({ fields }) => fields["scan"])).toEqual([
      "https://login.example.test/l/one",
      "https://login.example.test/l/two",
    ]);
    expect(await failureOf(channel.adapter.send(hello()))).toMatchObject({ outcome: "retry", fault: "channel_broken" });
    expect(await channel.adapter.diagnose?.()).toContainEqual(expect.objectContaining({ check: "session", ok: false }));
    channel.wechat.mocker.login(channel.wechat.desk);
    await channel.hasLogged("wechaty.login");
    await channel.adapter.send(hello());
    expect(channel.said()).toHaveLength(1);
  });

  it("sends nothing after WeChat ended the login", async () => {
    const channel = await open();
    await channel.wechat.puppet.logout();
    await channel.hasLogged("wechaty.logout");
    expect(await failureOf(channel.adapter.send(hello()))).toMatchObject({ outcome: "retry", fault: "channel_broken" });
    expect(channel.said()).toEqual([]);
  });

  it("starts a puppet again that stopped, with one set of listeners", async () => {
    const channel = await open();
    const listeners = channel.wechat.puppet.listenerCount("message");
    await channel.wechat.puppet.stop();
    await channel.hasLogged("wechaty.started", 2);
    expect(channel.wechat.puppet.listenerCount("message")).toBe(listeners);
    await channel.receiptOf(fromAnn("m1"));
    expect(channel.accepted).toHaveLength(1);
  });

  it("tries again when the puppet cannot be started", async () => {
    let starts = 0;
    const channel = await open({
      prepare: ({ puppet }) => {
        const { onStart } = puppet;
        puppet.onStart = async () => {
          starts += 1;
          if (starts === 1) throw new Error("no connection");
          await onStart.call(puppet);
        };
      },
    });
    await channel.hasLogged("wechaty.started", 2);
    await channel.receiptOf(fromAnn("m1"));
    expect(starts).toBe(2);
    expect(channel.logged.map(({ event }) => event)).toContain("wechaty.error");
  });

  it("does not come up after listening ended while it was starting", async () => {
    const stopping = new AbortController();
    // Right after the bot was told to start: it has yet to import its puppet, and stopping it has no effect.
    const warn = () => queueMicrotask(() => stopping.abort());
    const deps = { ...bareDeps, log: { ...bareDeps.log, warn } };
    const adapter = createWechatyAdapter(bareChannel("wechaty-puppet-mock"), deps, { importPackage });
    const seen = await watchPuppets();
    try {
      await adapter.listen?.(async () => undefined, stopping.signal, null);
    } finally {
      seen.unwatch();
    }
    expect(seen.happened).toEqual(["start", "stop"]);
  });

  it("warns of WeChat's terms when it starts", async () => {
    const channel = await open();
    expect(channel.logged[0]?.event).toBe("wechaty.terms");
  });

  it("names the puppet to install", async () => {
    const adapter = createWechatyAdapter(bareChannel("wechaty-puppet-absent"), bareDeps, { importPackage });
    const listening = adapter.listen?.(async () => undefined, new AbortController().signal, null);
    await expect(listening).rejects.toThrow(ConfigError);
    await expect(listening).rejects.toThrow("npm install wechaty-puppet-absent");
  });

  it("is not looked for by a process that does not listen", async () => {
    const importNothing = () => Promise.reject(new Error("wechaty was loaded"));
    const parts = { importPackage: importNothing };
    const adapter = createWechatyAdapter(bareChannel("wechaty-puppet-mock"), bareDeps, parts);
    expect(await failureOf(adapter.send(hello()))).toMatchObject({
      outcome: "retry",
      details: { session: "elsewhere" },
    });
  });
});
