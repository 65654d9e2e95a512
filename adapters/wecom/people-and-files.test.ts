import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileRef } from "../../bot/ports/inbound-event.ts";
import { customerIds, openKfId, openWecomChannel, type WecomChannel } from "../../tests/contracts/wecom.harness.ts";

let channel: WecomChannel;

beforeEach(async () => {
  channel = await openWecomChannel();
});
afterEach(() => channel.emulator.close());

const profileOf = (personId: string) => channel.adapter.profile?.(personId);

describe("what WeCom tells about a person", () => {
  it("is a customer's nickname and picture, and never an e-mail address", async () => {
    expect(await profileOf(customerIds.ann)).toEqual({
      displayName: "ann",
      avatarUrl: `https://wx.example.test/avatar/${customerIds.ann}.png`,
      isFullMember: false,
    });
  });

  it("is a member's name, and their address only where WeCom gives one", async () => {
    channel.emulator.members.add("LiSi", { name: "李四", email: "lisi@demo.test" });
    expect(await profileOf("lisi")).toEqual({ displayName: "李四", email: "lisi@demo.test", isFullMember: true });
    expect(await profileOf("ann")).toEqual({ displayName: "ann", isFullMember: true });
  });

  it("does not count a disabled member as a full one", async () => {
    channel.emulator.members.add("gone", { name: "Gone", status: 5 });
    expect(await profileOf("gone")).toMatchObject({ isFullMember: false });
  });

  it.each(["nobody", "wmAJ2GCAAAunknownunknownunknownQ"])("is nothing about %s", async (personId) => {
    expect(await profileOf(personId)).toBeNull();
  });

  it("fails as a call that may be repeated when WeCom has an error of its own", async () => {
    channel.emulator.faults.failNext({ kind: "status", status: 500 });
    await expect(profileOf("ann")).rejects.toMatchObject({ outcome: "retry" });
  });
});

describe("the bytes of an attachment", () => {
  const fetchFile = async (ref: FileRef) => {
    const file = await channel.adapter.fetchFile?.(ref);
    if (!file) throw new Error("the adapter fetches files");
    const chunks: Buffer[] = [];
    for await (const chunk of file.stream) chunks.push(Buffer.from(chunk as Uint8Array));
    return { name: file.name, mimeType: file.mimeType, bytes: Buffer.concat(chunks) };
  };
  const refOf = async (): Promise<FileRef> => {
    const pulled = await channel.adapter.pull?.({ name: openKfId }, null);
    const receipt = pulled?.receipts.at(-1);
    if (!receipt) throw new Error("what was sent is pulled");
    const [event] = await channel.adapter.parse({ ...receipt, receivedAt: "2026-03-05T08:00:00.000Z" });
    return (event?.kind === "message" && event.attachments[0]?.ref) || {};
  };
  const at = { openKfId, externalUserId: customerIds.ann };

  it("come with the name and type that WeCom says", async () => {
    const media = { name: "对账单.pdf", mimeType: "application/pdf", bytes: Buffer.from("%PDF-1.4\n") };
    channel.emulator.customers.sendsMedia(at, "file", media);
    expect(await fetchFile(await refOf())).toEqual(media);
  });

  it("of a file of JSON are the file, not taken for a refusal", async () => {
    const media = { name: "a.json", mimeType: "application/json", bytes: Buffer.from('{"errcode":40007}') };
    channel.emulator.customers.sendsMedia(at, "file", media);
    expect(await fetchFile(await refOf())).toEqual(media);
  });

  it("that WeCom no longer keeps are a rejection, although it answers with HTTP 200", async () => {
    await expect(fetchFile({ mediaId: "gone" })).rejects.toMatchObject({
      outcome: "rejected",
      details: { errcode: 40007 },
    });
  });

  it("are fetched with a fresh token when the old one was taken back", async () => {
    channel.emulator.customers.sendsMedia(at, "image", {
      name: "a.png",
      mimeType: "image/png",
      bytes: Buffer.alloc(32, 1),
    });
    const ref = await refOf();
    channel.emulator.invalidateTokens();
    expect((await fetchFile(ref)).bytes).toHaveLength(32);
  });

  it("of a reference that is not WeCom's are a rejection", async () => {
    await expect(fetchFile({ fileId: "1" })).rejects.toMatchObject({ outcome: "rejected" });
  });
});

describe("what is wrong at the platform", () => {
  const diagnose = async () => (await channel.adapter.diagnose?.()) ?? [];

  it("is nothing when the app has members and an account", async () => {
    const found = await diagnose();
    expect(found.map(({ check, ok }) => [check, ok])).toEqual([
      ["app", true],
      ["customer service (微信客服)", true],
      ["callback", true],
    ]);
  });

  it("names the trusted addresses when WeCom refuses ours", async () => {
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 60020 });
    expect((await diagnose())[0]).toMatchObject({ check: "app", ok: false });
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 60020 });
    expect((await diagnose())[0]?.message).toContain("企业可信IP");
  });

  it("says that nobody sees the app", async () => {
    channel.emulator.faults.failNext({ kind: "json", json: { errcode: 0, name: "Desk", close: 0 } });
    expect((await diagnose())[0]).toMatchObject({ ok: false, message: expect.stringContaining("可见范围") });
  });

  it("says that the app is switched off", async () => {
    channel.emulator.faults.failNext({ kind: "json", json: { errcode: 0, name: "Desk", close: 1 } });
    expect((await diagnose())[0]).toMatchObject({ ok: false, message: expect.stringContaining("switched off") });
  });

  it("says that no account is managed through the interface", async () => {
    channel.emulator.faults.failNext(
      { kind: "json", json: { errcode: 0, account_list: [] } },
      { path: "kf/account/list" },
    );
    expect((await diagnose())[1]).toMatchObject({ ok: false, message: expect.stringContaining("通过API管理") });
  });

  it("tells of a wrong secret without telling the secret", async () => {
    channel.emulator.faults.failNext({ kind: "errcode", errcode: 40001 }, { path: "gettoken", times: 2 });
    const found = await diagnose();
    expect(found[0]).toMatchObject({ ok: false });
    expect(JSON.stringify(found)).not.toContain(channel.emulator.account.secret);
  });
});

describe("an answer that is not WeCom's", () => {
  it("leaves open whether the message was sent", async () => {
    channel.emulator.faults.failNext({ kind: "page", html: "<html>log in to the Wi-Fi</html>" });
    const sending = channel.adapter.send({
      deliveryId: "01977a10-0000-7000-8000-000000000001",
      seq: 1,
      attempt: 0,
      target: { chatId: "ann" },
      content: [{ type: "paragraph", children: [{ type: "text", text: "hello" }] }],
    });
    await expect(sending).rejects.toMatchObject({ outcome: "uncertain" });
  });
});
