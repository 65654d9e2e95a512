import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage } from "../../bot/ports/outbound-message.ts";
import { plainText } from "../../bot/ports/rich-text.ts";
import { customerIds, openKfId, openWecomChannel, type WecomChannel } from "../../tests/contracts/wecom.harness.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = { openKfId, externalUserId: customerIds.ann };

let channel: WecomChannel;
let now: number;

beforeEach(async () => {
  now = Date.parse("2026-03-05T08:00:00Z");
  channel = await openWecomChannel({ now: () => now });
});
afterEach(() => channel.emulator.close());

const message = (text: string, number = 1, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  deliveryId: `01977a10-0000-7000-8000-${String(number).padStart(12, "0")}`,
  seq: number,
  attempt: 0,
  target: { chatId: `${openKfId}:${customerIds.ann}` },
  content: plainText(text),
  ...more,
});
const send = (text: string, number = 1, more: Partial<OutboundMessage> = {}) =>
  channel.adapter.send(message(text, number, more));
const failureOf = async (sending: Promise<unknown>): Promise<DeliveryError> => {
  const error = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error(`expected a DeliveryError, got ${String(error)}`);
};
const ours = () => channel.emulator.kfChat(openKfId, customerIds.ann).filter((shown) => shown.from === "us");
const texts = () => ours().map((shown) => shown.text);

describe("a message to a customer", () => {
  it("goes out under the delivery's id", async () => {
    channel.emulator.customers.writes(at, "hello");
    expect(await send("Good morning")).toEqual({ externalMessageId: `${openKfId}:01977a10000070008000000000000001` });
    expect(ours().map((shown) => shown.id)).toEqual(["01977a10000070008000000000000001"]);
  });

  it("whose msgid was used before counts as sent, is logged, and is shown once", async () => {
    channel.emulator.customers.writes(at, "hello");
    const first = await send("Two days.");
    expect(await send("Two days.", 1, { attempt: 1 })).toEqual(first);
    expect(texts()).toEqual(["Two days."]);
    expect(channel.logged).toEqual(["wecom.kf_msgid_used"]);
  });

  it("whose msgid is refused for another reason at the first attempt was not sent", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 40058, errmsg: "invalid msgid" });
    expect(await failureOf(send("hello"))).toMatchObject({ outcome: "rejected" });
  });

  it("is the sixth since the customer's last one: the window is closed until they write again", async () => {
    channel.emulator.customers.writes(at, "hello");
    for (let number = 1; number <= 5; number++) await send(`answer ${number}`, number);
    expect(await failureOf(send("answer 6", 6))).toMatchObject({ outcome: "rejected", fault: "window_closed" });
    channel.emulator.customers.writes(at, "go on");
    await send("answer 6", 6);
    expect(texts()).toHaveLength(6);
  });

  it("comes 48 hours after the customer's last one: the window is closed", async () => {
    channel.emulator.customers.writes(at, "hello");
    now += 48 * HOUR_MS;
    expect(await failureOf(send("too late"))).toMatchObject({ outcome: "rejected", fault: "window_closed" });
  });

  it("is refused before it is sent when it is too long, since nothing may be cut off silently", async () => {
    channel.emulator.customers.writes(at, "hello");
    expect(await failureOf(send("您".repeat(683)))).toMatchObject({ outcome: "rejected", details: { bytes: 2049 } });
    expect(channel.emulator.calls("kf/send_msg")).toBe(0);
  });

  it("with nothing in it is refused", async () => {
    expect(await failureOf(send(""))).toMatchObject({ outcome: "rejected" });
  });
});

describe("a session in a state that does not let us send", () => {
  it("served by a receptionist is left to them", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.customers.receptionistTakes(at, "lisi");
    expect(await failureOf(send("hello"))).toMatchObject({ outcome: "rejected", fault: "window_closed" });
    expect(channel.emulator.calls("kf/service_state/trans")).toBe(0);
    expect(channel.emulator.session(openKfId, customerIds.ann).state).toBe(3);
  });

  it("is moved to the assistant where WeCom allows it, and the message is sent once more", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 95018 }, { path: "kf/send_msg" });
    await send("Good morning");
    expect(texts()).toEqual(["Good morning"]);
    expect(channel.emulator.session(openKfId, customerIds.ann).state).toBe(1);
  });

  it("has ended: only the customer opens it again", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.customers.receptionistEnds(at, "lisi");
    expect(await failureOf(send("hello"))).toMatchObject({ fault: "window_closed" });
    channel.emulator.customers.writes(at, "again");
    await send("hello");
    expect(texts()).toEqual(["hello"]);
  });
});

