import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { openTelegramChannel, type TelegramChannel, telegramToken } from "../../tests/support/telegram-channel.ts";

let channel: TelegramChannel;

beforeEach(async () => {
  channel = await openTelegramChannel();
});
afterEach(() => channel.close());

async function fetchBytes(fileId: string): Promise<Buffer> {
  const file = await channel.adapter.fetchFile?.({ fileId });
  const chunks: Buffer[] = [];
  for await (const chunk of file?.stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("fetching a file", () => {
  it("gives its bytes and a name", async () => {
    const bytes = Buffer.from([0, 1, 2, 250, 251]);
    channel.emulator.keepFile("doc-1", "对账单.pdf", bytes);
    expect(await fetchBytes("doc-1")).toEqual(bytes);
    expect((await channel.adapter.fetchFile?.({ fileId: "doc-1" }))?.name).toBe("file_1.pdf");
  });

  it("refuses for good what is over 20 MB", async () => {
    channel.emulator.keepFile("big", "big.bin", Buffer.alloc(20 * 1_024 * 1_024 + 1));
    await expect(fetchBytes("big")).rejects.toMatchObject({ outcome: "rejected" });
  });

  it("refuses a reference that is not Telegram's", async () => {
    await expect(channel.adapter.fetchFile?.({ url: "https://example.test" })).rejects.toMatchObject({
      outcome: "rejected",
    });
  });

  it("can be tried again when Telegram does not find the file now, fails, or is away", async () => {
    await expect(fetchBytes("nothing")).rejects.toMatchObject({ outcome: "retry" });
    channel.emulator.keepFile("doc-1", "a.pdf", Buffer.from("a"));
    channel.emulator.fail("getFile", { kind: "cut_after" });
    await expect(fetchBytes("doc-1")).rejects.toMatchObject({ outcome: "retry" });
    await channel.emulator.goAway();
    const failure = await fetchBytes("doc-1").catch((error: unknown) => error);
    await channel.emulator.comeBack();
    expect(failure).toMatchObject({ outcome: "retry" });
    expect((failure as DeliveryError).stack).not.toContain(telegramToken);
  });
});

describe("a person's profile", () => {
  it("is their name, and no membership of anything", async () => {
    const ann = channel.emulator.addPerson({ firstName: "Ann", lastName: "Li" });
    expect(await channel.adapter.profile?.(String(ann.id))).toEqual({ displayName: "Ann Li", isFullMember: false });
  });

  it("is null of somebody the bot has not met, or whose id is of another platform", async () => {
    expect(await channel.adapter.profile?.("5999999999")).toBeNull();
    expect(await channel.adapter.profile?.("U0123ABC")).toBeNull();
  });

  it("is an error when Telegram cannot say", async () => {
    channel.emulator.fail("getChat", { kind: "server_error" });
    await expect(channel.adapter.profile?.("5999999999")).rejects.toBeInstanceOf(DeliveryError);
  });
});

describe("the bot's identity", () => {
  const receipt = {
    externalId: "7",
    chat: "5",
    raw: '{"update_id":7,"message":{"message_id":1,"date":1772697600,"chat":{"id":5,"type":"private"},"text":"hi"}}',
    receivedAt: "2026-03-05T08:00:05.000Z",
  };

  it("is asked for once, however many messages are parsed at the same time", async () => {
    let asked = 0;
    channel.emulator.onCall(({ method }) => {
      if (method === "getMe") asked++;
    });
    await Promise.all([1, 2, 3].map(() => channel.adapter.parse(receipt)));
    await channel.adapter.parse(receipt);
    expect(asked).toBe(1);
  });

  it("fails parsing in a way that can be tried again while Telegram is away", async () => {
    await channel.emulator.goAway();
    await expect(channel.adapter.parse(receipt)).rejects.toBeInstanceOf(UnavailableError);
    await channel.emulator.comeBack();
    expect(await channel.adapter.parse(receipt)).toMatchObject([{ kind: "message", text: "hi" }]);
  });
});
