import { afterEach, describe, expect, it } from "vitest";
import { createWechatyAdapter, wechaty } from "../../adapters/wechaty/index.ts";
import type { Receipt } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { ConfigError, InputError, UnavailableError } from "../../infra/errors.ts";
import { importPackage } from "./mock-wechat.ts";
import { type ChannelOptions, fromAnn, openWechatyChannel, token, type WechatyChannel } from "./wechaty-channel.ts";

const opened: WechatyChannel[] = [];
async function open(options?: ChannelOptions): Promise<WechatyChannel> {
  const channel = await openWechatyChannel(options);
  channel.wechat.person("ann");
  opened.push(channel);
  return channel;
}
afterEach(() => Promise.all(opened.splice(0).map((channel) => channel.close())));

const hello = (more = {}) => ({
  deliveryId: "01977a10-0000-7000-8000-000000000001",
  attempt: 0,
  target: { chatId: "contact:wxid_ann" },
  content: plainText("hello"),
  ...more,
});

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DeliveryError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

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

  it("warns of WeChat's terms when it starts", async () => {
    const channel = await open();
    expect(channel.logged[0]?.event).toBe("wechaty.terms");
  });

  it("names the puppet to install", async () => {
    const channel = {
      id: "c",
      orgId: "o",
      platform: "wechaty",
      name: "n",
      settings: { puppet: "wechaty-puppet-absent" },
    };
    const quiet = { info() {}, warn() {}, error() {} };
    const deps = { clock: { now: () => new Date() }, log: quiet, tokens: { get: async () => "" } };
    const adapter = createWechatyAdapter(channel, deps, { importPackage });
    const listening = adapter.listen?.(async () => undefined, new AbortController().signal, null);
    await expect(listening).rejects.toThrow(ConfigError);
    await expect(listening).rejects.toThrow("npm install wechaty-puppet-absent");
  });

  it("is not looked for by a process that does not listen", async () => {
    const settings = wechaty.settings.parse({ puppet: "wechaty-puppet-mock" });
    const channel = { id: "c", orgId: "o", platform: "wechaty", name: "n", settings };
    const quiet = { info() {}, warn() {}, error() {} };
    const deps = { clock: { now: () => new Date() }, log: quiet, tokens: { get: async () => "" } };
    const importNothing = () => Promise.reject(new Error("wechaty was loaded"));
    const adapter = createWechatyAdapter(channel, deps, { importPackage: importNothing });
    expect(await failureOf(adapter.send(hello()))).toMatchObject({
      outcome: "retry",
      details: { session: "elsewhere" },
    });
  });
});

describe("what is sent", () => {
  it("has no id where the puppet tells none, and cannot be taken back", async () => {
    const channel = await open();
    const { puppet } = channel.wechat;
    const { messageSendText } = puppet;
    puppet.messageSendText = async (chatId, text) => {
      await messageSendText.call(puppet, chatId, text);
      return undefined;
    };
    const sent = await channel.adapter.send(hello());
    expect(sent).toEqual({ externalMessageId: null });
    const { target } = hello();
    expect(await failureOf(channel.adapter.remove?.(sent, target) ?? Promise.resolve())).toMatchObject({
      outcome: "rejected",
    });
  });

  it("shows buttons as lines", async () => {
    const channel = await open();
    const buttons = [
      [
        { id: "rate:5", label: "满意" },
        { id: "more", label: "Terms", url: "https://example.test/t" },
      ],
    ];
    await channel.adapter.send(hello({ buttons }));
    expect(channel.said().map(({ text }) => text)).toEqual(["hello\n\n▸ 满意\n▸ Terms: https://example.test/t"]);
  });

  it("is kept apart over all chats, and a refusal says how long to wait", async () => {
    let nowMs = 1_000_000;
    const channel = await open({ gapMs: 2_000, now: () => new Date(nowMs) });
    await channel.adapter.send(hello());
    nowMs += 500;
    const elsewhere = hello({ target: { chatId: "room:42@chatroom" } });
    expect(await failureOf(channel.adapter.send(elsewhere))).toMatchObject({
      outcome: "retry",
      fault: "rate_limited",
      retryAfterMs: 1_500,
    });
    nowMs += 1_500;
    await channel.adapter.send(hello());
    expect(channel.said()).toHaveLength(2);
  });

  it("is uncertain once its text arrived and its file did not", async () => {
    const channel = await open();
    channel.wechat.puppet.messageSendFile = () =>
      Promise.reject(Object.assign(new Error("no"), { code: "ECONNREFUSED" }));
    const files = [{ name: "a.pdf", mimeType: "application/pdf", kind: "file" as const, bytes: Buffer.from("%PDF") }];
    expect(await failureOf(channel.adapter.send(hello({ files })))).toMatchObject({ outcome: "uncertain" });
    expect(channel.said().map(({ text }) => text)).toEqual(["hello"]);
  });

  it("is taken back whole, its file too, or it is said that WeChat refused", async () => {
    const channel = await open();
    const recalled: string[] = [];
    channel.wechat.puppet.messageRecall = async (id) => recalled.push(id) > 0;
    const files = [{ name: "a.pdf", mimeType: "application/pdf", kind: "file" as const, bytes: Buffer.from("%PDF") }];
    const { target } = hello();
    const sent = await channel.adapter.send(hello({ files }));
    await channel.adapter.remove?.(sent, target);
    expect(recalled).toEqual(channel.said().map(({ id }) => id));
    expect(recalled).toHaveLength(2);
    channel.wechat.puppet.messageRecall = async () => false;
    expect(await failureOf(channel.adapter.remove?.(sent, target) ?? Promise.resolve())).toMatchObject({
      outcome: "rejected",
    });
  });

  it("refuses an address that is no chat of WeChat's", async () => {
    const channel = await open();
    const lost = hello({ target: { chatId: "12345" } });
    expect(await failureOf(channel.adapter.send(lost))).toMatchObject({ outcome: "rejected", fault: "recipient_gone" });
  });
});

describe("what can be asked", () => {
  it("tells a person's name and picture, and vouches for nobody", async () => {
    const channel = await open();
    channel.wechat.mocker.createContact({ id: "wxid_li", name: "李雷", avatar: "https://example.test/li.png" });
    expect(await channel.adapter.profile?.("wxid_li")).toEqual({
      displayName: "李雷",
      avatarUrl: "https://example.test/li.png",
      isFullMember: false,
    });
    expect(await channel.adapter.profile?.("wxid_nobody")).toBeNull();
  });

  it("says that a file is gone when the session no longer knows its message", async () => {
    const channel = await open();
    const fetching = channel.adapter.fetchFile?.({ messageId: "before-the-restart" }) ?? Promise.resolve();
    expect(await failureOf(fetching)).toMatchObject({ outcome: "rejected" });
  });

  it("may ask again for a file that the puppet did not hand out", async () => {
    const channel = await open();
    await channel.receiptOf(fromAnn("m1", { type: 6, text: "" }));
    const fetching = channel.adapter.fetchFile?.({ messageId: "m1" }) ?? Promise.resolve();
    expect(await failureOf(fetching)).toMatchObject({ outcome: "retry" });
  });
});
