import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { typeNumber } from "./mock-wechat.ts";
import { fromAnn, openWechatyChannel, sentAtMs, stored, type WechatyChannel } from "./wechaty-channel.ts";

let channel: WechatyChannel;
beforeEach(async () => {
  channel = await openWechatyChannel();
  channel.wechat.person("ann");
  channel.wechat.person("bob");
});
afterEach(() => channel.close());

const roomId = "42@chatroom";

describe("what somebody writes to the account", () => {
  it("becomes a receipt in the order of WeChat's own time, and a message", async () => {
    const receipt = await channel.receiptOf(fromAnn("m1", { text: "How long does a withdrawal take?" }));
    expect(receipt).toMatchObject({ externalId: "m1", chat: "contact:wxid_ann", position: sentAtMs });
    expect(await channel.adapter.parse(stored(receipt))).toEqual([
      {
        kind: "message",
        channelId: "channel-1",
        externalId: "m1",
        platform: "wechaty",
        chat: { key: "contact:wxid_ann", id: "contact:wxid_ann", kind: "private" },
        sender: { id: "wxid_ann", displayName: "ann", isBot: false, isSelf: false },
        sentAt: "2026-03-05T08:00:00.000Z",
        externalMessageId: "m1",
        text: "How long does a withdrawal take?",
        attachments: [],
        addressed: true,
      },
    ]);
  });

  it("is answered in the same chat, through the mock's own way of writing too", async () => {
    const { wechat, adapter } = channel;
    wechat.person("ann").say("ding").to(wechat.desk);
    await expect.poll(() => channel.accepted.length).toBe(1);
    const [receipt] = channel.accepted;
    if (!receipt) throw new Error("nothing was accepted");
    const [event] = await adapter.parse(stored(receipt));
    const { chatId } = { chatId: event?.chat.id ?? "" };
    await adapter.send({ deliveryId: "d1", seq: 1, attempt: 0, target: { chatId }, content: paragraph("dong") });
    expect(channel.said()).toMatchObject([{ listenerId: "wxid_ann", text: "dong" }]);
  });

  it("is the account's own line when its owner writes on the phone, kept and ignored in the other's chat", async () => {
    const events = await channel.eventsOf(fromAnn("m1", { talkerId: "wxid_desk", listenerId: "wxid_ann" }));
    expect(events).toMatchObject([
      { kind: "ignored", reason: "own_message", chat: { id: "contact:wxid_ann" }, sender: { isSelf: true } },
    ]);
  });

  it("is ignored when it is a day old: the session replayed it", async () => {
    const old = (hours: number) => (sentAtMs - hours * 3_600_000) / 1000;
    expect(await channel.eventsOf(fromAnn("m1", { timestamp: old(25) }))).toMatchObject([
      { kind: "ignored", reason: "older_than_a_day" },
    ]);
    expect(await channel.eventsOf(fromAnn("m2", { timestamp: old(23) }))).toMatchObject([{ kind: "message" }]);
  });

  it("keeps its place in time when its puppet tells no time", async () => {
    const [event] = await channel.eventsOf(fromAnn("m1", { timestamp: Number.NaN }));
    expect(event).toMatchObject({ kind: "message", sentAt: "2026-03-05T08:00:00.000Z" });
  });

  it("is ignored when an official account wrote it", async () => {
    channel.wechat.mocker.createContact({ id: "gh_1", name: "News", type: 2 });
    expect(await channel.eventsOf(fromAnn("m1", { talkerId: "gh_1" }))).toMatchObject([
      { kind: "ignored", reason: "official_account", sender: { isBot: true } },
    ]);
  });
});