describe("buttons", () => {
  const buttons = [[{ id: "rate:5", label: "满意" }], [{ id: "site", label: "Site", url: "https://example.test/" }]];

  it("are a menu whose items come back with the button's id", async () => {
    channel.emulator.customers.writes(at, "hello");
    await send("How did we do?", 1, { buttons });
    expect(ours()[0]).toMatchObject({
      text: "How did we do?",
      buttons: [
        { id: "rate:5", label: "满意" },
        { label: "Site", url: "https://example.test/" },
      ],
    });
  });

  it("stand under a long text in one message, of which nothing is lost", async () => {
    const long = `${"我们的出金需要一到三个工作日。\n".repeat(40)}完`;
    expect(Buffer.byteLength(long)).toBeGreaterThan(1_024);
    channel.emulator.customers.writes(at, "hello");
    await send(long, 1, { buttons });
    expect(texts()).toEqual([long]);
    expect(ours()[0]?.buttons).toHaveLength(2);
  });

  it("are refused above ten", async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => [{ id: `b${index}`, label: `${index}` }]);
    expect(await failureOf(send("Choose", 1, { buttons: eleven }))).toMatchObject({ outcome: "rejected" });
  });
});

describe("a file", () => {
  const file = {
    name: "对账单.pdf",
    mimeType: "application/pdf",
    kind: "file",
    bytes: Buffer.from("%PDF-1.4"),
  } as const;

  it("follows its text under an id of its own, and neither is doubled by a second attempt", async () => {
    channel.emulator.customers.writes(at, "hello");
    await send("Your statement", 1, { files: [file] });
    await send("Your statement", 1, { files: [file], attempt: 1 });
    expect(ours().map(({ text, files }) => ({ text, files }))).toEqual([
      { text: "Your statement", files: [] },
      { text: "", files: ["对账单.pdf"] },
    ]);
  });

  it("is sent as a file when it is a picture that WeCom does not take for one", async () => {
    channel.emulator.customers.writes(at, "hello");
    const gif = { name: "a.gif", mimeType: "image/gif", kind: "image", bytes: Buffer.alloc(100) } as const;
    await send("", 1, { files: [gif] });
    expect(ours()[0]?.files).toEqual(["a.gif"]);
  });

  it("of five bytes is refused before anything is sent", async () => {
    channel.emulator.customers.writes(at, "hello");
    const tiny = { ...file, bytes: Buffer.from("12345") };
    expect(await failureOf(send("Your statement", 1, { files: [tiny] }))).toMatchObject({ details: { size: 5 } });
    expect(texts()).toEqual([]);
  });
});

describe("a welcome", () => {
  it("is sent with the code of the opened session, before the customer wrote, and only once", async () => {
    const welcomeCode = channel.emulator.customers.enters(at, { scene: "ad" }) ?? "";
    const respondTo = { welcomeCode };
    expect(await failureOf(send("Welcome!"))).toMatchObject({ fault: "window_closed" });
    await send("Welcome!", 2, { respondTo });
    expect(texts()).toEqual(["Welcome!"]);
    expect(await failureOf(send("Welcome again!", 3, { respondTo }))).toMatchObject({ outcome: "rejected" });
  });

  it("is too late after twenty seconds", async () => {
    const welcomeCode = channel.emulator.customers.enters(at) ?? "";
    now += 21_000;
    expect(await failureOf(send("Welcome!", 1, { respondTo: { welcomeCode } }))).toMatchObject({ outcome: "rejected" });
  });
});

describe("the access token", () => {
  it("is fetched once for many calls", async () => {
    channel.emulator.customers.writes(at, "hello");
    for (let number = 1; number <= 3; number++) await send("x", number);
    expect(channel.emulator.calls("gettoken")).toBe(1);
  });

  it("that WeCom took back is renewed once, and the message goes out", async () => {
    channel.emulator.customers.writes(at, "hello");
    await send("one", 1);
    channel.emulator.invalidateTokens();
    await send("two", 2);
    expect(texts()).toEqual(["one", "two"]);
    expect(channel.emulator.calls("gettoken")).toBe(2);
  });

  it("that has expired at WeCom is renewed", async () => {
    channel.emulator.customers.writes(at, "hello");
    await send("one", 1);
    now += 2 * HOUR_MS;
    await send("two", 2);
    expect(texts()).toEqual(["one", "two"]);
  });

  it("that is refused again after it was renewed is the operator's affair", async () => {
    channel.emulator.customers.writes(at, "hello");
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 40014 }, { path: "kf/send_msg", times: 2 });
    expect(await failureOf(send("one"))).toMatchObject({ outcome: "rejected", fault: "channel_broken" });
    expect(channel.emulator.calls("kf/send_msg")).toBe(2);
  });

  it("that cannot be fetched because nobody answers leaves the message unsent for sure", async () => {
    channel.emulator.faults.failNext({ kind: "status", status: 502 }, { path: "gettoken" });
    expect(await failureOf(send("one"))).toMatchObject({ outcome: "retry" });
  });
});
