import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText, type RichText } from "../../bot/ports/rich-text.ts";
import { openWecomChannel, type WecomChannel } from "../../tests/contracts/wecom.harness.ts";

let channel: WecomChannel;
let now: number;

beforeEach(async () => {
  now = Date.parse("2026-03-05T08:00:00Z");
  channel = await openWecomChannel({ now: () => now });
});
afterEach(() => channel.emulator.close());

const message = (content: string | RichText, number = 1, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  deliveryId: `01977a10-0000-7000-8000-${String(number).padStart(12, "0")}`,
  seq: number,
  attempt: 0,
  target: { chatId: "ann" },
  content: typeof content === "string" ? plainText(content) : content,
  ...more,
});
const send = (content: string | RichText, number = 1, more: Partial<OutboundMessage> = {}) =>
  channel.adapter.send(message(content, number, more));
const failureOf = async (sending: Promise<unknown> | undefined): Promise<DeliveryError> => {
  const error = await sending?.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error(`expected a DeliveryError, got ${String(error)}`);
};
const shown = (userId = "ann") => channel.emulator.appChat(userId);
const buttons = [[{ id: "take", label: "Take", style: "primary" as const }], [{ id: "note", label: "Note" }]];

describe("a message to members", () => {
  it("of the same words twice arrives twice, and a second attempt of one of them does not", async () => {
    await send("好的", 1);
    await send("好的", 2);
    expect(await send("好的", 2, { attempt: 1 })).toEqual({ externalMessageId: null });
    expect(shown().map(({ text }) => text)).toEqual(["好的", "好的"]);
  });

  it("of the same words arrives however often they are said within half an hour", async () => {
    for (let number = 1; number <= 200; number++) {
      await send("已发送", number);
      now += 9_000;
    }
    expect(shown()).toHaveLength(200);
  });

  it("shows bold, code and links as such", async () => {
    await send([
      {
        type: "paragraph",
        children: [
          { type: "bold", children: [{ type: "text", text: "3 late" }] },
          { type: "text", text: ": " },
          { type: "code", text: "C1042" },
          { type: "text", text: ", " },
          { type: "link", url: "https://example.test/?a=1&b=2", children: [{ type: "text", text: "看板" }] },
        ],
      },
    ]);
    expect(shown()[0]).toMatchObject({
      text: "3 late: C1042, 看板",
      marks: [
        { type: "bold", text: "3 late" },
        { type: "code", text: "C1042" },
        { type: "link", text: "看板", url: "https://example.test/?a=1&b=2" },
      ],
    });
  });

  it("reaches everybody who is named, and passes over one who is unknown", async () => {
    await send("Alert", 1, { target: { chatId: "ann|bob|carol" } });
    expect([shown("ann").length, shown("bob").length]).toEqual([1, 1]);
    expect(channel.logged).toEqual(["wecom.members_not_reached"]);
  });

  it("is rejected when nobody who is named exists", async () => {
    const target = { chatId: "carol" };
    expect(await failureOf(send("hi", 1, { target }))).toMatchObject({ outcome: "rejected", fault: "recipient_gone" });
  });

  it("is rejected when WeCom answers errcode 0 but lists its only receiver as invalid", async () => {
    const answer = { errcode: 0, errmsg: "ok", msgid: "m1", invaliduser: "ann" };
    channel.emulator.faults.failNext({ kind: "json", json: answer });
    expect(await failureOf(send("hi"))).toMatchObject({ outcome: "rejected", fault: "recipient_gone" });
  });

  it("is refused when it is too long, since WeCom would cut it off silently", async () => {
    expect(await failureOf(send("您".repeat(683)))).toMatchObject({ outcome: "rejected", details: { bytes: 2049 } });
    expect(channel.emulator.calls("message/send")).toBe(0);
  });

  it("with a picture sends it after the text", async () => {
    const file = { name: "chart.png", mimeType: "image/png", kind: "image", bytes: Buffer.alloc(64, 1) } as const;
    await send("The week", 1, { files: [file] });
    expect(shown().map(({ text, files }) => ({ text, files }))).toEqual([
      { text: "The week", files: [] },
      { text: "", files: ["chart.png"] },
    ]);
  });
});