describe("what is no text", () => {
  it.each([
    ["audio", { kind: "voice", ref: { messageId: "m1" } }],
    ["video", { kind: "video", ref: { messageId: "m1" } }],
    ["emoticon", { kind: "sticker", ref: { messageId: "m1" } }],
    ["transfer", { kind: "card", details: { type: "transfer" } }],
    ["chat_history", { kind: "card", details: { type: "chat_history" } }],
  ] as const)("%s is an attachment, and its XML is nobody's words", async (type, attachment) => {
    const [event] = await channel.eventsOf(fromAnn("m1", { type: typeNumber(type), text: "<msg>…</msg>" }));
    expect(event).toMatchObject({ kind: "message", text: "", attachments: [attachment] });
  });

  it("tells what a link, a mini program and a place show", async () => {
    const { puppet } = channel.wechat;
    puppet.messageUrl = async () => ({ title: "Fees", url: "https://example.test/fees", description: "All of them" });
    puppet.messageMiniProgram = async () => ({
      title: "开户",
      appid: "wx1",
      pagePath: "pages/open",
      thumbKey: "secret",
    });
    puppet.messageLocation = async () => ({ name: "国际媒体港", address: "海珠区", latitude: 23.1, longitude: 113.3 });
    const attachment = async (id: string, type: "url" | "mini_program" | "location") => {
      const [event] = await channel.eventsOf(fromAnn(id, { type: typeNumber(type), text: "<msg/>" }));
      return event?.kind === "message" ? event.attachments : event;
    };
    expect(await attachment("m1", "url")).toEqual([
      {
        kind: "card",
        name: "Fees",
        details: { type: "url", title: "Fees", url: "https://example.test/fees", description: "All of them" },
      },
    ]);
    expect(await attachment("m2", "mini_program")).toEqual([
      {
        kind: "card",
        name: "开户",
        details: { type: "mini_program", title: "开户", appid: "wx1", pagePath: "pages/open" },
      },
    ]);
    expect(await attachment("m3", "location")).toEqual([
      {
        kind: "location",
        name: "国际媒体港",
        details: { name: "国际媒体港", address: "海珠区", latitude: 23.1, longitude: 113.3 },
      },
    ]);
  });

  it("names the contact of a card", async () => {
    channel.wechat.puppet.messageContact = async () => "wxid_bob";
    const [event] = await channel.eventsOf(fromAnn("m1", { type: typeNumber("contact"), text: "<msg/>" }));
    expect(event).toMatchObject({
      attachments: [{ kind: "contact", name: "bob", details: { contactId: "wxid_bob" } }],
    });
  });

  it("keeps a message whose card its puppet does not hand out", async () => {
    channel.wechat.puppet.messageUrl = () => Promise.reject(new Error("not supported"));
    const [event] = await channel.eventsOf(fromAnn("m1", { type: typeNumber("url"), text: "<msg/>" }));
    expect(event).toMatchObject({ kind: "message", attachments: [{ kind: "card", details: { type: "url" } }] });
  });

  it("ends the message that was taken back", async () => {
    const [event] = await channel.eventsOf(fromAnn("m2", { type: typeNumber("recalled"), text: "m1" }));
    expect(event).toMatchObject({ kind: "deleted", externalMessageId: "m1", sender: { id: "wxid_ann" } });
  });

  it("is unknown when a later wechaty has a new type, or none", async () => {
    expect(await channel.eventsOf(fromAnn("m1", { type: 99 }))).toMatchObject([{ kind: "unknown", type: "type-99" }]);
    expect(await channel.eventsOf(fromAnn("m2", { type: 0 }))).toMatchObject([{ kind: "unknown", type: "unknown" }]);
  });
});

describe("a room", () => {
  const inRoom = (id: string, text: string, mentionIdList: string[] = []) => {
    const { listenerId: _nobody, ...message } = fromAnn(id, { text, roomId, mentionIdList });
    return message;
  };
  beforeEach(() => {
    const memberIdList = ["wxid_desk", "wxid_ann", "wxid_bob"];
    channel.wechat.mocker.createRoom({ id: roomId, topic: "Traders", memberIdList });
  });

  it("addresses nobody by talking", async () => {
    expect(await channel.eventsOf(inRoom("m1", "good morning all"))).toMatchObject([
      { kind: "message", addressed: false, chat: { id: `room:${roomId}`, kind: "group", title: "Traders" } },
    ]);
  });

  it("addresses the account by a mention, which is not part of the question", async () => {
    const mention = inRoom("m1", "@Desk\u2005what are the fees, @bob\u2005?", ["wxid_desk", "wxid_bob"]);
    expect(await channel.eventsOf(mention)).toMatchObject([
      { addressed: true, text: "what are the fees, @bob\u2005?", mentions: ["wxid_bob"], sender: { id: "wxid_ann" } },
    ]);
  });

  it("knows the account by its name in that room", async () => {
    const { puppet } = channel.wechat;
    puppet.roomMemberRawPayload = async (_room, id) => ({ id, name: "Desk", roomAlias: "Helper (24 h)", avatar: "" });
    const mention = inRoom("m1", "@Helper (24 h)\u2005/help me", ["wxid_desk"]);
    expect(await channel.eventsOf(mention)).toMatchObject([{ kind: "command", command: "help", args: "me" }]);
  });

  it("leaves alone what looks like a command and is not for us", async () => {
    expect(await channel.eventsOf(inRoom("m1", "/help"))).toMatchObject([{ kind: "message", addressed: false }]);
  });

  it("finds mentions by name where the puppet lists none", async () => {
    const { mentionIdList: _untold, ...mention } = inRoom("m1", "@Desk\u2005hello");
    expect(await channel.eventsOf(mention)).toMatchObject([{ addressed: true, text: "hello" }]);
  });

  it("is answered in the room", async () => {
    const content = paragraph("None.");
    await channel.adapter.send({ deliveryId: "d1", seq: 1, attempt: 0, target: { chatId: `room:${roomId}` }, content });
    expect(channel.said()).toMatchObject([{ roomId, text: "None." }]);
  });
});

function paragraph(text: string) {
  return [{ type: "paragraph" as const, children: [{ type: "text" as const, text }] }];
}
