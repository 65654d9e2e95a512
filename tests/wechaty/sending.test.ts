import { afterEach, describe, expect, it } from "vitest";
import { failureOf, hello } from "./outbound.ts";
import { type ChannelOptions, fromAnn, openWechatyChannel, type WechatyChannel } from "./wechaty-channel.ts";

const opened: WechatyChannel[] = [];
async function open(options?: ChannelOptions): Promise<WechatyChannel> {
  const channel = await openWechatyChannel(options);
  channel.wechat.person("ann");
  opened.push(channel);
  return channel;
}
afterEach(() => Promise.all(opened.splice(0).map((channel) => channel.close())));

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