describe("a card", () => {
  it("carries a short text itself, its first line as the title", async () => {
    const sent = await send("C1042 waits\nSince 12 minutes", 1, { buttons });
    expect(shown()).toMatchObject([
      {
        text: "C1042 waits\nSince 12 minutes",
        buttons: [
          { id: "take", label: "Take" },
          { id: "note", label: "Note" },
        ],
      },
    ]);
    expect(sent.handle?.["responseCode"]).toMatch(/^code-/);
  });

  it("follows a text that it cannot show whole", async () => {
    const long = "客户说：".concat("请尽快处理我的出金。".repeat(20));
    await send(long, 1, { buttons });
    const [text, card] = shown();
    expect(text?.text).toBe(long);
    expect(card?.buttons).toHaveLength(2);
    expect(card?.text.endsWith("…")).toBe(true);
  });

  it("whose answer was lost is not shown twice, also long after WeCom forgot the request", async () => {
    channel.emulator.faults.failNext({ kind: "cut" });
    expect(await failureOf(send("C1042 waits", 1, { buttons }))).toMatchObject({ outcome: "uncertain" });
    now += 10 * 60_000;
    expect(await send("C1042 waits", 1, { buttons, attempt: 1 })).toEqual({ externalMessageId: null });
    expect(shown()).toHaveLength(1);
  });

  it("takes at most six buttons, as the capabilities say", async () => {
    const seven = Array.from({ length: 7 }, (_, index) => [{ id: `b${index}`, label: `${index}` }]);
    expect(await failureOf(send("Choose", 1, { buttons: seven }))).toMatchObject({ outcome: "rejected" });
    expect(channel.adapter.capabilitiesFor?.("ann").maxButtons).toBe(6);
  });

  it("changes for everybody who has it, by the code of the press", async () => {
    const target = { chatId: "ann|bob" };
    const sent = await send("C1042 waits", 1, { buttons, target });
    const respondTo = await pressed();
    await channel.adapter.edit?.(sent, message("C1042 taken by ann", 2, { target, respondTo }));
    for (const userId of ["ann", "bob"]) {
      expect(shown(userId)).toMatchObject([{ text: "C1042 taken by ann", buttons: [], edited: true }]);
    }
  });

  it("changes once by the code it was sent with, and not a second time", async () => {
    const sent = await send("C1042 waits", 1, { buttons });
    await channel.adapter.edit?.(sent, message("C1042 taken", 2, { buttons: [[{ id: "undo", label: "Undo" }]] }));
    expect(shown()).toMatchObject([{ text: "C1042 taken", buttons: [{ id: "undo" }] }]);
    expect(await failureOf(channel.adapter.edit?.(sent, message("again", 3)))).toMatchObject({ outcome: "rejected" });
  });

  it("keeps being changed as long as somebody presses one of the buttons it has now, once a press", async () => {
    const target = { chatId: "ann|bob" };
    const sent = await send("C1042 waits", 1, { buttons, target });
    const undo = [[{ id: "undo", label: "Undo" }]];
    const edit = (
      text: string,
      respondTo: Record<string, string>,
      shownButtons = buttons as OutboundMessage["buttons"],
    ) =>
      channel.adapter.edit?.(
        sent,
        message(text, 2, { target, respondTo, ...(shownButtons && { buttons: shownButtons }) }),
      );
    await edit("C1042 taken by ann", await pressed(), undo);
    const byBob = await pressed("bob", "undo");
    await edit("C1042 waits again", byBob);
    for (const userId of ["ann", "bob"]) {
      expect(shown(userId)).toMatchObject([{ text: "C1042 waits again", buttons: [{ id: "take" }, { id: "note" }] }]);
    }
    expect(await failureOf(edit("and again", byBob))).toMatchObject({ outcome: "rejected" });
    // The code that came with the card is not used up by those of presses.
    await channel.adapter.edit?.(sent, message("C1042 resolved itself", 3, { target }));
    expect(shown("bob")).toMatchObject([{ text: "C1042 resolved itself", buttons: [] }]);
  });

  it("is the only thing that can be changed", async () => {
    const sent = await send("plain words");
    expect(await failureOf(channel.adapter.edit?.(sent, message("other words", 2)))).toMatchObject({
      outcome: "rejected",
    });
  });

  /** Ann presses "take": the answer's address, as it comes out of the callback. */
  async function pressed(userId = "ann", buttonId = "take") {
    channel.emulator.members.presses(userId, shown(userId)[0]?.id ?? "", buttonId);
    const request = channel.emulator.callbacks.made().at(-1);
    if (!request) throw new Error("a press ends in a callback");
    const { receipts } = await channel.adapter.receive(request);
    const [receipt] = receipts;
    if (!receipt) throw new Error("a press is kept");
    const [event] = await channel.adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" });
    if (event?.kind !== "action" || !event.respondTo) throw new Error("a press is an action with an answer's address");
    return event.respondTo;
  }
});

describe("taking back", () => {
  it("removes every part of what was sent", async () => {
    const file = { name: "a.pdf", mimeType: "application/pdf", kind: "file", bytes: Buffer.from("%PDF-1.4") } as const;
    const sent = await send("Wrong customer", 1, { files: [file] });
    await channel.adapter.remove?.(sent, { chatId: "ann" });
    expect(shown().map(({ deleted }) => deleted)).toEqual([true, true]);
  });

  it("is rejected in 微信客服, which has no way to", async () => {
    const sent = { externalMessageId: "wk1:1" };
    expect(await failureOf(channel.adapter.remove?.(sent, { chatId: "wk1:wm1" }))).toMatchObject({
      outcome: "rejected",
    });
  });
});

describe("what the chats of one channel can do", () => {
  it("budgets replies to customers, not to members", () => {
    expect(channel.adapter.capabilitiesFor?.("wk1:wm1").replyBudget).toEqual({ messages: 5, windowMs: 172_800_000 });
    expect(channel.adapter.capabilitiesFor?.("ann").replyBudget).toBeNull();
  });
});
